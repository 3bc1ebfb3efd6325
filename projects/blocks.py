"""Blocks of case studies and action plans: ordered parts that need no table (ADR 0005).

Wording is translated; codes, numbers, dates and links are shared (`home.overlay`).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageChooserBlock

from home.dates import Precision
from home.inputs import DayBlock
from projects.models.choices import ActivityState, Direction


def precision_block() -> blocks.ChoiceBlock:
    """Return the choice that says to what a date is known."""
    return blocks.ChoiceBlock(label=_("known to the"), choices=Precision.choices, default="day")


class ResultBlock(blocks.StructBlock):
    """An output or a result, in words and, where there is one, as a number (keep.eu)."""

    text = blocks.TextBlock(label=_("in words"))
    value = blocks.DecimalBlock(label=_("number"), required=False)
    unit = blocks.CharBlock(label=_("unit"), required=False, default="", max_length=60)
    file = DocumentChooserBlock(label=_("file"), required=False)

    class Meta:
        icon = "tick"
        label = _("result")


class MilestoneBlock(blocks.StructBlock):
    """A dated step of a project: kick-off, review, final conference."""

    label = blocks.CharBlock(label=_("what happened"), max_length=150)
    start = DayBlock(label=_("first day"))
    end = DayBlock(label=_("last day"), required=False)
    precision = precision_block()
    place = blocks.CharBlock(label=_("place"), required=False, default="", max_length=120)

    class Meta:
        icon = "date"
        label = _("milestone")


class PhotoBlock(blocks.StructBlock):
    """A picture of a project, with its copyright (Kohesio)."""

    image = ImageChooserBlock(label=_("image"))
    alt = blocks.CharBlock(label=_("what it shows"), max_length=200)
    copyright = blocks.CharBlock(label=_("copyright"), required=False, default="", max_length=120)

    class Meta:
        icon = "image"
        label = _("image")


class PillarBlock(blocks.StructBlock):
    """A pillar of a plan or strategy."""

    number = blocks.CharBlock(label=_("number"), max_length=10)
    name = blocks.CharBlock(label=_("name"), required=False, default="", max_length=150)

    class Meta:
        icon = "list-ol"
        label = _("pillar")


class ActivityBlock(blocks.StructBlock):
    """A numbered activity; assignments name it by its number."""

    number = blocks.IntegerBlock(label=_("number"), min_value=1, max_value=99)
    title = blocks.CharBlock(label=_("title"), max_length=150)
    text = blocks.TextBlock(label=_("text"), required=False, default="")
    state = blocks.ChoiceBlock(
        label=_("state"),
        required=False,
        choices=ActivityState.choices,
    )
    due = DayBlock(label=_("due on"), required=False)

    class Meta:
        icon = "order"
        label = _("activity")


class ActivityOutputBlock(blocks.StructBlock):
    """A document that came of an activity, and the strategy that it feeds."""

    activity = blocks.IntegerBlock(label=_("activity"), min_value=1, max_value=99)
    title = blocks.CharBlock(label=_("document"), max_length=200)
    feeds = blocks.CharBlock(label=_("strategy it feeds"), required=False, default="")
    file = DocumentChooserBlock(label=_("file"), required=False)
    link = blocks.URLBlock(label=_("link"), required=False)

    class Meta:
        icon = "doc-full"
        label = _("output document")


class UpdateBlock(blocks.StructBlock):
    """What happened with the card or one of its activities, dated."""

    on = DayBlock(label=_("date"))
    activity = blocks.IntegerBlock(label=_("activity"), required=False, min_value=1, max_value=99)
    text = blocks.TextBlock(label=_("what happened"))

    class Meta:
        icon = "history"
        label = _("update")


class ProgrammeLinkBlock(blocks.StructBlock):
    """A tie of a card to a pillar of a strategy."""

    document = blocks.CharBlock(label=_("strategy"), max_length=200)
    pillar = blocks.CharBlock(label=_("pillar"), required=False, default="", max_length=150)
    strength = blocks.ChoiceBlock(
        label=_("strength"), choices=[("direct", _("direct")), ("loose", _("loose"))]
    )
    text = blocks.TextBlock(label=_("in words"), required=False, default="")

    class Meta:
        icon = "link"
        label = _("tie to a strategy")


class ScheduleBlock(blocks.StructBlock):
    """A step of the schedule; its dates are known to the day, the month or the year."""

    label = blocks.CharBlock(label=_("what"), max_length=120)
    text = blocks.CharBlock(label=_("when, in words"), required=False, default="")
    start = DayBlock(label=_("date"), required=False)
    end = DayBlock(label=_("last day"), required=False)
    precision = precision_block()

    class Meta:
        icon = "date"
        label = _("date")


class MetricBlock(blocks.StructBlock):
    """How one will know that the card worked."""

    number = blocks.IntegerBlock(label=_("number"), min_value=1, max_value=99)
    text = blocks.TextBlock(label=_("in words"))
    kind = blocks.ChoiceBlock(
        label=_("kind"),
        choices=[
            ("output", _("output")),
            ("result", _("result")),
            ("satisfaction", _("satisfaction")),
            ("sustainability", _("sustainability")),
        ],
    )
    direction = blocks.ChoiceBlock(label=_("direction"), choices=Direction.choices)
    unit = blocks.CharBlock(label=_("unit"), required=False, default="", max_length=60)
    baseline = blocks.DecimalBlock(label=_("baseline"), required=False)
    horizons = blocks.CharBlock(
        label=_("horizons in months"),
        required=False,
        default="",
        max_length=40,
        help_text=_("For example “36, 60”."),
    )

    class Meta:
        icon = "order-up"
        label = _("metric")


class IndicatorBlock(blocks.StructBlock):
    """What can be measured over time for a metric."""

    key = blocks.CharBlock(label=_("identifier"), max_length=60)
    metric = blocks.IntegerBlock(label=_("metric"), min_value=1, max_value=99)
    name = blocks.CharBlock(label=_("name"), max_length=200)
    unit = blocks.CharBlock(label=_("unit"), required=False, default="", max_length=60)

    class Meta:
        icon = "order-up"
        label = _("indicator")


class RelatedCardBlock(blocks.StructBlock):
    """Another card of the same plan, by its number."""

    number = blocks.IntegerBlock(label=_("number"), min_value=1, max_value=99)
    title = blocks.CharBlock(label=_("title"), max_length=200)

    class Meta:
        icon = "link"
        label = _("card of the plan")
