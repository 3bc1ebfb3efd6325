"""Rows of inlines that stand on pages of the source language: those with the facts."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Model, QuerySet


def of_source_language(inline: type[Model], page: str) -> QuerySet:
    """Return the rows of an inline whose page (the foreign key `page`) is no translation.

    A translation carries copies of the rows, made when somebody last synchronised it.
    """
    condition = {f"{page}__locale__language_code": settings.LANGUAGE_CODE}
    return inline._default_manager.filter(**condition)
