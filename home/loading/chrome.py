"""Menu, footer and operator from `portal.yaml`."""

from __future__ import annotations

from typing import Any

from wagtail.models import Locale

from home.loading.facts import Facts
from home.loading.sync import SOURCE, Loader
from home.models import Navigation, OperatorSettings

PORTAL_FILE = "portal.yaml"


def _link(link: dict[str, Any], language: str) -> dict[str, Any]:
    return {"label": link["label"][language], "page": f"@{link['page']}"}


def _links(links: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    return [{"type": "link", "value": _link(link, language)} for link in links]


def _columns(columns: list[dict[str, Any]], language: str) -> list[dict[str, Any]]:
    return [
        {
            "type": "column",
            "value": {
                "heading": column["heading"][language],
                "links": [_link(link, language) for link in column["links"]],
            },
        }
        for column in columns
    ]


def write_navigation(facts: Facts, loader: Loader, locales: dict[str, Locale]) -> None:
    """Create or update the menu and footer of every language."""
    data = facts.files[PORTAL_FILE]["navigation"]
    rows = {row.locale.language_code: row for row in Navigation.objects.select_related("locale")}
    key = None
    for language, locale in locales.items():
        navigation, is_new = rows.get(language), language not in rows
        if navigation is None:
            navigation = Navigation(locale=locale)
            if key:
                navigation.translation_key = key
        key = navigation.translation_key
        wanted = {
            "name": data["name"][language],
            "tagline": data["tagline"][language],
            "menu": _links(data["menu"], language),
            "about": data["about"][language],
            "columns": _columns(data["columns"], language),
            "end_links": _links(data["end_links"], language),
        }
        if loader.fill(navigation, "navigation", language, wanted, is_new) or is_new:
            navigation.save()


def write_operator(facts: Facts, loader: Loader) -> None:
    """Copy the operator from the facts about the organisation that runs the portal."""
    identifier = facts.files[PORTAL_FILE]["operator"]
    rows = facts.files["organisations.yaml"]["organisations"]
    row = next(row for row in rows if row["id"] == identifier)
    settings = OperatorSettings.load()
    wanted = {
        "name_cs": row["name"]["cs"],
        "name_en": row["name"]["en"],
        "address": row.get("address", ""),
        "ico": row.get("ico", ""),
        "website": row.get("web", ""),
    }
    if loader.fill(
        settings, "operator", SOURCE, wanted, is_new=not (settings.name_cs or settings.website)
    ):
        settings.save()
