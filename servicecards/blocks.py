"""Blocks of service cards: the ordered parts that need no table of their own (ADR 0005).

Wording is translated; codes, amounts, dates, addresses and links are shared (`home.overlay`).
Names follow CPSV-AP, schema.org and the data model.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock

from home.blocks import TermBlock
from home.vocabularies import Vocabulary


class SelectionBlock(blocks.FieldBlock):
    """The choices of the finder, as the query string of its address.

    An editor makes the choices in the finder and pastes the address; what is no choice goes. It is
    a fact, not wording: codes are the same in all languages.
    """

    def __init__(self, required: bool = True, help_text: Any = None, **kwargs: Any) -> None:
        self.field = forms.CharField(required=required, help_text=help_text, max_length=1000)
        super().__init__(**kwargs)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Stand in migrations as Wagtail's block."""
        _path, args, kwargs = super().deconstruct()
        return ("wagtail.blocks.CharBlock", args, kwargs)

    def clean(self, value: Any) -> str:
        """Return the query string of the choices; refuse an address without any."""
        from servicecards.facets import address, chosen_codes, unknown_codes  # they need models

        text = str(super().clean(value) or "")
        if self.is_deferred_validation and not text:
            return ""
        chosen = chosen_codes(QueryDict(urlsplit(text).query or text.partition("#")[0]))
        if not chosen:
            raise ValidationError(_("Choose something in the finder and paste its whole address."))
        if unknown := unknown_codes(chosen):
            raise ValidationError(_("Nothing in our lists is called: %s") % ", ".join(unknown))
        return address(chosen)


class PresetBlock(blocks.StructBlock):
    """A situation in plain words that opens the finder with choices made."""

    label = blocks.CharBlock(label=_("situation in plain words"), max_length=60)
    selection = SelectionBlock(
        label=_("address of the finder with the choices made"),
        help_text=_("Make the choices in the finder and copy the address from the browser."),
    )

    class Meta:
        icon = "search"
        label = _("situation")


class StepBlock(blocks.StructBlock):
    """One step on the way to the service (CPSV-AP has none yet: SEMIC issue 139)."""

    title = blocks.CharBlock(label=_("what to do"), max_length=200)
    text = blocks.TextBlock(label=_("details"), required=False, default="")
    link = blocks.URLBlock(label=_("link"), required=False)

    class Meta:
        icon = "order"
        label = _("step")


class OutputBlock(blocks.StructBlock):
    """What the service gives: cpsv:produces."""

    text = blocks.CharBlock(label=_("what one gets"), max_length=300)

    class Meta:
        icon = "tick"
        label = _("output")


class RequirementBlock(blocks.StructBlock):
    """A condition: cv:holdsRequirement. The rule is for machines, the text for people."""

    kind = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[
            ("condition", _("condition")),
            ("exclusion", _("who cannot use it")),
            ("obligation", _("obligation")),
        ],
    )
    text = blocks.CharBlock(label=_("in words"), max_length=300)
    criterion = blocks.ChoiceBlock(
        label=_("criterion"),
        required=False,
        choices=[
            ("size", _("number of employees")),
            ("age", _("age of the firm in years")),
            ("sector", _("sector")),
            ("territory", _("place")),
            ("stage", _("stage")),
            ("exporting", _("exports already")),
        ],
    )
    operator = blocks.ChoiceBlock(
        label=_("comparison"),
        required=False,
        choices=[("min", "≥"), ("max", "≤"), ("is", "="), ("in", "∈")],
    )
    value = blocks.CharBlock(label=_("value"), required=False, default="", max_length=100)

    class Meta:
        icon = "list-ol"
        label = _("condition")


class EvidenceBlock(blocks.StructBlock):
    """A document the firm brings: cpsv:hasInput."""

    title = blocks.CharBlock(label=_("document"), max_length=200)
    form = DocumentChooserBlock(label=_("form"), required=False)
    link = blocks.URLBlock(label=_("link"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("evidence")


class CostBlock(blocks.StructBlock):
    """What the firm pays: cv:hasCost. Money that flows to the firm is a benefit, not a cost."""

    amount = blocks.DecimalBlock(label=_("amount"), required=False, min_value=0)
    currency = blocks.ChoiceBlock(
        label=_("currency"), required=False, choices=[("CZK", "Kč"), ("EUR", "EUR")]
    )
    note = blocks.CharBlock(label=_("note"), required=False, default="", max_length=200)

    class Meta:
        icon = "minus"
        label = _("cost")


class BenefitBlock(blocks.StructBlock):
    """What flows to the firm: an amount, a rate in per cent, or something in kind."""

    amount_min = blocks.DecimalBlock(label=_("from"), required=False, min_value=0)
    amount_max = blocks.DecimalBlock(label=_("to"), required=False, min_value=0)
    currency = blocks.ChoiceBlock(
        label=_("currency"), required=False, choices=[("CZK", "Kč"), ("EUR", "EUR")]
    )
    rate = blocks.DecimalBlock(label=_("rate (%)"), required=False, min_value=0, max_value=100)
    in_kind = blocks.BooleanBlock(label=_("in kind"), required=False)
    de_minimis = blocks.BooleanBlock(label=_("de minimis aid"), required=False)
    note = blocks.CharBlock(label=_("note"), required=False, default="", max_length=200)

    class Meta:
        icon = "plus"
        label = _("benefit")


class ChannelBlock(blocks.StructBlock):
    """A way to the service: cv:hasChannel."""

    kind = TermBlock(Vocabulary.CHANNELS, label=_("kind"))
    address = blocks.CharBlock(label=_("address"), required=False, default="", max_length=250)
    hours = blocks.CharBlock(label=_("hours"), required=False, default="", max_length=200)
    note = blocks.CharBlock(label=_("note"), required=False, default="", max_length=200)

    class Meta:
        icon = "arrow-right"
        label = _("channel")


class FundingBlock(blocks.StructBlock):
    """Whose public money pays for the service (Human Services Data Specification: funding)."""

    source = TermBlock(Vocabulary.FUNDING_SOURCES, label=_("source"))
    organisation = blocks.PageChooserBlock(
        label=_("through the organisation"), required=False, page_type="partners.Organisation"
    )
    programme = TermBlock(Vocabulary.PROGRAMMES, label=_("through the programme"), required=False)
    label = blocks.CharBlock(label=_("in words"), required=False, default="", max_length=200)

    class Meta:
        icon = "pick"
        label = _("funding")


class LegalBasisBlock(blocks.StructBlock):
    """cv:hasLegalResource."""

    title = blocks.CharBlock(label=_("title"), max_length=250)
    link = blocks.URLBlock(label=_("link"), required=False)

    class Meta:
        icon = "clipboard-list"
        label = _("legal basis")


class AttachmentBlock(blocks.StructBlock):
    """A file for readers."""

    title = blocks.CharBlock(label=_("title"), max_length=200)
    file = DocumentChooserBlock(label=_("file"))

    class Meta:
        icon = "doc-full-inverse"
        label = _("attachment")
