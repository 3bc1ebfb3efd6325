"""WCAG 2.2 AA and best practice by axe; zoom, text spacing and motion (reliability 67, 70)."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import RequestFactory
from playwright.sync_api import Browser, BrowserContext, Page, expect

from home.views import plain_error
from tests.browser.conftest import Portal
from tests.browser.urls import LANGUAGES, LOGIN, PAGES, URLS, pair_of

pytestmark = pytest.mark.browser

WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations", "incomplete"]}
# What axe leaves to people and we have looked at: [rule, axe's reason, where].
LOOKED_AT = [
    # Text on a plate or beside the post, both drawn by a pseudo-element: axe sees no ground.
    # `test_text_on_plates_has_contrast` measures it instead.
    ["color-contrast", "pseudoContent", ".plate, .signpost"],
    # The line and the discs of steps and stops stand beside the text, never under it.
    ["color-contrast", "pseudoContent", ".steps, .trace"],
    # Labels in a plot: ink on the page's ground, as everywhere else (tokens, look/README.md).
    ["color-contrast", "imgNode", "svg text"],
    # A number of one digit, in the ink of its neighbours: too short for axe to call it text.
    ["color-contrast", "shortTextContent", "svg text, .data"],
    # Cells at the edge of the frame in which a wide table scrolls; axe measures those beside them.
    ["color-contrast", "elmPartiallyObscured", ".scroller"],
    # Labels that wrap in the sheet of a phone; on wide pages axe measures the same colours.
    ["color-contrast", "elmPartiallyObscuring", ".facets-sheet:popover-open"],
    # The suggestion at the edge of the list, which scrolls; axe measures those beside it.
    ["color-contrast", "elmPartiallyObscuring", ".suggestions"],
]
ENOUGH_CONTRAST = 4.5
CLOSED = "[popover] details:not([open]) > summary"
FINDINGS = """async ([where, options, reviewed]) => {
  const found = await axe.run(where, options);
  const name = (rule, node) => `${rule.id}: ${node.target.join(" ")}`;
  const why = (node) => node.any.map((check) => check.data?.messageKey).join();
  const known = (rule, node) => reviewed.some(([id, reason, place]) => id === rule.id
    && why(node) === reason && document.querySelector(node.target.at(-1)).closest(place));
  const open = found.incomplete.flatMap((rule) => rule.nodes
    .filter((node) => !known(rule, node))
    .map((node) => `unreviewed ${name(rule, node)} (${why(node)})`));
  return found.violations.flatMap((rule) => rule.nodes.map((node) => name(rule, node)))
    .concat(open);
}"""
# Elements that cut their own text, and texts that lie over one another.
SPOILT = """() => {
  const shown = (e) => e.checkVisibility({visibilityProperty: true}) && !e.closest(
    ".visually-hidden, .skip, svg, thead");
  const hides = (value) => value === "hidden" || value === "clip";
  const says = (e) => `${e.tagName.toLowerCase()} "${e.textContent.trim().slice(0, 40)}"`;
  const all = [...document.querySelectorAll("body *")].filter(shown);
  const cut = all.filter((e) => {
    const style = getComputedStyle(e);
    return e.textContent.trim() && (hides(style.overflowY) && e.scrollHeight > e.clientHeight + 2
      || hides(style.overflowX) && e.scrollWidth > e.clientWidth + 2);
  }).map((e) => `cut: ${says(e)}`);
  const lines = [];
  for (const e of all) for (const node of e.childNodes) {
    if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1) lines.push({e, box});
  }
  const over = [];
  for (const [i, a] of lines.entries()) for (const b of lines.slice(i + 1)) {
    if (a.e === b.e || a.e.contains(b.e) || b.e.contains(a.e)) continue;
    const wide = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left);
    const high = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top);
    if (wide > 2 && high > .4 * Math.min(a.box.height, b.box.height))
      over.push(`over one another: ${says(a.e)} and ${says(b.e)}`);
  }
  const wide = document.documentElement.scrollWidth - innerWidth;
  return [...cut, ...over, ...(wide > 0 ? [`${wide} px wider than the window`] : [])];
}"""
SPACING = """* { line-height: 1.5 !important; letter-spacing: .12em !important;
  word-spacing: .16em !important } p { margin-block-end: 2em !important }"""
PLATES = """() => {
  const part = (c) => (c /= 255, c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
  const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number).map(part)
    .reduce((sum, value, i) => sum + value * [.2126, .7152, .0722][i], 0);
  return [...document.querySelectorAll(".plate")].map((plate) => {
    const layer = plate.matches(".plate--back") ? "::after" : "::before";
    const ground = light(getComputedStyle(plate, layer).backgroundColor);
    const inks = [plate, ...plate.querySelectorAll("*")].map((e) => getComputedStyle(e).color);
    const ratio = (ink) => (Math.max(ink, ground) + .05) / (Math.min(ink, ground) + .05);
    return [plate.textContent.trim(), Math.min(...inks.map(light).map(ratio))];
  });
}"""
MOVING = """() => [...document.querySelectorAll("*")].flatMap((e) =>
  ["", "::before", "::after"].map((part) => getComputedStyle(e, part))
    .filter((s) => s.animationName !== "none" || s.scrollBehavior === "smooth"
      || s.transitionDuration.split(", ").some((time) => parseFloat(time) > 0))
    .map(() => e.tagName))"""
BAD_PAGE = """<html><head><meta name="viewport" content="user-scalable=no"></head><body>
<h1></h1><h4>Too deep</h4><img src="data:,"><input><button></button><a href="/"></a>
<p style="color:#bbb;background:#fff">Pale</p><li>Loose</li><div role="nonsense">x</div>
<iframe srcdoc="x"></iframe><div tabindex="3">x</div><p aria-labelledby="x" aria-nothing="1">x</p>
<div aria-hidden="true"><a href="/x">hidden, yet in the tab order</a></div>
<select><option>x</option></select><video autoplay src="data:,"></video>
<button style="inline-size:9px;block-size:9px;padding:0">a</button
><button style="inline-size:9px;block-size:9px;padding:0">b</button></body></html>"""


def findings(page: Page) -> list[str]:
    """Return what axe objects to, and what nobody has reviewed, at all sizes in both schemes."""
    page.evaluate(AXE_SCRIPT)
    found = []
    for width in WIDTHS:
        for scheme in SCHEMES:
            page.set_viewport_size({"width": width, "height": 800})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            here = page.evaluate(FINDINGS, ["html", OPTIONS, LOOKED_AT])
            here += [text for text in page.evaluate(SPOILT) if "wider" in text]
            found += [f"{width} {scheme} {text}" for text in here]
    return found


@pytest.mark.parametrize("name", URLS)
def test_axe_finds_nothing_on_the_page(page: Page, name: str) -> None:
    page.goto(URLS[name])

    assert findings(page) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [400, 429, 500, 503])
def test_axe_finds_nothing_on_an_error_page_that_needs_no_data(
    page: Page, portal_server: Portal, status: int, language: str
) -> None:
    path = f"/{language}/broken/"
    body = plain_error(RequestFactory().get(path), status).content.decode()
    policy = "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'"
    headers = {"content-type": "text/html; charset=utf-8", "content-security-policy": policy}
    page.route(portal_server.url + path, lambda route: route.fulfill(body=body, headers=headers))
    page.goto(path)

    assert page.locator("html").get_attribute("lang") == language
    assert findings(page) == []


def test_axe_finds_nothing_on_the_page_for_a_form_without_its_cookie(page: Page) -> None:
    page.goto(LOGIN)
    page.context.clear_cookies()
    page.locator("#id_username").fill("somebody")
    page.locator("#id_password").fill("something")
    page.locator("form button[type=submit]").click()

    expect(page.locator(".signpost")).to_be_visible()
    assert findings(page) == []


@pytest.mark.parametrize(("url", "sheet"), [("/cs/", "nabidka"), ("/en/services/", "volby")])
def test_axe_finds_nothing_on_an_open_sheet(page: Page, url: str, sheet: str) -> None:
    page.set_viewport_size({"width": 320, "height": 7000})  # nothing needs scrolling into view
    page.goto(url)
    page.locator(f"[popovertarget={sheet}]:not([popovertargetaction])").click()
    while page.locator(CLOSED).count():
        page.locator(CLOSED).first.click()
    page.evaluate(AXE_SCRIPT)

    assert page.locator(f"#{sheet}").is_visible()
    assert page.evaluate(FINDINGS, [f"#{sheet}", OPTIONS, LOOKED_AT]) == []


def test_axe_finds_the_planted_mistakes(page: Page) -> None:
    page.set_content(BAD_PAGE)
    page.evaluate(AXE_SCRIPT)
    found = page.evaluate(FINDINGS, ["html", OPTIONS, []])
    rules = {text.split(":")[0] for text in found if not text.startswith("unreviewed")}

    assert len(rules) >= 11, rules


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("name", ["front page", "finder empty", "not found", "project"])
def test_text_on_plates_has_contrast(page: Page, name: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    page.goto(pair_of(name)["cs"])
    plates = dict(page.evaluate(PLATES))

    assert plates
    assert {text: ratio for text, ratio in plates.items() if ratio < ENOUGH_CONTRAST} == {}


# --- Zoom, text spacing, motion ---------------------------------------------------------------


@pytest.fixture
def styled_page(browser: Browser, portal_server: Portal) -> Iterator[Callable[..., Page]]:
    """Return a function that opens an address and adds styles, which the policy would forbid."""
    opened: list[BrowserContext] = []

    def visit(url: str, width: int, styles: str = "", scale: int = 1) -> Page:
        viewport = {"width": width, "height": 800}
        context = browser.new_context(
            base_url=portal_server.url,
            viewport=viewport,
            device_scale_factor=scale,
            bypass_csp=True,
        )
        opened.append(context)
        page = context.new_page()
        page.goto(url)
        if styles:
            page.add_style_tag(content=styles)
        return page

    yield visit
    for context in opened:
        context.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_text_stays_whole_with_wide_spacing_and_at_four_hundred_percent(
    styled_page: Callable[..., Page], name: str, language: str
) -> None:
    page = styled_page(pair_of(name)[language], width=320, scale=4)
    at_once = page.evaluate(SPOILT)
    page.add_style_tag(content=SPACING)

    assert at_once == []
    assert page.evaluate(SPOILT) == []


@pytest.mark.parametrize("name", ["front page", "finder narrowed", "card", "organisation"])
@pytest.mark.parametrize(
    ("width", "scale", "styles"),
    [(640, 2, SPACING), (1280, 1, "html { font-size: 200% }")],
    ids=["zoom", "larger text"],
)
def test_text_stays_whole_at_two_hundred_percent(
    styled_page: Callable[..., Page], name: str, width: int, scale: int, styles: str
) -> None:
    page = styled_page(pair_of(name)["cs"], width, styles, scale)

    assert page.evaluate(SPOILT) == []


@pytest.mark.parametrize("url", ["/cs/", "/en/services/", "/cs/sluzby/pro-exportni-mentoring/"])
def test_nothing_moves_for_readers_who_asked_for_calm(page: Page, url: str) -> None:
    page.emulate_media(reduced_motion="no-preference")
    page.goto(url)
    moving = page.evaluate(MOVING)
    page.emulate_media(reduced_motion="reduce")

    assert moving
    assert page.evaluate(MOVING) == []
    assert page.evaluate("document.getAnimations().length") == 0
