"""Names of what a reader may narrow the search by, in each language."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.models import Page

from home.base import BasePage
from home.models import Term
from home.summaries import page_types
from home.vocabularies import Vocabulary

TYPE, TOPIC, AUDIENCE, PROVIDER, YEAR = "type", "topic", "audience", "provider", "year"
FACETS = (TYPE, TOPIC, AUDIENCE, PROVIDER, YEAR)
# As they stand in addresses, like those of the finder.
PARAMETERS = {TYPE: "druh", TOPIC: "tema", AUDIENCE: "pro", PROVIDER: "kdo", YEAR: "rok"}
HEADINGS: dict[str, Promise] = {
    TYPE: _("Show"),
    TOPIC: _("Topic"),
    AUDIENCE: _("For whom"),
    PROVIDER: _("Who provides it"),
    YEAR: _("Year"),
}
KINDS: dict[str, Promise] = {
    "service": _("Services"),
    "project": _("Projects"),
    "plan": pgettext_lazy("kind of result", "Action plan"),
    "news": _("News and events"),
    "organisation": _("Organisations"),
    "term": _("Glossary"),
    "page": _("Other pages"),
}
_VOCABULARIES = {Vocabulary.TOPICS: TOPIC, Vocabulary.AUDIENCE: AUDIENCE}
Names = dict[tuple[str, str, str], str]  # (facet, value, language): name


def term_names() -> Names:
    """Return the names of topics and target groups, in one query."""
    rows = Term.objects.filter(vocabulary__in=_VOCABULARIES).values_list(
        "vocabulary", "code", "locale__language_code", "name"
    )
    return {
        (_VOCABULARIES[Vocabulary(vocabulary)], code, language): name
        for vocabulary, code, language, name in rows
    }


def short_name(page: Any) -> str:
    """Return the name that fits a list: the short one, where there is one."""
    return str(getattr(page, "short_name", "") or page.title)


def kind_of(model: str) -> tuple[Any, str]:
    """Return what a page of a type is called in a list, and its trail."""
    found: type[BasePage] | type[Page] = page_types().get(model, Page)
    return getattr(found, "kind_label", ""), getattr(found, "trail", "local")
