"""Ids of the languages: asked once per process, since they never change."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models.signals import post_delete, post_save
from django.dispatch import receiver
from wagtail.models import Locale


@cache
def locale_ids() -> dict[str, int]:
    """Return {language code: id of its locale}."""
    return dict(Locale.objects.values_list("language_code", "pk"))


@receiver([post_save, post_delete], sender=Locale)
def forget_locale_ids(**kwargs: Any) -> None:
    """Ask again after a change."""
    locale_ids.cache_clear()
