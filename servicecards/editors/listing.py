"""The passport as a list in the admin: sorted by the worst, filtered, exported, acted on."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.ui.tables.pages import BulkActionsColumn, PageStatusColumn, PageTitleColumn
from wagtail.admin.views.pages.listing import IndexView, PageFilterSet
from wagtail.admin.viewsets.pages import PageListingViewSet

from home.dates import today_in_prague
from home.editors import NONE, EditorsItem, admin_language
from home.locales import locale_ids
from home.references import Terms
from home.vocabularies import Vocabulary
from servicecards.editors.passport import (
    Confirmation,
    Passport,
    TranslationState,
    passports,
)
from servicecards.models import ServiceCard

# What the columns sort by: the worst first.
ORDERS = {
    "worry": lambda passport: -passport.worry,
    "complete": lambda passport: passport.complete,
    "translation": lambda passport: -list(TranslationState).index(passport.translation),
    "confirmation": lambda passport: -list(Confirmation).index(passport.confirmation),
    "links": lambda passport: -len(passport.broken_links),
    "lix": lambda passport: -(passport.lix or 0),
}


# Filter: (vocabulary, field of the card).
BY_CODE = {
    "topic": (Vocabulary.TOPICS, "topics"),
    "audience": (Vocabulary.AUDIENCE, "audience"),
    "territory": (Vocabulary.TERRITORIES, "territory"),
}


def request_passports(request: HttpRequest) -> dict[str, Passport]:
    """Return all passports, worked out once for a request."""
    if not hasattr(request, "_passports"):
        request._passports = passports()  # type: ignore[attr-defined]
    found: dict[str, Passport] = request._passports  # type: ignore[attr-defined]
    return found


def _facts() -> QuerySet:
    """Return the pages that carry the cards' facts."""
    found: QuerySet = ServiceCard.objects.filter(locale=locale_ids()[settings.LANGUAGE_CODE])
    return found


class PassportFilterSet(PageFilterSet):
    """What to show: cards with gaps, outdated or missing translations, dead links …"""

    has_child_pages = None
    problem = django_filters.ChoiceFilter(
        label=_("what is wrong"),
        method="with_problem",
        widget=forms.RadioSelect,
        choices=[
            ("gaps", _("something is missing")),
            ("translation", _("translation missing or outdated")),
            ("confirmation", _("not confirmed")),
            ("silent", _("nobody confirms when asked")),
            ("links", _("dead links")),
            ("hard", _("hard to read")),
        ],
    )

    offer = django_filters.ChoiceFilter(
        label=_("on offer"), method="on_offer", choices=[("yes", _("not ended"))]
    )
    topic = django_filters.ChoiceFilter(label=_("topic"), method="by_code", choices=[])
    audience = django_filters.ChoiceFilter(label=_("for whom"), method="by_code", choices=[])
    territory = django_filters.ChoiceFilter(label=_("territory"), method="by_code", choices=[])

    class Meta:
        model = ServiceCard
        fields = ["live"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        terms = Terms(admin_language(), codes=(), whole=True)
        for name, (vocabulary, _field) in BY_CODE.items():
            named = [(term.code, term.name) for term in terms.of(vocabulary)]
            self.filters[name].extra["choices"] = [*named, (NONE, _("(none)"))]

    def on_offer(self, cards: QuerySet, name: str, value: str) -> QuerySet:
        """Leave out the cards whose last day has passed."""
        ended = _facts().filter(valid_to__lt=today_in_prague())
        return cards.exclude(translation_key__in=ended.values("translation_key"))

    def by_code(self, cards: QuerySet, name: str, value: str) -> QuerySet:
        """Return the cards whose facts have a term, or none of the vocabulary."""
        _vocabulary, field = BY_CODE[name]
        wanted = {field: None} if value == NONE else {f"{field}__code": value}
        keys = _facts().filter(**wanted).values_list("translation_key", flat=True)
        return cards.filter(translation_key__in=list(keys))

    def with_problem(self, cards: QuerySet, name: str, value: str) -> QuerySet:
        """Return the cards with one kind of problem."""
        tests = {
            "gaps": lambda p: p.gaps,
            "translation": lambda p: p.translation != TranslationState.CURRENT,
            "confirmation": lambda p: p.confirmation != Confirmation.CONFIRMED,
            "silent": lambda p: p.confirmation == Confirmation.SILENT,
            "links": lambda p: p.broken_links,
            "hard": lambda p: p.readability == "hard",
        }
        found = request_passports(self.request)
        wrong = [key for key, passport in found.items() if tests[value](passport)]
        rows = ServiceCard.objects.filter(translation_key__in=wrong).values_list("pk", flat=True)
        return cards.filter(pk__in=list(rows))


class PassportColumn(Column):
    """A cell drawn by its own template, from the card's passport."""

    def __init__(self, name: str, label: Any) -> None:
        """`name`: of the template and of the order."""
        super().__init__(name, label=label, accessor="passport", sort_key=name)
        self.cell_template_name = f"wagtailadmin/passport/{name}.html"


class PassportView(IndexView):
    """The list."""

    template_name = "wagtailadmin/passport/index.html"
    page_title = _("Card passports")

    def get_base_queryset(self) -> QuerySet:
        """Return one page of each card that the user may see: that of the source language.

        A translator, who may not open it, gets the translation.
        """
        cards: QuerySet = super().get_base_queryset()
        source = locale_ids()[settings.LANGUAGE_CODE]
        rows = list(cards.order_by().values_list("pk", "translation_key", "locale_id"))
        rows.sort(key=lambda row: row[2] != source)
        chosen: dict[Any, int] = {}
        for pk, key, _locale in rows:
            chosen.setdefault(key, pk)
        return cards.filter(pk__in=list(chosen.values()))

    def order_queryset(self, queryset: QuerySet) -> QuerySet:
        """Sort by what the passports say: the worst first, or last."""
        order = self.ordering or ""
        by = ORDERS.get(order.lstrip("-"))
        if by is None:
            return super().order_queryset(queryset)
        found = request_passports(self.request)
        keys = dict(ServiceCard.objects.values_list("pk", "translation_key"))
        passports = {pk: found[str(key)] for pk, key in keys.items()}
        ranked = sorted(passports, key=lambda pk: (by(passports[pk]), -passports[pk].worry))
        whens = [When(pk=pk, then=Value(place)) for place, pk in enumerate(ranked)]
        place = Case(*whens, default=Value(len(ranked)), output_field=IntegerField())
        return queryset.order_by(place.desc() if order.startswith("-") else place.asc())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put the passports on the shown cards."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        found = request_passports(self.request)
        for card in context["object_list"]:
            card.passport = found[str(card.translation_key)]
        return context


class PassportViewSet(PageListingViewSet):
    """Addresses and menu entry of the list."""

    model = ServiceCard
    name = "passports"
    icon = "clipboard-list"
    menu_label = _("Card passports")
    menu_order = 150
    menu_item_class = EditorsItem
    add_to_admin_menu = True
    index_view_class = PassportView
    filterset_class = PassportFilterSet
    ordering = "worry"
    list_per_page = 50
    columns = [
        BulkActionsColumn("bulk_actions"),
        PageTitleColumn("title", label=_("Title"), sort_key="title", classname="title"),
        PassportColumn("worry", _("Problems")),
        PassportColumn("complete", _("Complete")),
        PassportColumn("translation", _("In English")),
        PassportColumn("confirmation", _("Confirmed")),
        PassportColumn("links", _("Links")),
        PassportColumn("lix", _("Readable")),
        PageStatusColumn("status", label=_("State"), sort_key="live"),
    ]
    list_export = [
        "title",
        "passport.worry",
        "passport.complete",
        "passport.missing",
        "passport.translation.label",
        "passport.stale_since",
        "passport.confirmation.label",
        "passport.confirmed_on",
        "passport.dead",
        "passport.unchecked_links",
        "passport.lix",
    ]
    export_headings = {
        "passport.worry": _("Problems"),
        "passport.complete": _("Complete in %"),
        "passport.missing": _("Missing"),
        "passport.translation.label": _("In English"),
        "passport.stale_since": _("Outdated since"),
        "passport.confirmation.label": _("Confirmed"),
        "passport.confirmed_on": _("Confirmed on"),
        "passport.dead": _("Dead links"),
        "passport.unchecked_links": _("Links not checked yet"),
        "passport.lix": _("Readability (LIX)"),
    }
    export_filename = "pasporty-karet"
