"""Headers of every answer: content policy, isolation, caching, cookies, methods, transport."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.http import HttpResponse
from django.test import Client

from tests.conftest import PASSWORD
from tests.factories import ContentPageFactory
from tests.portal.pictures import small_png

pytestmark = pytest.mark.django_db

PAGES = (
    *("/cs/", "/en/", "/cs/sluzby/", "/en/services/?udalost=export&q=export"),
    *("/cs/sluzby/pro-exportni-mentoring/", "/en/services/pro-export-mentoring/"),
    *("/cs/partneri/", "/cs/partneri/inovacni-centrum-usteckeho-kraje-z-s/"),
    *("/en/about-the-one-stop-shop/", "/cs/hledat/?q=export", "/en/search/"),
    *("/cs/novinky/", "/en/news/?rok=2026"),
)
FEEDS = ("/cs/feeds/news.atom", "/en/feeds/news.json")
OTHERS = ("/", "/cs/sluzby", "/robots.txt", "/sitemap.xml", "/healthz", "/readyz", "/cs/neni/")
STATIC = "/static/css/portal.css"
ADMIN = ("/admin/", "/admin/pages/", "/admin/users/", "/admin/account/")
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
ISOLATION = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


def policy_of(response: HttpResponse) -> dict[str, str]:
    """Return the content policy as {directive: sources}."""
    parts = response["Content-Security-Policy"].split("; ")
    return {name: sources for name, _, sources in (part.partition(" ") for part in parts)}


def assert_protected(response: HttpResponse) -> None:
    """The strict policy, all isolation headers, and nothing about the software."""
    assert policy_of(response) == POLICY
    assert {name: response.headers.get(name) for name in ISOLATION} == ISOLATION
    assert not {"Server", "X-Powered-By", "Via"} & set(response.headers)


# --- Every address ---------------------------------------------------------------------------


@pytest.mark.parametrize("url", [*PAGES, *FEEDS, *OTHERS, STATIC, "/admin/login/"])
def test_every_answer_is_protected(visitor: Client, url: str) -> None:
    response = visitor.get(url)

    assert response.status_code < 500
    assert_protected(response)


@pytest.mark.parametrize("url", [*PAGES, *FEEDS, *OTHERS, STATIC])
def test_reading_sets_no_cookie(visitor: Client, url: str) -> None:
    response = visitor.get(url)

    assert not response.cookies
    assert not visitor.cookies


@pytest.fixture
def rendition_url(settings: Any, tmp_path: Any) -> str:
    from home.models import PortalImage  # models are not ready while pytest collects plug-ins

    settings.MEDIA_ROOT = str(tmp_path)
    image = PortalImage(title="Zkouška", description="Čtverec")
    image.file.save("ctverec.png", ContentFile(small_png()))
    return image.get_rendition("width-10").url


def test_picture_is_closed_to_other_sites_and_kept_by_browsers(
    visitor: Client, rendition_url: str
) -> None:
    response = visitor.get(rendition_url)

    assert response.status_code == 200
    assert policy_of(response) == {"default-src": "'none'"}
    assert {name: response.headers.get(name) for name in ISOLATION} == ISOLATION
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert not response.cookies


# --- Errors ----------------------------------------------------------------------------------


def test_bad_request_is_protected(visitor: Client) -> None:
    response = visitor.get("/cs/", headers={"host": "jiny.example"})

    assert response.status_code == 400
    assert_protected(response)


def test_refused_form_is_protected(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "x"})

    assert response.status_code == 403
    assert_protected(response)


def test_wrong_method_is_protected(visitor: Client) -> None:
    response = visitor.put("/cs/hledat/")

    assert response.status_code == 405
    assert_protected(response)


def test_crash_is_protected(visitor: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("home.views.find_page", lambda path: 1 / 0)

    response = visitor.get("/cs/")

    assert response.status_code == 500
    assert_protected(response)


@pytest.mark.usefixtures("broken_database")
def test_outage_is_protected(visitor: Client) -> None:
    response = visitor.get("/cs/")

    assert response.status_code == 503
    assert_protected(response)


# --- Caches ----------------------------------------------------------------------------------


@pytest.mark.parametrize("url", [*PAGES, *FEEDS, "/", "/robots.txt", "/cs/neni/"])
def test_public_page_is_revalidated_on_every_use(visitor: Client, url: str) -> None:
    response = visitor.get(url)

    assert response.status_code < 500
    assert response["Cache-Control"] == "no-cache"


def test_unchanged_page_costs_the_reader_nothing(visitor: Client) -> None:
    first = visitor.get("/cs/")

    again = visitor.get("/cs/", headers={"if-none-match": first["ETag"]})

    assert again.status_code == 304
    assert not again.content


@pytest.mark.parametrize("url", [*PAGES, "/", "/cs/neni/", *ADMIN, "/admin/login/"])
def test_nobody_stores_what_a_logged_in_user_sees(admin_client_cs: Client, url: str) -> None:
    response = admin_client_cs.get(url)

    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize("url", ADMIN)
def test_nobody_stores_the_way_to_the_login(visitor: Client, url: str) -> None:
    assert "no-store" in visitor.get(url)["Cache-Control"]


def test_front_door_varies_by_what_it_reads(visitor: Client) -> None:
    varies = set(visitor.get("/")["Vary"].split(", "))

    assert {"Accept-Language", "Cookie"} <= varies  # Django reads the language cookie too


def test_two_visitors_get_different_tokens(db: None) -> None:
    forms = [Client().get("/admin/login/") for _visitor in range(2)]

    tokens = {form.cookies[django_settings.CSRF_COOKIE_NAME].value for form in forms}
    assert len(tokens) == 2
    assert all("no-store" in form["Cache-Control"] for form in forms)


def test_page_behind_a_password_is_not_stored(visitor: Client) -> None:
    page = ContentPageFactory(slug="s-heslem")
    page.view_restrictions.create(restriction_type="password", password=PASSWORD)

    response = visitor.get("/cs/s-heslem/")

    assert response.context["form"].fields["password"]
    assert "no-store" in response["Cache-Control"]


# --- Methods ---------------------------------------------------------------------------------

VIEWS = (
    *("/", "/cs/", "/cs/sluzby/", "/cs/hledat/", "/healthz", "/readyz", "/robots.txt"),
    *FEEDS,
)


@pytest.mark.parametrize("url", VIEWS)
@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "OPTIONS", "BREW"])
def test_other_methods_are_refused(visitor: Client, method: str, url: str) -> None:
    response = visitor.generic(method, url)

    assert response.status_code == 405
    assert {"GET", "HEAD"} <= set(response["Allow"].split(", "))


@pytest.mark.parametrize("url", [*VIEWS, "/sitemap.xml", STATIC, "/cs/neni/"])
def test_head_answers_like_get_without_a_body(visitor: Client, url: str) -> None:
    got, asked = visitor.get(url), visitor.head(url)

    assert asked.status_code == got.status_code
    assert not asked.getvalue()
    assert asked["Content-Security-Policy"]
    assert asked["Content-Type"] == got["Content-Type"]


# --- Transport -------------------------------------------------------------------------------


def test_browsers_learn_to_use_tls_only(over_https: Client) -> None:
    sent = over_https.get("/cs/", secure=True)["Strict-Transport-Security"]

    assert sent == "max-age=63072000; includeSubDomains; preload"


@pytest.mark.parametrize("url", ["/cs/", "/en/search/?q=a%20b", "/admin/login/", "/cs/neni/"])
def test_plain_http_leads_to_the_same_address_with_tls(over_https: Client, url: str) -> None:
    response = over_https.get(url, headers={"x-forwarded-host": "jiny.example"})

    assert response.status_code == 301
    assert response["Location"] == f"https://testserver{url}"


@pytest.mark.parametrize("url", ["/healthz", "/readyz"])
def test_probes_inside_the_machine_need_no_tls(over_https: Client, url: str) -> None:
    assert over_https.get(url).status_code == 200


def log_in(client: Client, **extra: Any) -> HttpResponse:
    """Log in as a browser does: fetch the form, send its token back."""
    name = django_settings.CSRF_COOKIE_NAME
    token = client.get("/admin/login/", **extra).cookies[name].value
    data = {"username": "spravce", "password": PASSWORD, "csrfmiddlewaretoken": token}
    origin = {"origin": "https://testserver" if extra else "http://testserver"}
    return client.post("/admin/login/", {**data, "next": "/admin/"}, headers=origin, **extra)


def attributes(response: HttpResponse, name: str) -> tuple[Any, ...]:
    """Return what protects a cookie: Secure, HttpOnly, SameSite, Path, Domain."""
    cookie = response.cookies[name]
    return tuple(cookie[key] for key in ("secure", "httponly", "samesite", "path", "domain"))


def test_cookies_belong_to_this_host_only(over_https: Client, django_user_model: type) -> None:
    django_user_model.objects.create_superuser("spravce", "", PASSWORD)

    response = log_in(over_https, secure=True)

    protected = (True, True, "Lax", "/", "")
    assert response.status_code == 302
    assert attributes(response, "__Host-session") == protected
    assert attributes(response, "__Host-csrf") == protected


def test_language_cookie_is_secure_and_lax(https_values: Mapping[str, Any]) -> None:
    assert https_values["LANGUAGE_COOKIE_SECURE"] is True
    assert https_values["LANGUAGE_COOKIE_SAMESITE"] == "Lax"


def test_editor_can_log_in_over_plain_http(django_user_model: type) -> None:
    django_user_model.objects.create_superuser("spravce", "", PASSWORD)
    client = Client(enforce_csrf_checks=True)

    response = log_in(client)

    assert attributes(response, "session") == ("", True, "Lax", "/", "")
    assert client.get("/admin/").status_code == 200


# --- MDN Observatory -------------------------------------------------------------------------


def policy_score(policy: Mapping[str, str]) -> int:
    """Return the points for the content policy."""
    scripts = policy.get("script-src", policy.get("default-src", "*"))
    if "unsafe" in scripts or "*" in scripts or "data:" in scripts:
        return -20 if policy else -25
    if "unsafe" in policy.get("style-src", ""):
        return 0
    closed = policy.get("default-src") == "'none'" and policy.get("form-action") != "*"
    return 10 if closed else 5


def header_scores(headers: Mapping[str, str], policy: Mapping[str, str]) -> list[int]:
    """Return the points for everything else that headers say (bonus or penalty, 0 for neither)."""
    age = headers.get("Strict-Transport-Security", "max-age=0").split(";")[0].split("=")[1]
    private = ("no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin")
    return [
        5 if policy.get("frame-ancestors") == "'none'" else -20,
        0 if int(age) >= 15_768_000 else -20,
        5 if headers.get("Referrer-Policy") in private else 0,
        0 if headers.get("X-Content-Type-Options") == "nosniff" else -5,
        10 if headers.get("Cross-Origin-Resource-Policy") in ("same-origin", "same-site") else 0,
        10 if headers.get("Cross-Origin-Opener-Policy") == "same-origin" else 0,
        10 if headers.get("Cross-Origin-Embedder-Policy") == "require-corp" else 0,
    ]


def observatory_score(response: HttpResponse, redirects_to_tls: bool) -> int:
    """Return MDN HTTP Observatory's score (algorithm 6) of a page without cookies."""
    policy = policy_of(response)
    scores = [policy_score(policy), *header_scores(response.headers, policy)]
    scores.append(0 if redirects_to_tls else -20)
    base = 100 + sum(score for score in scores if score < 0)
    return base + sum(score for score in scores if score > 0) if base >= 90 else base


@pytest.mark.parametrize(
    "url", ["/cs/", "/en/", "/cs/hledat/?q=export", "/en/services/pro-export-mentoring/"]
)
def test_observatory_gives_the_best_grade(over_https: Client, url: str) -> None:
    response = over_https.get(url, secure=True)
    redirects = over_https.get(url).status_code == 301

    assert not response.cookies
    assert observatory_score(response, redirects) >= 130


def test_observatory_punishes_a_missing_redirect(over_https: Client) -> None:
    response = over_https.get("/cs/", secure=True)

    assert observatory_score(response, redirects_to_tls=False) == 80
