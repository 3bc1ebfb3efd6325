"""The form behind an actor's link: a few fields for each of its cells, one for each card."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from home.reader_forms import Field, ReaderForm
from projects.models import ActivityState, ActorReport, CellReport
from projects.models.reports import LEAST, MOST
from projects.reporting.answering import CellAnswer

STATES = [("", ""), *ActivityState.choices]
SCORES = [(str(number), str(number)) for number in range(LEAST, MOST + 1)]
WORDS = ("sentence", "title", "url")


class ReportForm(ReaderForm):
    """What an actor says; `cells`: its own, `before`: {(card, activity): state said last time}."""

    def __init__(
        self,
        *args: Any,
        cells: list[CellReport],
        scores: dict[int, int],
        before: dict[tuple[int, int], str],
        version: str,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.cells = cells
        self.fields["version"] = forms.CharField(max_length=40, required=False)
        self.initial["version"] = version
        for cell in cells:
            state = cell.state or before.get((cell.card_id, cell.activity), "")
            self._add(cell, "state", forms.ChoiceField(choices=STATES, required=False), state)
            sentence = forms.CharField(max_length=300, required=False)
            self._add(cell, "sentence", sentence, cell.sentence)
            title = forms.CharField(max_length=200, required=False)
            self._add(cell, "title", title, cell.document_title)
            address = forms.URLField(
                max_length=500,
                required=False,
                assume_scheme="https",
                error_messages={"invalid": _("write a whole address, for example https://…")},
            )
            self._add(cell, "url", address, cell.document_url)
        for card in {cell.card_id for cell in cells}:
            field = forms.ChoiceField(choices=SCORES, required=False)
            self.fields[f"score-{card}"] = field
            self.initial[f"score-{card}"] = str(scores.get(card, ""))

    def _add(self, cell: CellReport, name: str, field: forms.Field, value: str) -> None:
        self.fields[f"{name}-{cell.pk}"] = field
        self.initial[f"{name}-{cell.pk}"] = value

    def clean(self) -> dict[str, Any]:
        """A document with an address has a name; an empty report is none."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for cell in self.cells:
            if data.get(f"url-{cell.pk}") and not data.get(f"title-{cell.pk}"):
                self.add_error(f"title-{cell.pk}", _("say what the document is"))
        given = {name: value for name, value in data.items() if name != "version"}
        if not self.errors and not any(given.values()):
            raise ValidationError(_("Choose at least one state."))
        return data

    def changed_meanwhile(self, report: ActorReport) -> None:
        """Say that somebody else was faster; sent once more, the form counts."""
        self.data = {**self.data.dict(), "version": report.version}  # type: ignore[attr-defined]
        self.add_error(
            None,
            _(
                "Somebody else has changed this report meanwhile. Here is what you typed: look at "
                "the report in another window, and send this again if it shall stand."
            ),
        )

    @property
    def answers(self) -> dict[int, CellAnswer]:
        """What a valid form says of the cells."""
        data = self.cleaned_data
        return {
            cell.pk: CellAnswer(
                state=data[f"state-{cell.pk}"],
                sentence=" ".join(data[f"sentence-{cell.pk}"].split()),
                document_title=" ".join(data[f"title-{cell.pk}"].split()),
                document_url=data[f"url-{cell.pk}"],
            )
            for cell in self.cells
        }

    @property
    def scores(self) -> dict[int, int]:
        """What a valid form says of the cards."""
        cards = {cell.card_id for cell in self.cells}
        found = {card: self.cleaned_data[f"score-{card}"] for card in cards}
        return {card: int(score) for card, score in found.items() if score}

    def fields_of(self, cell: CellReport) -> dict[str, Field]:
        """Return the fields of a cell for the template."""
        return {name: Field(self, f"{name}-{cell.pk}") for name in ("state", *WORDS)}

    def score_of(self, card_id: int) -> Field:
        """Return the field of a card for the template."""
        return Field(self, f"score-{card_id}")
