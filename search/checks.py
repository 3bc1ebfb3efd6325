"""House rules of the search as system checks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import connections

TRIGGERS = {
    f"{table}_{event}"
    for table in ("search_fts", "search_fts_title")
    for event in ("insert", "delete", "update")
}


@register(Tags.database)
def triggers_are_there(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None, **kwargs: Any
) -> list[CheckMessage]:
    """SQLite loses triggers when Django makes a table anew: the index would stand still."""
    found: list[CheckMessage] = []
    for name in databases or ():
        connection = connections[name]
        if connection.vendor != "sqlite":
            continue
        if "search_pagetext" not in connection.introspection.table_names():
            found.append(Warning("The tables of the search are missing.", id="search.W001"))
            continue
        with connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            missing = TRIGGERS - {row[0] for row in cursor}
        if missing:
            text = f"The search index stands still: no trigger {', '.join(sorted(missing))}."
            hint = "Run `make_tables` of search/migrations/0002 in a new migration."
            found.append(Error(text, hint=hint, id="search.E001"))
    return found
