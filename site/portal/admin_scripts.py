"""A nonce for Wagtail's own inline scripts, and for no other (wagtail#1288 is open).

A nonce on every bare `<script>` would let an injected one run too. So a script gets it only when
its whole body is one that Wagtail 8 or wagtail-localize print themselves: a call of a known name
whose arguments are JSON, which cannot hold code, or a text that we know word for word. A widget
that the portal starts to use may print a new one; `tests/browser/test_admin.py` then fails.
"""

from __future__ import annotations

import json
import re
from functools import cache

from django.http import HttpResponse
from django.urls import reverse

# What may be called: with which options (None: with no second argument).
CHOOSER_OPTIONS = frozenset({"modalUrl"})
PAGE_CHOOSER_OPTIONS = CHOOSER_OPTIONS | {
    *("modelNames", "canChooseRoot", "userPerms", "parentId"),
    *("targetPages", "matchSubclass"),  # when a page is moved
}
KNOWN_CALLS: dict[str, frozenset[str] | None] = {
    # wagtailadmin/widgets/{date,time,datetime}_input.html
    "initDateChooser": frozenset({"dayOfWeekStart", "format"}),
    "initTimeChooser": frozenset({"format", "formatTime"}),
    "initDateTimeChooser": frozenset({"dayOfWeekStart", "format", "formatTime", "parentID"}),
    # wagtail/admin/widgets/{chooser,workflows}.py
    "new Chooser": CHOOSER_OPTIONS,
    "new DocumentChooser": CHOOSER_OPTIONS,
    "new ImageChooser": CHOOSER_OPTIONS,
    "new PageChooser": PAGE_CHOOSER_OPTIONS,
    "new SnippetChooser": CHOOSER_OPTIONS,
    "createTaskChooser": None,
}
# wagtailadmin/panels/{inline,multiple_chooser}_panel.html
PANEL_OPTIONS = frozenset(
    {
        *("type", "formsetPrefix", "emptyChildFormPrefix", "canOrder", "maxForms"),
        *("relationName", "chooserFieldName"),
    }
)
# wagtail_localize/admin/submit_translation.html
SELECT_ALL_LANGUAGES = """
    document.addEventListener('DOMContentLoaded', function() {
        var selectAll = document.querySelector('[name="select_all"]');
        var locales = document.querySelectorAll('[name="locales"]');

        selectAll.addEventListener('change', function() {
            for (var i = 0; i < locales.length; i++) {
                locales[i].checked = selectAll.checked;
            }
        });
    });
"""
# wagtail_localize/admin/edit_translation.html
CHOOSER_URLS = """
    if (typeof window.chooserUrls === "undefined") {
        window.chooserUrls = {
            imageChooser: "%s",
            documentChooser: "%s",
            pageChooser: "%s",
        }
    }
"""

# A browser ends a script at "</script"; "<" before a space is a comparison.
_SCRIPT = re.compile(
    r'<script(?P<type> type="text/javascript")?>(?P<body>[^<]*+(?:< [^<]*+)*+)</script>'
)
_CALL = re.compile(r"(?P<name>(?:new )?\w+)\((?P<arguments>.*)\);", re.DOTALL)
_PANEL = re.compile(
    r"\(function\(\) \{\s*var panel = new (?:InlinePanel|MultipleChooserPanel)"
    r'\(JSON\.parse\((?P<options>"[^"]*")\)\);\s*\}\)\(\);'
)
_ELEMENT_ID = re.compile(r"[\w-]+")
_TAME = re.compile(r"[\w .,:/#-]*")  # names, date formats, element ids, paths


def add_nonces(response: HttpResponse, nonce: str) -> None:
    """Put the nonce on known scripts of an HTML response of the admin, in place."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return
    if b"<script" not in response.content:
        return
    html = response.content.decode(response.charset)
    response.content = with_nonces(html, nonce).encode(response.charset)
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))


def with_nonces(html: str, nonce: str) -> str:
    """Return `html` with the nonce on each known script."""

    def tag(match: re.Match[str]) -> str:
        if not is_known(match["body"]):
            return match[0]
        return f'<script nonce="{nonce}"{match["type"] or ""}>{match["body"]}</script>'

    return _SCRIPT.sub(tag, html)


def is_known(body: str) -> bool:
    """Say whether the whole script is one of Wagtail's or wagtail-localize's own."""
    text = body.strip()
    if call := _CALL.fullmatch(text):
        return _is_known_call(call["name"], call["arguments"])
    if panel := _PANEL.fullmatch(text):
        options = _parsed(_parsed(panel["options"]))
        return _are_tame(options, PANEL_OPTIONS)
    return _folded(text) in _known_texts()


def _is_known_call(name: str, arguments: str) -> bool:
    """Say whether the arguments are an element's id and, where there are any, known options."""
    if name not in KNOWN_CALLS:
        return False
    known = KNOWN_CALLS[name]
    match _parsed(f"[{arguments}]"):
        case [str(element_id)] if known is None:
            return bool(_ELEMENT_ID.fullmatch(element_id))
        case [str(element_id), options] if known is not None:
            return bool(_ELEMENT_ID.fullmatch(element_id)) and _are_tame(options, known)
    return False


def _parsed(text: object) -> object:
    """Return the JSON value that the whole text is, or None."""
    if not isinstance(text, str):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _are_tame(options: object, known: frozenset[str]) -> bool:
    """Say whether the options are known, hold nothing but plain values and stay in the admin."""
    if not isinstance(options, dict) or not options.keys() <= known:
        return False
    if "modalUrl" in options and not _is_in_admin(options["modalUrl"]):
        return False
    values = [
        item
        for value in options.values()
        for item in (value if isinstance(value, list) else [value])
    ]
    return all(
        bool(_TAME.fullmatch(value)) if isinstance(value, str) else _is_plain(value)
        for value in values
    )


def _is_in_admin(url: object) -> bool:
    """Say whether the address is one of the admin; nothing else may be loaded into a dialog."""
    home = reverse("wagtailadmin_home")
    return isinstance(url, str) and bool(re.fullmatch(rf"{re.escape(home)}(?:[\w-]+/)*", url))


def _is_plain(value: object) -> bool:
    return value is None or isinstance(value, int | float)


def _folded(text: str) -> str:
    return " ".join(text.split())


@cache
def _known_texts() -> frozenset[str]:
    """Return the scripts that we know word for word, white space folded."""
    names = (
        "wagtailimages_chooser:choose",
        "wagtaildocs_chooser:choose",
        "wagtailadmin_choose_page",
    )
    urls = tuple(reverse(name) for name in names)
    return frozenset({_folded(SELECT_ALL_LANGUAGES), _folded(CHOOSER_URLS % urls)})
