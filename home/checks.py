"""House rules as Django system checks: `manage.py check` fails when one is broken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import wagtail
from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.db import DatabaseError, models
from wagtail_localize.fields import get_translatable_fields

from home.base import BasePage
from home.dates import today_in_prague
from home.summaries import page_types

WAGTAIL_SERIES = (8, 0)
STATEMENT_VALID = timedelta(days=365)  # Decision (EU) 2018/1523: reviewed at least once a year
REQUIRED_ATTRIBUTES = ("template", "page_description", "parent_page_types")


@register()
def wagtail_version(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Several add-ons silently bring an older Wagtail with them."""
    if wagtail.VERSION[:2] == WAGTAIL_SERIES:
        return []
    text = f"Wagtail {wagtail.__version__} is installed, the portal needs 8.0."
    return [Error(text, hint="Install with --require-hashes -r requirements.txt.", id="home.E001")]


@register()
def page_types_are_declared(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """Every page type says where it may stand, how it looks and what it is for."""
    return [
        Error(f"{model.__name__} does not declare `{name}`.", obj=model, id="home.E002")
        for model in page_types().values()
        for name in REQUIRED_ATTRIBUTES
        if name not in vars(model)
    ]


def _shared_mismatches(model: type[BasePage]) -> Iterator[str]:
    """Yield the fields that `shared_fields` and wagtail-localize do not agree on."""
    translatable = get_translatable_fields(model)
    synchronised = {f.field_name for f in translatable if not f.is_translated(None)}
    declared = set(model.shared_fields)
    own = {f.name for f in model._meta.get_fields() if f.name in declared}
    yield from sorted(declared - own)
    yield from sorted(declared - synchronised)


@register()
def shared_fields_are_synchronised(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A fact has one value for all languages: it must not be offered for translation."""
    return [
        Error(f"{model.__name__}.{name} is shared, but not synchronised.", id="home.E003")
        for model in page_types().values()
        for name in _shared_mismatches(model)
    ]


@register()
def many_to_many_fields_are_shared(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """wagtail-localize ignores many-to-many fields unless they are named."""
    return [
        Error(f"{model.__name__}.{field.name} is missing in shared_fields.", id="home.E004")
        for model in page_types().values()
        for field in model._meta.get_fields()
        if isinstance(field, models.ManyToManyField) and field.name not in model.shared_fields
    ]


@register(Tags.database)
def operator_has_told_what_only_he_knows(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Warn about lines of the accessibility statement that nobody has filled in."""
    from home.models import OperatorSettings

    try:
        operator = OperatorSettings.objects.first() if databases else None
    except DatabaseError:  # before the first migration
        return []
    if operator is None:
        return []
    found: list[CheckMessage] = []
    reviewed = operator.statement_reviewed
    if reviewed is None or today_in_prague() - reviewed > STATEMENT_VALID:
        text = "The accessibility statement was not reviewed within the last 12 months."
        found.append(Warning(text, hint="Settings → Operator of the portal.", id="home.W001"))
    missing = {
        "home.W002": ("contact_email", "The operator's shared mailbox is not filled in."),
        "home.W003": ("dpo_contact", "The data protection officer is not filled in."),
        "home.W004": ("statement_prepared", "The accessibility statement has no date."),
    }
    for code, (name, text) in missing.items():
        if not getattr(operator, name):
            found.append(Warning(text, hint="Settings → Operator of the portal.", id=code))
    return found
