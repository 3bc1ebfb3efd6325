"""Every page type in both languages: the table that the browser tests walk through."""

from __future__ import annotations

LANGUAGES = ("cs", "en")
NARROWED = "?podpora=poradenstvi&udalost=chceme-vyvazet"
EMPTY = "?tema=export&udalost=zaciname-podnikat"

# {page type: (Czech address, English address)}
PAGES = {
    "front page": ("/cs/", "/en/"),
    "finder": ("/cs/sluzby/", "/en/services/"),
    "finder, second page": ("/cs/sluzby/?strana=2", "/en/services/?strana=2"),
    "finder narrowed": (f"/cs/sluzby/{NARROWED}", f"/en/services/{NARROWED}"),
    "finder empty": (f"/cs/sluzby/{EMPTY}", f"/en/services/{EMPTY}"),
    "finder with unknown code": ("/cs/sluzby/?tema=nesmysl", "/en/services/?tema=nesmysl"),
    "card": ("/cs/sluzby/pro-exportni-mentoring/", "/en/services/pro-export-mentoring/"),
    "card with long texts": (
        "/cs/sluzby/uvodni-konzultace-v-kontaktnim-miste/",
        "/en/services/first-consultation-one-stop-shop/",
    ),
    "directory": ("/cs/partneri/", "/en/partners/"),
    "organisation": (
        "/cs/partneri/inovacni-centrum-usteckeho-kraje-z-s/",
        "/en/partners/innovation-centre-of-the-usti-region/",
    ),
    "group": (
        "/cs/partneri/samospravy-kraje-a-velka-mesta/",
        "/en/partners/local-and-regional-authorities-regions-and-large-cities/",
    ),
    "foreign partner": ("/cs/partneri/kent-county-council/", "/en/partners/kent-county-council/"),
    "news": ("/cs/novinky/", "/en/news/"),
    "news item": (
        "/cs/novinky/czechtrade-a-czechinvest-se-spojuji-sluzby-pokracuji/",
        "/en/news/czechtrade-and-czechinvest-are-merging-services-continue/",
    ),
    "plain page": ("/cs/o-kontaktnim-miste/", "/en/about-the-one-stop-shop/"),
    "statement": ("/cs/prohlaseni-o-pristupnosti/", "/en/accessibility-statement/"),
    "privacy": ("/cs/ochrana-osobnich-udaju/", "/en/privacy/"),
    "search": ("/cs/hledat/?q=export", "/en/search/?q=export"),
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
