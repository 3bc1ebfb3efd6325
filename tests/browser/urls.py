"""The pages of `tests.addresses` and their further states, for the browser tests."""

from __future__ import annotations

from tests.addresses import CARD_7, LANGUAGES
from tests.addresses import PAGES as PAGE_TYPES

NARROWED = "?podpora=poradenstvi&udalost=chceme-vyvazet"
ANSWERS = "?lidi=3&misto=kraj&pruvodce=1&ucel=chceme-vyvazet&vyvoz=ne"
EMPTY = "?tema=export&udalost=zaciname-podnikat"

# {page type or state: (Czech address, English address)}
PAGES = {
    **PAGE_TYPES,
    "finder, second page": ("/cs/sluzby/?strana=2", "/en/services/?strana=2"),
    "finder narrowed": (f"/cs/sluzby/{NARROWED}", f"/en/services/{NARROWED}"),
    "finder empty": (f"/cs/sluzby/{EMPTY}", f"/en/services/{EMPTY}"),
    "finder with unknown code": ("/cs/sluzby/?tema=nesmysl", "/en/services/?tema=nesmysl"),
    "card with long texts": (
        "/cs/sluzby/uvodni-konzultace-v-kontaktnim-miste/",
        "/en/services/first-consultation-one-stop-shop/",
    ),
    "guide": ("/cs/sluzby/?pruvodce=1", "/en/services/?pruvodce=1"),
    "guide answered": (f"/cs/sluzby/{ANSWERS}", f"/en/services/{ANSWERS}"),
    "leaflet": (
        "/cs/sluzby/pro-exportni-mentoring/?format=leaflet",
        "/en/services/pro-export-mentoring/?format=leaflet",
    ),
    "projects of one state": ("/cs/projekty/?stav=ukonceny", "/en/projects/?stav=ukonceny"),
    "matrix of one role": (f"{CARD_7[0]}?role=co_lead", f"{CARD_7[1]}?role=co_lead"),
    "search without result": ("/cs/hledat/?q=qwxyz", "/en/search/?q=qwxyz"),
    "search without words": ("/cs/hledat/", "/en/search/"),
    "not found": ("/cs/nic-takoveho/", "/en/nothing-such/"),
}
LOGIN = "/admin/login/"
URLS = {
    f"{name}, {language}": url
    for name, pair in PAGES.items()
    for language, url in zip(LANGUAGES, pair, strict=True)
} | {"login": LOGIN}


def pair_of(name: str) -> dict[str, str]:
    """Return {language: address} of a page type."""
    return dict(zip(LANGUAGES, PAGES[name], strict=True))
