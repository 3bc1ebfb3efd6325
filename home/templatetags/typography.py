"""The template filter `typo`."""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from home.typography import polished_html, polished_text

register = template.Library()


@register.filter(needs_autoescape=True)
def typo(value: object, language: str = "", autoescape: bool = True) -> str | SafeString:
    """Return `value` in Czech or English typography, by default that of the active language.

    HTML (SafeString, RichText) keeps its tags; all else is text, which is escaped here.
    """
    language = language or get_language() or settings.LANGUAGE_CODE
    if hasattr(value, "__html__"):
        return mark_safe(polished_html(value.__html__(), language))  # noqa: S308  (was safe before)
    text = polished_text(str(value), language)
    return escape(text) if autoescape else text
