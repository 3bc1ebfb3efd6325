"""Input that no reader sends: whatever stands in an address, the answer is a page or a clear no."""

from __future__ import annotations

import time
from urllib.parse import quote, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.conf import settings as django_settings
from django.http import HttpResponse
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from home.pagination import PAGE_PARAMETER

pytestmark = pytest.mark.django_db

LONGEST = 2  # seconds of our own computing for any answer
PARAMETERS = (
    *("q", "udalost", "tema", "podpora", "pro", "kdo", "cena", "kde", "stav"),
    *("rok", "strana", "razeni", "page", "next", "lang"),
)
LISTS = ("/cs/sluzby/", "/en/services/", "/cs/hledat/", "/en/search/", "/cs/novinky/")
OTHER_PATHS = (
    *("/", "/cs/", "/en/", "/cs/partneri/", "/cs/sluzby/pro-exportni-mentoring/", "/healthz"),
    *("/cs/partneri/inovacni-centrum-usteckeho-kraje-z-s/", "/en/about-the-one-stop-shop/"),
    *("/robots.txt", "/sitemap.xml", "/readyz", "/cs/neni/", "/admin/login/", "/admin/pages/"),
    *("/cs/novinky/", "/en/news/", "/cs/feeds/news.atom", "/en/feeds/news.json"),
    *("/admin/password_reset/", "/media/images/neni.png", "/documents/1/neni.pdf"),
)


# --- The corpus: raw text of a query value, as it goes over the wire ---------------------------


def sent(*texts: str) -> list[str]:
    """Return the texts percent-encoded; lone surrogates go as the bytes a client can send."""
    return [quote(text.encode("utf-8", "surrogatepass"), safe="") for text in texts]


CORPUS: dict[str, list[str]] = {
    "quotes": sent(
        *('"', '""', '"""', "'", "''", "`", "“", "„export“", "‚", "»", '"export', 'export"'),
        *('"export" "', '" "', '"' * 1001, "\\", "\\\\", '\\"', "export'--", '"><img src=x>'),
    ),
    "white space": sent(
        *(" ", "   ", "\t", "\n", "\r\n", "\u00a0", "\u2003\u00a0", "\u200b", "\ufeff", "\u2028"),
        *("\x0b", "\x0c", "\x85"),
    ),
    "control characters": sent(
        *("\x00", "a\x00b", "\x00" * 50, "\x01", "\x07", "\x1b[31m", "\x7f", "\x9f", "\u202egpj"),
        *("\u2066x\u2069", "\ufffe", "\uffff", "\U0010ffff", "\U000e0041"),
    ),
    "damaged UTF-8": [
        *sent("\ud800", "\udfff", "a\udc80b", "\ud83d", "\udcff" * 40),
        *("%C0%AE", "%C0%80", "%E0%80%AF", "%F8%88%80%80%80", "%FF", "%FE%FF", "%80", "%C3"),
        *("%ED%A0%80%ED%B0%80", "%F4%90%80%80", "%", "%%", "%zz", "%u0041", "+%2B+"),
    ],
    "unusual letters": sent(
        *("🚀", "👩‍👩‍👧", "e\u0301" * 30, "a" + "\u0301" * 200, "ﷺ" * 100, "ß", "İ", "ﬀ", "Ǆ"),
        *("الدعم", "支援", "ไทย", "пошук", "ＡＢＣ", "Ⅷ", "𝔢𝔵𝔭𝔬𝔯𝔱", "ř" * 500),
    ),
    "length": sent(
        *("a" * 4000, "export " * 1000, "a " * 2000, "a-" * 2000, "á" * 1300, "(" * 4000),
        *("." * 4000, "a.b" * 1000, "1" * 4000, "x" * 101),
    ),
    "search syntax": sent(
        *("*", "exp*", "*port", "?", "~", "export~2", "^2", "+a -b", "-export", "--", "NOT", "AND"),
        *(
            "a AND",
            "OR",
            "a OR b NOT c",
            "NEAR(a b)",
            "a NEAR/2 b",
            "title:export",
            "_all:*",
            "{!}",
        ),
        *(
            "[a TO b]",
            "/.*/",
            "/(a+)+$/",
            "a & b",
            "a | b",
            "a <-> b",
            "!a",
            "a:*",
            "':*",
            "(a",
            "a)",
        ),
        *("()", "a^1e9", "{}", '{"match_all":{}}', "a\\", "rowid:1", "col : x", "^a"),
    ),
    "SQL": sent(
        *("' OR 1=1--", "'; DROP TABLE home_term;--", "1' UNION SELECT 1,2--", "%' AND '1'='1"),
        *("%", "_", "%%%", "1; SELECT pg_sleep(5)", "x') OR ('1'='1", "/**/", "0x41", "$$a$$"),
    ),
    "templates": sent(
        *("{{ 7777*7777 }}", "{% debug %}", "${7777*7777}", "#{7777*7777}", "<%= 7777*7777 %>"),
        "{{ settings.SECRET_KEY }}",
        *("%(x)s", "%s%s%s", "{0}", "{x.__class__}", "{% load", "{{"),
    ),
    "markup": sent(
        *("<script>alert(1)</script>", "<SCRIPT SRC=//evil.example>", '"><img src=x onerror=a>'),
        *("'><svg onload=a>", "</title><script>a</script>", "<![2", "<![CDATA[", "<!--", "-->"),
        *("<!", "<?php", "</", "<a " * 1000, "&lt;script&gt;", "&#60;", "&", "javascript:alert(1)"),
        *("data:text/html,<script>a</script>", "</main><h1>x</h1>", "<b", ">" * 300, "&amp;" * 200),
    ),
    "addresses": sent(
        *("//evil.example", "https://evil.example/", "/\\evil.example", "\\\\evil.example"),
        *("http:evil.example", "///evil.example", "https:///evil.example", "@evil.example"),
        *("%2f%2fevil.example", "/cs/\r\nLocation: //evil.example", "ftp://evil.example"),
    ),
    "header injection": sent(
        *(
            "a\r\nX-Injected: 1",
            "\r\n\r\n<html>",
            "a\nSet-Cookie: x=1",
            "\u560d\u560aX-Injected: 1",
        ),
    ),
    "files": sent(
        *("../../etc/passwd", "..\\..\\boot.ini", "/etc/passwd\x00.png", "....//", "file:///etc/x"),
        *("C:\\", "~root", "CON", "|id", "; id", "$(id)", "`id`", "*.py", ".env"),
    ),
    "numbers": sent(
        *("0", "-1", "-0", "1.5", "1e9", "1e400", "10" * 13, "9" * 25, "٣", "１", "²", "½", "NaN"),
        *("Infinity", "0x1", "1_000", "+1", " 1", "1 ", "true", "null", "[]", "2147483648", "01"),
    ),
    "codes": sent(
        *("neni", "EXPORT", "export,start-up", "export export", "None", "__all__", "undefined")
    ),
}
VALUES = [value for values in CORPUS.values() for value in values]
SHARPEST = [values[i] for values in CORPUS.values() for i in (0, -1)]
# What of the corpus would show that it is alive: elements, or the product in a template.
LIVE_MARKUP = (
    *("<script>a", "<script src=//evil", '"><img', "<svg onload", "</main><h1>x", "60481729"),
)
LONGEST_QUERY = 8000  # characters; the web server cuts the connection at 8,190


def ask(client: Client, path: str, query: str = "", **headers: str) -> HttpResponse:
    """GET with the query exactly as given; check what holds for every answer."""
    started = time.thread_time()
    response = client.get(path, QUERY_STRING=query, headers=headers)
    assert time.thread_time() - started < LONGEST, (path, query[:80])
    assert response.status_code < 500, (path, query[:80])
    assert "X-Injected" not in response.headers
    assert not response.cookies or path.startswith("/admin/")
    assert_stays_here(response)
    if response.headers.get("Content-Type", "").startswith("text/html"):
        assert_harmless(response.getvalue().decode())
    return response


def assert_stays_here(response: HttpResponse) -> None:
    """A redirect leads to a path of this site, with nothing broken in it."""
    target = response.headers.get("Location", "/")
    assert target.startswith("/")
    assert not target.startswith(("//", "/\\"))
    assert not {"\r", "\n"} & set(target)


def assert_harmless(html: str) -> None:
    """Nothing that was sent has become markup or code, and nothing internal shows."""
    low = html.lower()
    assert not [mark for mark in LIVE_MARKUP if mark in low]
    assert "Traceback" not in html
    assert django_settings.SECRET_KEY not in html


def in_all(value: str) -> str:
    """Return a query string that gives every parameter the same value."""
    value = value[: LONGEST_QUERY // len(PARAMETERS) - 10]
    return "&".join(f"{name}={value}" for name in PARAMETERS)


# --- The corpus on every address ----------------------------------------------------------------


def test_corpus_is_large_and_without_repetition() -> None:
    assert len(set(VALUES)) == len(VALUES) >= 150


@pytest.mark.parametrize("kind", CORPUS)
@pytest.mark.parametrize("path", ["/cs/hledat/?q", "/en/search/?q", "/cs/novinky/?rok"])
def test_list_survives_the_corpus(visitor: Client, path: str, kind: str) -> None:
    url, _, name = path.partition("?")
    for value in CORPUS[kind]:
        assert ask(visitor, url, f"{name}={value}").status_code == 200


@pytest.mark.parametrize("kind", CORPUS)
def test_finder_survives_the_corpus_in_all_parameters(visitor: Client, kind: str) -> None:
    for value in CORPUS[kind]:
        assert ask(visitor, "/en/services/", in_all(value)).status_code == 200


@pytest.mark.parametrize("name", PARAMETERS)
def test_finder_survives_the_sharpest_values_in_each_parameter(visitor: Client, name: str) -> None:
    for value in SHARPEST[::2]:
        assert ask(visitor, "/cs/sluzby/", f"{name}={value}").status_code == 200


@pytest.mark.parametrize("path", OTHER_PATHS)
def test_other_addresses_survive_the_sharpest_values(visitor: Client, path: str) -> None:
    plain = ask(visitor, path).status_code
    for value in SHARPEST[1::2]:
        assert ask(visitor, path, in_all(value)).status_code == plain


@pytest.mark.parametrize("value", SHARPEST)
@pytest.mark.parametrize("folder", ["/", "/cs/", "/en/services/", "/media/images/", "/static/"])
def test_damaged_path_is_refused(visitor: Client, folder: str, value: str) -> None:
    response = ask(visitor, f"{folder}{value}/")

    assert response.status_code in (302, 400, 404) or value in sent("AND")


DEEP = ("/cs/" + "a/" * 3000, "/cs/" + "a" * 6000, "/media/images/" + "../" * 50 + "etc/passwd")
BIG_NUMBERS = ("/documents/" + "9" * 40 + "/x", "/admin/pages/" + "9" * 40 + "/edit/")


@pytest.mark.parametrize("path", [*DEEP, *BIG_NUMBERS, "/_util/authenticate_with_password/9/9/"])
def test_address_out_of_all_bounds_is_refused(visitor: Client, path: str) -> None:
    assert ask(visitor, path).status_code in (301, 302, 400, 404)


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=st.text(st.characters(), max_size=300))
def test_search_answers_any_text(visitor: Client, text: str) -> None:
    assert ask(visitor, "/cs/hledat/", f"q={sent(text)[0]}").status_code == 200


# --- Lists --------------------------------------------------------------------------------------

ODD_PAGES = ("abc", "0", "-1", "1e9", "9" * 10, "1" + "0" * 25, "%D9%A3", "%EF%BC%92", "", "%00")


@pytest.mark.parametrize("page", ODD_PAGES)
@pytest.mark.parametrize("path", ["/cs/sluzby/", "/cs/hledat/?q=podpora", "/cs/novinky/"])
def test_odd_page_number_gives_always_the_same_existing_page(
    visitor: Client, path: str, page: str
) -> None:
    query = f"{urlsplit(path).query}&{PAGE_PARAMETER}={page}"
    first, second = (ask(visitor, urlsplit(path).path, query) for _time in range(2))

    assert first.status_code == 200
    assert first.content == second.content
    assert BeautifulSoup(first.content, "html.parser").select("main li h3")


JUNK = ("q=export&strana=2", "udalost=neni", "utm_source=x&fbclid=1", "strana=999", "razeni=termin")


@pytest.mark.parametrize("query", JUNK)
@pytest.mark.parametrize("path", [*LISTS, "/cs/", "/en/about-the-one-stop-shop/"])
def test_canonical_link_carries_no_junk(visitor: Client, path: str, query: str) -> None:
    soup = BeautifulSoup(ask(visitor, path, query).content, "html.parser")

    assert soup.find("link", rel="canonical")["href"] == f"http://127.0.0.1:8000{path}"


@pytest.mark.parametrize(
    "name", ["udalost", "tema", "podpora", "pro", "kdo", "cena", "kde", "stav"]
)
def test_unknown_code_is_named_and_leads_on(visitor: Client, name: str) -> None:
    response = ask(visitor, "/en/services/", f"{name}=neni-takovy")

    soup = BeautifulSoup(response.content, "html.parser")
    assert "neni-takovy" in soup.find("div", role="note").get_text()
    assert not soup.select("ol.rows > li")


@pytest.mark.parametrize("path", [*LISTS, "/cs/"])
def test_many_parameters_are_answered_in_time(visitor: Client, path: str) -> None:
    many = "&".join(f"p{number}=1" for number in range(1100))
    repeated = "&".join(f"udalost=kod{number}&q={number}" for number in range(550))

    assert ask(visitor, path, many).status_code in (200, 400)
    assert ask(visitor, path, repeated).status_code in (200, 400)
