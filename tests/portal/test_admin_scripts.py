"""A nonce for Wagtail's own inline scripts and for nothing that somebody could inject."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.admin import widgets
from wagtail.admin.widgets.workflows import AdminTaskChooser
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Page
from wagtail.snippets.widgets import AdminSnippetChooser

from home.models import Term
from portal.admin_scripts import (
    CHOOSER_URLS,
    PAGE_CHOOSER_OPTIONS,
    SELECT_ALL_LANGUAGES,
    add_nonces,
    with_nonces,
)
from portal.middleware import AdminPolicyMiddleware
from servicecards.models import ServiceCard

GZIP = "django.middleware.gzip.GZipMiddleware"
POLICY = "portal.middleware.AdminPolicyMiddleware"
NONCE = "c2VjcmV0"
PANEL = """
    (function() {
        var panel = new InlinePanel(JSON.parse("%s"));
    })();
"""
PANEL_OPTIONS = r"{\u0022type\u0022: \u0022InlinePanel\u0022, \u0022canOrder\u0022: true}"
CALL = 'initDateChooser("id_opens", {"dayOfWeekStart": 1, "format": "Y-m-d"});'
CHOOSER = 'new PageChooser("id_page", {"modalUrl": "/admin/choose-page/", "parentId": 4});'
URLS = CHOOSER_URLS % ("/admin/images/chooser/", "/admin/documents/chooser/", "/admin/choose-page/")
KNOWN = {
    "date": CALL,
    "id with a dash, as Django escapes it": r'initTimeChooser("id_a\u002D0", {"format": "H:i"});',
    "chooser": CHOOSER,
    "task": 'createTaskChooser("id_workflow_tasks-0-task");',
    "panel": PANEL % PANEL_OPTIONS,
    "addresses of the choosers": URLS,
    "all languages": SELECT_ALL_LANGUAGES,
}
WIDGETS = {
    "date": widgets.AdminDateInput,
    "time": widgets.AdminTimeInput,
    "date and time": widgets.AdminDateTimeInput,
    "page": widgets.AdminPageChooser,
    "page of a kind": lambda: widgets.AdminPageChooser(
        target_models=[ServiceCard], user_perms="copy_to", can_choose_root=True
    ),
    "new parent": lambda: widgets.AdminPageMoveChooser(
        target_models=[Page], pages_to_move=[7], user_perms="move_to"
    ),
    "image": AdminImageChooser,
    "document": AdminDocumentChooser,
    "snippet": lambda: AdminSnippetChooser(model=Term),
    "task": AdminTaskChooser,
}
INJECTED = {
    "plain": "alert(1)",
    "unknown class": 'new Foo("x");',
    "unknown class with options": 'new Foo("x", {"modalUrl": "/admin/"});',
    "unknown function": 'eval("x");',
    "code behind a call": 'new PageChooser("x", {}); alert(1)',
    "code behind a call that ends alike": 'new PageChooser("x", {}); alert(1, {});',
    "code in front of a call": f"alert(1);{CALL}",
    "code as an option": 'initDateChooser("x", {"format": alert(1)});',
    "code instead of options": 'initDateChooser("x", alert(1));',
    "code instead of an id": "initDateChooser(alert(1), {});",
    "a third argument": 'initDateChooser("x", {}, alert(1));',
    "an array that ends early": 'initDateChooser("x", {}], [alert(1));',
    "options of another widget": 'initDateChooser("x", {"modalUrl": "/admin/"});',
    "nested options": 'initDateChooser("x", {"format": {"a": 1}});',
    "no options where some belong": 'new PageChooser("x");',
    "options where none belong": 'createTaskChooser("x", {});',
    "markup as id": 'createTaskChooser("<img src=x onerror=alert(1)>");',
    "quotation marks as id": r'createTaskChooser("x\u0022");',
    "foreign address": 'new PageChooser("x", {"modalUrl": "https://evil.example/"});',
    "foreign address without scheme": 'new PageChooser("x", {"modalUrl": "//evil.example/"});',
    "address outside the admin": 'new PageChooser("x", {"modalUrl": "/documents/1/a.txt"});',
    "address that leads out": 'new PageChooser("x", {"modalUrl": "/admin/../documents/1/"});',
    "foreign chooser": URLS.replace("/admin/choose-page/", "https://evil.example/"),
    "foreign chooser without scheme": URLS.replace("/admin/choose-page/", "//evil.example/"),
    "other chooser on this site": URLS.replace("/admin/choose-page/", "/documents/1/a.txt"),
    "one more chooser": URLS.replace("pageChooser:", "x: alert(1), pageChooser:"),
    "code behind the addresses": f"{URLS} alert(1);",
    "code behind all languages": f"{SELECT_ALL_LANGUAGES} alert(1);",
    "code in all languages": SELECT_ALL_LANGUAGES.replace("selectAll.checked", "alert(1)"),
    "code behind a panel": PANEL % PANEL_OPTIONS + "alert(1)",
    "code in a panel": PANEL % f'{PANEL_OPTIONS}"), alert("1',
    "panel with an escaped quotation mark": PANEL % r"{\"), alert(1); (\"}",
    "panel with unknown options": PANEL % r"{\u0022x\u0022: 1}",
    "panel without options": PANEL % "1",
    "other panel": (PANEL % PANEL_OPTIONS).replace("InlinePanel(", "Foo("),
    "comment around the rest": f"{CALL} // alert(1)",
    "deep JSON": 'createTaskChooser("x", ' + "[" * 100_000 + ");",
}


def has_nonce(script: str) -> bool:
    """Say whether a script with this body gets the nonce."""
    return "nonce" in with_nonces(f"<p>…</p><script>{script}</script>", NONCE)


# --- Which scripts -----------------------------------------------------------------------------


@pytest.mark.parametrize("body", KNOWN.values(), ids=KNOWN)
def test_known_scripts_get_the_nonce(body: str) -> None:
    html = with_nonces(f"<p></p><script>{body}</script>", NONCE)

    assert html == f'<p></p><script nonce="{NONCE}">{body}</script>'


@pytest.mark.django_db
@pytest.mark.parametrize("widget", WIDGETS.values(), ids=WIDGETS)
def test_scripts_of_the_widgets_get_the_nonce(widget: Callable[[], forms.Widget]) -> None:
    html = with_nonces(widget().render("a", None, {"id": "id_lines-__prefix__-a"}), NONCE)

    assert html.count("<script") == html.count(f'<script nonce="{NONCE}">') == 1


def test_type_of_a_script_stays() -> None:
    html = with_nonces(f'<script type="text/javascript">{CALL}</script>', NONCE)

    assert html == f'<script nonce="{NONCE}" type="text/javascript">{CALL}</script>'


@pytest.mark.parametrize("body", INJECTED.values(), ids=INJECTED)
def test_injected_scripts_get_no_nonce(body: str) -> None:
    assert not has_nonce(body)


@pytest.mark.parametrize(
    "html",
    [
        f"<script>{CALL}<script>alert(1)</script>",
        f"<script>alert(1)<script>{CALL.replace('1', '<')}</script>",
        f"<script>{CALL}<!-- <script> --></script>",
        f"<script>{CALL}alert(1)</script>",
        f"<script>{CALL}",
        f"<script src='/documents/1/a.txt'>{CALL}</script>",
        f"<script onerror=alert(1)>{CALL}</script>",
        f"<script type=module>{CALL}</script>",
        f'<script data-x="{CALL}</script>',
        '<script>createTaskChooser("</script><script>alert(1)//");</script>',
        '<script>new PageChooser("x", {"modalUrl": "/admin/</script><b>"});</script>',
    ],
)
def test_tricks_with_tags_get_no_nonce(html: str) -> None:
    assert with_nonces(html, NONCE) == html


def test_script_around_a_known_one_gets_no_nonce() -> None:
    soup = BeautifulSoup(
        with_nonces(f"<script>alert(1)<script>{CALL}</script>", NONCE), "html.parser"
    )

    assert [script.get("nonce") for script in soup("script")] == [None]


@given(st.text())
def test_no_text_is_a_known_script(body: str) -> None:
    assert not has_nonce(body)


@given(st.sampled_from(sorted(KNOWN.values())), st.data())
def test_nothing_can_be_put_into_a_known_script(body: str, data: st.DataObject) -> None:
    text = data.draw(st.text("(){}[];,.+=`'/\\*<>!&|:a1\"", min_size=1).filter(str.strip))
    place = data.draw(st.integers(0, len(body)))
    changed = body[:place] + text + body[place:]

    if has_nonce(changed):  # then it is still one call, and all that is new is data
        same = changed.strip() == body.strip()
        assert same or strip_strings(changed) == strip_strings(body)


def strip_strings(body: str) -> str:
    """Return the code of a script: without the content of strings and numbers, folded."""
    return re.sub(r"\s+", "", re.sub(r'"(?:[^"\\]|\\.)*"|[\d.]+', "_", body))


@given(
    st.dictionaries(
        st.text().filter(lambda name: name not in PAGE_CHOOSER_OPTIONS),
        st.recursive(st.text(), st.lists, max_leaves=3),
        min_size=1,
    )
)
def test_unknown_options_get_no_nonce(options: dict[str, object]) -> None:
    assert not has_nonce(f'new PageChooser("x", {json.dumps(options)});')


def test_a_long_page_of_unfinished_scripts_takes_no_time() -> None:
    html = "<script>" * 50_000 + "< " * 500_000

    assert with_nonces(html, NONCE) == html


# --- In answers --------------------------------------------------------------------------------


def test_length_of_the_answer_is_right() -> None:
    response = HttpResponse(f"<p>č</p><script>{CALL}</script>")
    response["Content-Length"] = str(len(response.content))
    add_nonces(response, NONCE)

    assert int(response["Content-Length"]) == len(response.content)
    assert f'nonce="{NONCE}"' in response.content.decode()


def test_other_answers_stay_as_they_are() -> None:
    data = json.dumps({"html": f"<script>{CALL}</script>"})
    response = HttpResponse(data, content_type="application/json")
    add_nonces(response, NONCE)

    assert response.content.decode() == data


def executable(html: str) -> list[str]:
    """Return the opening tags of inline scripts that a browser would run."""
    tags = re.findall(r"<script\b[^>]*>", html)
    return [tag for tag in tags if " src=" not in tag and "application/json" not in tag]


def policy_of(response: HttpResponse) -> dict[str, str]:
    """Return the content policy as {directive: sources}."""
    parts = response["Content-Security-Policy"].split("; ")
    return {name: sources for name, _, sources in (part.partition(" ") for part in parts)}


@pytest.fixture
def card() -> ServiceCard:
    """A Czech card with an English translation."""
    return ServiceCard.objects.filter(locale__language_code=settings.LANGUAGE_CODE)[0]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        *("/admin/pages/{card}/edit/", "/admin/pages/{english}/edit/"),
        *("/admin/pages/{card}/move/", "/admin/pages/{card}/copy/", "/admin/reports/site-history/"),
        *(
            "/admin/workflows/add/",
            "/admin/groups/new/",
            "/admin/users/",
        ),
    ],
)
def test_every_inline_script_of_an_admin_page_has_the_nonce_of_its_policy(
    admin_client_cs: Client, card: ServiceCard, path: str
) -> None:
    english = card.get_translations().get()
    url = path.format(card=card.pk, english=english.pk)
    response = admin_client_cs.get(url, follow=True)
    sources = policy_of(response)["script-src"]
    nonce = re.search(r"'nonce-([^']+)'", sources)
    tags = executable(response.content.decode())

    assert tags
    assert nonce
    assert all(f' nonce="{nonce[1]}"' in tag for tag in tags), tags
    assert "unsafe" not in sources


def test_answers_get_their_nonces_before_they_are_packed() -> None:
    assert settings.MIDDLEWARE.index(GZIP) < settings.MIDDLEWARE.index(POLICY)


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/admin/", "/admin/pages/", "/admin/users/"])
def test_admin_pages_stand_in_no_frame_and_are_stored_nowhere(
    admin_client_cs: Client, url: str
) -> None:
    response = admin_client_cs.get(url)
    policy = policy_of(response)

    assert policy["frame-ancestors"] == policy["default-src"] == policy["object-src"] == "'none'"
    assert {"no-store", "private"} <= set(response["Cache-Control"].split(", "))


@pytest.mark.django_db
def test_login_page_has_the_public_policy(client: Client) -> None:
    policy = policy_of(client.get(reverse("wagtailadmin_login")))

    assert policy == policy_of(client.get("/cs/"))
    assert policy["script-src"] == policy["style-src"] == "'self'"


@pytest.mark.django_db
def test_preview_has_the_public_policy_but_stands_in_a_frame(
    admin_client_cs: Client, card: ServiceCard
) -> None:
    public = policy_of(admin_client_cs.get("/cs/"))
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[card.pk])
    response = admin_client_cs.get(url)

    assert policy_of(response) == public | {"frame-ancestors": "'self'"}
    assert response["X-Frame-Options"] == "SAMEORIGIN"


def test_policy_of_the_previewed_page_gives_way() -> None:
    def answer(request: HttpRequest) -> HttpResponse:
        headers = {"Content-Security-Policy": "x", "X-Frame-Options": "SAMEORIGIN"}
        return HttpResponse("<p></p>", headers=headers)

    request = RequestFactory().get("/admin/pages/3/edit/preview/")
    response = AdminPolicyMiddleware(answer)(request)

    assert "Content-Security-Policy" not in response  # django-csp sets it, with this change:
    assert response._csp_replace == {"frame-ancestors": ["'self'"]}
