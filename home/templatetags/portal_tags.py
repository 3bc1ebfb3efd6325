"""Small pieces of markup that templates share."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any

import segno
from django import template
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from home.dates import PRAGUE
from home.loading.facts import LANGUAGES
from home.ranges import format_ranges

register = template.Library()

NBSP = "\u00a0"  # no-break space

FALLBACK_MARK = "kontaktni-misto"
STATE_CLASSES = {
    "otevreno": "open",
    "otevrena-vyzva": "open",
    "brzy-konci": "soon",
    "otevre-se": "ask",
    "uzavreno": "ended",
    "pozastaveno": "ended",
    "ukonceno": "ended",
    "overte": "ask",
}
ROLE_LABELS = {
    "lead": pgettext_lazy("role", "lead"),
    "co_lead": _("co-lead"),
    "cooperation": _("cooperation"),
}
# Characters that could end a script element or start markup inside it.
_JSON_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


@register.simple_tag
def mark(code: str, size: str = "") -> SafeString:
    """Return the sign of a topic; decoration, always beside its name."""
    names = [f"components/marks/{code}.svg", f"components/marks/{FALLBACK_MARK}.svg"]
    svg = render_to_string(names).strip()
    if size:
        svg = svg.replace('class="mark"', f'class="mark mark--{size}"', 1)
    return mark_safe(svg)  # noqa: S308  (our own files)


@register.simple_tag
def qr_code(url: str) -> SafeString:
    """Return a QR code as SVG without style: black on white, also in the dark."""
    code = segno.make(url, error="m")
    svg = code.svg_inline(scale=1, border=0, omitsize=True, svgclass="qr", lineclass=None)
    label = escape(gettext("QR code with the address of this card"))
    labelled = svg.replace("<svg", f'<svg role="img" aria-label="{label}"', 1)
    return mark_safe(labelled)  # noqa: S308  (segno's own, of an address of ours)


@register.filter
def state_class(availability: str) -> str:
    """Return the class that draws an availability."""
    return STATE_CLASSES.get(str(availability), "ask")


@register.simple_tag
def tagline(text: str) -> str:
    """Return the line under the wordmark; what follows "|" is left out on phones."""
    short, _, rest = text.partition("|")
    return format_html("<span>{}<i>{}</i></span>", short, rest) if text else ""


@register.filter
def lower_first(text: str) -> str:
    """Lower the first letter for use inside a sentence, unless it begins a name.

    A name (EGAP, Born Globals) is told by a second capital among the first two words.
    """
    start = " ".join(text.split()[:2])
    return text if any(char.isupper() for char in start[1:]) else text[:1].lower() + text[1:]


@register.filter
def lookup(values: dict[str, Any], key: str) -> Any:
    """Return the value under `key`; "" where there is none."""
    return values.get(key, "") if values else ""


@register.filter
def role_label(role: str) -> str:
    """Return a role of the matrix in words."""
    return str(ROLE_LABELS.get(role, role))


@register.filter
def number_ranges(numbers: list[int]) -> str:
    """Return numbers as text: [1, 2, 3, 5] is "1–3, 5"."""
    return format_ranges(numbers)


@register.simple_tag(takes_context=True)
def foreign(context: dict[str, Any], language: str) -> SafeString:
    """Return the attribute that marks wording in another language than the reader's."""
    if not language or language == context.get("reader_language"):
        return SafeString("")
    return format_html(' lang="{}"', language)


@register.simple_tag
def quoted(text: str) -> str:
    """Return what somebody typed, in the quotation marks of the reader's language."""
    return f"„{text}“" if translation.get_language() == "cs" else f"“{text}”"


@register.filter
def bare_url(url: str) -> str:
    """Return an address as people write it: "icuk.cz"."""
    return url.split("://", 1)[-1].removeprefix("www.").rstrip("/")


@register.filter
def day(value: date | None, language: str = "") -> str:
    """Return "27. 11. 2026" or "27 November 2026", with no-break spaces."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(PRAGUE)
    language = language or translation.get_language() or LANGUAGES[0]
    with translation.override(language):
        text = date_format(value, "j. n. Y" if language == "cs" else "j F Y")
    return text.replace(" ", NBSP)


@register.simple_tag(takes_context=True)
def structured_data(context: dict[str, Any], page: Any) -> SafeString:
    """Return the page's JSON-LD. A data block: no policy needs to allow it as a script."""
    data = page.structured_data(context["request"])
    if not data:
        return SafeString("")
    text = json.dumps(data, ensure_ascii=False).translate(_JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))  # noqa: S308
