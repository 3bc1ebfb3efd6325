"""Who may open what in the admin: the office's roles against the addresses that matter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from wagtail.models import Page
from wagtail.snippets.models import get_snippet_models

from home.models import Navigation, OperatorSettings, Term
from home.roles import (
    ADMINISTRATOR,
    COORDINATOR,
    EDITOR,
    NEWSLETTER_MANAGER,
    PROJECT_OFFICE,
    TRANSLATOR,
    setup_roles,
)
from servicecards.models import ServiceCard

pytestmark = pytest.mark.django_db

ROLES = {
    "E": EDITOR,
    "T": TRANSLATOR,
    "N": NEWSLETTER_MANAGER,
    "C": COORDINATOR,
    "P": PROJECT_OFFICE,
    "A": ADMINISTRATOR,
}
CARD = "servicecards/servicecard"
# Address -> who gets 200. Everybody else is sent to the admin's front page with a message.
MAY_OPEN = {
    "/admin/": "ETNCPA",
    "/admin/account/": "ETNCPA",
    "/admin/pages/{cs_list}/": "EPA",
    "/admin/pages/{en_list}/": "ETPA",
    "/admin/pages/{cs_card}/edit/": "EA",
    "/admin/pages/{en_card}/edit/": "ETA",
    f"/admin/pages/add/{CARD}/{{cs_list}}/": "EA",
    f"/admin/pages/add/{CARD}/{{en_list}}/": "ETA",
    "/admin/pages/{cs_card}/delete/": "EA",
    "/admin/pages/{en_card}/delete/": "ETA",
    "/admin/pages/{cs_card}/unpublish/": "EA",
    "/admin/pages/{cs_card}/history/": "EA",
    "/admin/pages/{en_card}/history/": "ETA",
    "/admin/pages/{cs_card}/copy/": "EA",
    "/admin/pages/{cs_card}/move/": "EA",
    "/admin/pages/{cs_card}/privacy/": "EA",
    "/admin/pages/{cs_card}/view_draft/": "EA",
    "/admin/pages/{cs_card}/revisions/compare/earliest...latest/": "EA",
    "/admin/localize/submit/page/{cs_card}/": "ETPA",
    "/admin/users/": "A",
    "/admin/users/new/": "A",
    "/admin/users/edit/{user}/": "A",
    "/admin/groups/": "A",
    "/admin/groups/new/": "A",
    "/admin/sites/": "A",
    "/admin/locales/": "A",
    "/admin/redirects/": "A",
    "/admin/workflows/list/": "A",
    "/admin/reports/locked/": "A",
    "/admin/settings/home/operatorsettings/{operator}/": "A",
    "/admin/snippets/home/term/": "EA",
    "/admin/snippets/home/term/add/": "A",
    "/admin/snippets/home/term/edit/{term}/": "A",
    "/admin/snippets/home/term/delete/{term}/": "A",
    "/admin/snippets/home/navigation/": "EA",
    "/admin/snippets/home/navigation/edit/{menu}/": "EA",
    "/admin/snippets/home/navigation/add/": "A",
    "/admin/snippets/home/navigation/delete/{menu}/": "A",
    "/admin/passports/": "ETPA",
    "/admin/reports/links/": "ETPA",
    "/admin/snippets/projects/projectidea/": "EPA",
    "/admin/snippets/projects/opportunity/": "EPA",
    "/admin/projects-and-plan/report/": "EPA",
    "/admin/indicators/": "ETPA",
    "/admin/projects-and-plan/duties/": "EPA",
    "/admin/projects-and-plan/reports/": "ECA",
    "/admin/contact-point/needs/": "ECA",
    "/admin/contact-point/needs/quarters/": "ECA",
    "/admin/contact-point/needs/note/": "CA",
    "/admin/images/": "EPA",
    "/admin/images/add/": "EPA",
    "/admin/documents/": "EPA",
    "/admin/documents/multiple/add/": "EPA",
}


# Choosers of rows that hold nothing but words of the search.
OPEN_CHOOSERS = {"search/synonymrule", "search/promotion", "search/missingcontent"}


def card(language: str) -> ServiceCard:
    """Return a published card that exists in both languages."""
    return ServiceCard.objects.get(
        identifier="svc-exportni-mentoring", locale__language_code=language
    )


def places() -> dict[str, int]:
    """Return the ids that the addresses name."""
    user, _created = User.objects.get_or_create(username="kdosi")
    return {
        "cs_card": card("cs").pk,
        "en_card": card("en").pk,
        "cs_list": card("cs").get_parent().pk,
        "en_list": card("en").get_parent().pk,
        "user": user.pk,
        "operator": OperatorSettings.load().pk,
        "term": Term.objects.first().pk,
        "menu": Navigation.objects.get(locale__language_code="cs").pk,
    }


@pytest.mark.parametrize("letter", ROLES)
def test_role_opens_what_it_needs_and_nothing_else(
    member_of: Callable[..., Client], letter: str
) -> None:
    client, ids = member_of(ROLES[letter]), places()

    answers = {url: client.get(url.format(**ids)) for url in MAY_OPEN}

    opened = {url for url, answer in answers.items() if answer.status_code == 200}
    assert opened == {url for url, letters in MAY_OPEN.items() if letter in letters}
    for url in MAY_OPEN.keys() - opened:
        assert (answers[url].status_code, answers[url]["Location"][:7]) == (302, "/admin/")


@pytest.mark.parametrize("letter", ROLES)
def test_no_dialog_shows_rows_of_a_room_to_those_without_its_right(
    member_of: Callable[..., Client], letter: str
) -> None:
    """Wagtail's choosers ask for no right; the rooms' rows hold people and unpublished plans."""
    client = member_of(ROLES[letter])
    rooms = [model for model in get_snippet_models() if model._meta.app_label != "home"]
    assert len(rooms) > 5
    names = [f"{model._meta.app_label}/{model._meta.model_name}" for model in rooms]
    found = {name: client.get(f"/admin/snippets/choose/{name}/").status_code for name in names}
    assert {name for name, status in found.items() if status == 200} <= OPEN_CHOOSERS


# What would change something, sent by those who may not: address, form data.
FORBIDDEN = {
    EDITOR: {
        "/admin/users/new/": {"username": "novy"},
        "/admin/groups/new/": {"name": "nova"},
        "/admin/snippets/home/term/delete/{term}/": {},
        "/admin/snippets/home/navigation/delete/{menu}/": {},
        "/admin/settings/home/operatorsettings/{operator}/": {"name_cs": "Jiný"},
    },
    TRANSLATOR: {
        "/admin/pages/{cs_card}/edit/": {"title": "Jiný", "action-publish": "1"},
        "/admin/pages/{cs_card}/delete/": {},
        "/admin/pages/{cs_card}/unpublish/": {},
        "/admin/pages/{cs_list}/add_subpage/": {},
        "/admin/snippets/home/navigation/edit/{menu}/": {"name": "Jiné"},
        "/admin/images/add/": {"title": "x"},
    },
    COORDINATOR: {
        "/admin/pages/{cs_card}/edit/": {"title": "Jiný", "action-publish": "1"},
        "/admin/users/new/": {"username": "novy"},
        "/admin/snippets/home/term/add/": {"name": "x", "code": "x"},
    },
    NEWSLETTER_MANAGER: {
        "/admin/pages/{cs_card}/edit/": {"title": "Jiný", "action-publish": "1"},
        "/admin/pages/{en_card}/delete/": {},
        "/admin/snippets/home/term/add/": {"name": "x", "code": "x"},
        "/admin/localize/submit/page/{cs_card}/": {"locales": "2"},
    },
}


@pytest.mark.parametrize("role", FORBIDDEN)
def test_forbidden_change_changes_nothing(member_of: Callable[..., Client], role: str) -> None:
    client, ids = member_of(role), places()
    before = state_of_everything()

    for url, data in FORBIDDEN[role].items():
        response = client.post(url.format(**ids), data)
        assert (response.status_code, response["Location"][:7]) == (302, "/admin/"), url

    assert state_of_everything() == before


def state_of_everything() -> tuple[object, ...]:
    """Return what the forbidden changes are about."""
    pages = Page.objects.order_by("pk").values_list("pk", "title", "live", "latest_revision_id")
    rows = (Term.objects.count(), User.objects.count(), Group.objects.count())
    menus = list(Navigation.objects.order_by("pk").values_list("pk", "name"))
    return list(pages), rows, menus, OperatorSettings.load().name_cs


def test_editor_publishes_a_czech_page(member_of: Callable[..., Client]) -> None:
    user = member_of(EDITOR).get("/admin/").wsgi_request.user

    rights = card("cs").permissions_for_user(user)

    assert rights.can_edit()
    assert rights.can_publish()
    assert not rights.can_lock()


def test_setting_roles_up_again_changes_nothing() -> None:
    def rights() -> dict[str, tuple[int, int, int]]:
        return {
            group.name: (
                group.permissions.count(),
                group.page_permissions.count(),
                group.collection_permissions.count(),
            )
            for group in Group.objects.all()
        }

    before = rights()

    assert set(setup_roles()) == set(ROLES.values()) == set(before)
    assert rights() == before


def test_no_role_but_the_administrators_manages_users() -> None:
    for role in (EDITOR, TRANSLATOR, NEWSLETTER_MANAGER, COORDINATOR):
        codes = Group.objects.get(name=role).permissions.values_list("codename", flat=True)

        assert not [code for code in codes if code.endswith(("_user", "_group", "_permission"))]
