"""A nonce for Wagtail's own inline scripts, and for no other (wagtail#1288 is open).

A nonce on every bare `<script>` would let an injected one run too. So a script gets it only when
its whole body has one of the shapes that Wagtail and wagtail-localize print themselves; what an
editor can type is quoted JSON inside them.
"""

from __future__ import annotations

import re

from django.http import HttpResponse

# Each pattern must match the whole body of the script, white space at its ends apart.
_STRING = r'"(?:[^"\\<>]|\\.)*"'
_JSON = r"[^<>]*"
_PATH = r'"/[\w/.-]*"'
KNOWN_BODIES = (
    # widgets/{date,time,datetime}_input.html
    rf"init(?:Date|Time|DateTime)Chooser\({_STRING}, {_JSON}\);",
    # admin/widgets/chooser.py
    rf"new \w+\({_STRING}(?:, {_JSON})?\);",
    # panels/{inline,multiple_chooser}_panel.html
    r"\(function\(\) \{\s*var panel = new (?:InlinePanel|MultipleChooserPanel)"
    rf"\(JSON\.parse\({_STRING}\)\);\s*\}}\)\(\);",
    # wagtail_localize/admin/edit_translation.html
    r'if \(typeof window\.chooserUrls === "undefined"\) \{\s*window\.chooserUrls = \{'
    rf"(?:\s*\w+: {_PATH},)+\s*\}}\s*\}}",
)
_SCRIPT = re.compile(
    r"<script>(?P<body>\s*(?:" + "|".join(KNOWN_BODIES) + r")\s*)</script>", re.DOTALL
)
MAX_BYTES = 4_000_000


def add_nonces(response: HttpResponse, nonce: str) -> None:
    """Put the nonce on known scripts of an HTML response of the admin, in place."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return
    if len(response.content) > MAX_BYTES or b"<script>" not in response.content:
        return
    html = response.content.decode(response.charset)
    html = _SCRIPT.sub(lambda match: f'<script nonce="{nonce}">{match["body"]}</script>', html)
    response.content = html.encode(response.charset)
    if response.has_header("Content-Length"):
        response["Content-Length"] = str(len(response.content))
