"""The form behind the link: one of four answers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from home.dates import today_in_prague
from home.reader_forms import ReaderForm
from servicecards.confirming.answering import PROPOSABLE
from servicecards.confirming.models import Answer

GIVEN = {
    "confirm": Answer.CONFIRMED,
    "change": Answer.CHANGED,
    "pause": Answer.PAUSED,
    "end": Answer.ENDED,
}
LONGEST_PAUSE = timedelta(days=3 * 366)
LONGEST_END = timedelta(days=10 * 366)
EARLIEST = date(2000, 1, 1)


class AnswerForm(ReaderForm):
    """What a provider says of a card; `card` is the page whose wording it sees."""

    do = forms.ChoiceField(choices=[(name, name) for name in GIVEN], required=False)
    until = forms.DateField(required=False, widget=forms.DateInput)
    ended = forms.DateField(required=False, widget=forms.DateInput)
    note = forms.CharField(max_length=2000, required=False)
    plain_title = forms.CharField(max_length=200, required=False)
    summary = forms.CharField(max_length=300, required=False)
    cost_note = forms.CharField(max_length=200, required=False)
    notice = forms.CharField(max_length=300, required=False)

    def __init__(self, *args: Any, card: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.card = card
        self.initial.update({name: getattr(card, name) for name in PROPOSABLE})

    @property
    def given(self) -> Answer:
        """The answer of a valid form."""
        return GIVEN[self.cleaned_data["do"]]

    @property
    def day(self) -> date | None:
        """The day that belongs to the answer."""
        names = {Answer.PAUSED: "until", Answer.ENDED: "ended"}
        return self.cleaned_data.get(names.get(self.given, ""))

    @property
    def changes(self) -> dict[str, str]:
        """The wording that differs from what the card says."""
        sent = [name for name in PROPOSABLE if name in self.data]
        given = {name: self.cleaned_data.get(name, "").strip() for name in sent}
        return {
            name: text for name, text in given.items() if text != (getattr(self.card, name) or "")
        }

    def clean(self) -> dict[str, Any]:
        """Check what the chosen answer needs."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        choice, today = data.get("do", ""), today_in_prague()
        if not choice:
            raise ValidationError(_("Choose one of the answers."))
        if choice == "pause":
            self._check_pause(data.get("until"), today)
        if choice == "end":
            self._check_end(data.get("ended"), today)
        if choice == "change" and not self.errors:
            if not data.get("summary", "").strip():
                self.add_error("summary", _("leave a short description; say in the note what else"))
            elif not self.changes and not data.get("note", "").strip():
                self.add_error("note", _("change a text, or say here what is to change"))
        return data

    def _check_end(self, ended: date | None, today: date) -> None:
        if "ended" in self.errors:
            return
        first = self.card.facts.valid_from or EARLIEST
        if ended is None or not first <= ended <= today + LONGEST_END:
            self.add_error("ended", _("fill in the day on which it ended or will end"))

    def _check_pause(self, until: date | None, today: date) -> None:
        if "until" in self.errors:
            return
        if until is None or not today < until <= today + LONGEST_PAUSE:
            self.add_error("until", _("fill in a day in the future, three years ahead at most"))
