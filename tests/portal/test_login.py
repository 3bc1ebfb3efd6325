"""The way into the admin: throttled, silent about who has an account, long passwords only."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from axes.models import AccessFailureLog
from django.contrib.auth.password_validation import validate_password
from django.core import mail
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.conftest import PASSWORD
from tests.portal.error_pages import assert_good_page

pytestmark = pytest.mark.django_db

LIMIT = 5  # wrong passwords
ADMIN_PATHS = (
    *("", "pages/", "pages/1/edit/", "pages/1/", "pages/1/delete/", "pages/1/history/", "users/"),
    *("users/new/", "groups/", "images/", "images/add/", "images/chooser/", "documents/"),
    *("snippets/home/term/", "settings/home/operatorsettings/1/", "sites/", "redirects/"),
    *("reports/site-history/", "account/", "api/main/pages/", "choose-page/", "workflows/list/"),
    *("localize/submit/page/1/", "pages/1/view_draft/", "sessions/", "neni-takove/"),
)


@pytest.fixture
def account(django_user_model: type) -> Any:
    return django_user_model.objects.create_superuser("spravce", "s@example.org", PASSWORD)


def try_password(password: str, address: str = "192.0.2.1", name: str = "spravce") -> HttpResponse:
    """Send the login form from an address, with a new browser every time."""
    data = {"username": name, "password": password}
    return Client(REMOTE_ADDR=address).post("/admin/login/", data)


def fail_often(times: int = LIMIT, **where: str) -> None:
    for number in range(times):
        try_password(f"spatne-heslo-{number}", **where)


# --- Throttle --------------------------------------------------------------------------------


@pytest.mark.usefixtures("account")
def test_right_password_is_refused_after_five_wrong_ones() -> None:
    fail_often()

    response = try_password(PASSWORD)

    assert response.status_code == 429
    assert not response.wsgi_request.user.is_authenticated
    assert_good_page(response, "cs")


@pytest.mark.usefixtures("account")
def test_right_password_is_accepted_after_four_wrong_ones() -> None:
    fail_often(LIMIT - 1)

    assert try_password(PASSWORD).status_code == 302


@pytest.mark.usefixtures("account")
def test_success_forgets_earlier_failures() -> None:
    for _round in range(2):
        fail_often(LIMIT - 1)

        assert try_password(PASSWORD).status_code == 302


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("where", [{"address": "192.0.2.2"}, {"name": "jiny"}])
def test_throttle_hits_one_user_at_one_address_only(where: dict[str, str]) -> None:
    fail_often(**where)

    assert try_password(PASSWORD).status_code == 302


@pytest.mark.usefixtures("account")
@pytest.mark.parametrize("header", ["x-forwarded-for", "x-real-ip", "forwarded"])
def test_invented_addresses_do_not_open_the_throttle(header: str) -> None:
    for number in range(LIMIT + 1):
        client = Client(headers={header: f"192.0.2.{number + 100}"})
        response = client.post("/admin/login/", {"username": "spravce", "password": "spatne"})

    assert response.status_code == 429


@pytest.mark.usefixtures("account")
def test_throttle_opens_after_a_quarter_of_an_hour() -> None:
    fail_often()

    with time_machine.travel(timezone.now() + timedelta(minutes=16)):
        assert try_password(PASSWORD).status_code == 302


@pytest.mark.usefixtures("account")
def test_throttle_is_logged_without_the_password(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="axes"):
        fail_often()

    assert AccessFailureLog.objects.filter(username="spravce").count() == LIMIT
    assert AccessFailureLog.objects.filter(locked_out=True).count() == 1
    assert any("after repeated login failures" in text for text in caplog.messages)
    assert "spatne-heslo" not in caplog.text


# --- Who has an account ----------------------------------------------------------------------


@pytest.mark.usefixtures("account")
def test_wrong_password_and_unknown_name_get_the_same_answer() -> None:
    known, unknown = try_password("spatne"), try_password("spatne", name="neznamy")

    answers = [answer.context["form"].non_field_errors() for answer in (known, unknown)]
    assert known.status_code == unknown.status_code == 200
    assert answers[0] == answers[1]


def ask_for_reset(address: str) -> HttpResponse:
    return Client().post("/admin/password_reset/", {"email": address}, follow=True)


@pytest.mark.usefixtures("account")
def test_reset_gives_the_same_answer_to_everybody() -> None:
    known, unknown = ask_for_reset("s@example.org"), ask_for_reset("nikdo@example.org")

    assert known.redirect_chain == unknown.redirect_chain
    assert known.status_code == unknown.status_code == 200
    assert [message.to for message in mail.outbox] == [["s@example.org"]]


@pytest.mark.parametrize("address", ["s@example.org\r\nBcc: x@example.org", "s@example.org,x@y.cz"])
@pytest.mark.usefixtures("account")
def test_reset_sends_nothing_to_a_second_address(address: str) -> None:
    ask_for_reset(address)

    assert not mail.outbox


# --- Passwords and sessions ------------------------------------------------------------------


@pytest.mark.parametrize("password", ["x1y2z3w4v5u", "password123456", "1" * 20, ""])
def test_weak_password_is_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@pytest.mark.parametrize("password", [PASSWORD, "Kratke-heslo", "dlouhé heslo s mezerami " * 4])
def test_long_password_is_accepted(password: str) -> None:
    validate_password(password)


def test_admin_refuses_a_new_user_with_eleven_characters(
    admin_client_cs: Client, django_user_model: type
) -> None:
    names = {"username": "novy", "email": "n@example.org", "first_name": "N", "last_name": "N"}

    for password, is_created in (("x1y2z3w4v5u", False), (PASSWORD, True)):
        data = {**names, "password1": password, "password2": password}
        admin_client_cs.post("/admin/users/new/", data)

        assert django_user_model.objects.filter(username="novy").exists() is is_created


def test_logout_ends_the_session_on_the_server(account: Any) -> None:
    client = Client()
    client.post("/admin/login/", {"username": "spravce", "password": PASSWORD})
    kept = client.cookies["session"].value

    client.post("/admin/logout/")
    client.cookies["session"] = kept

    assert client.get("/admin/").status_code == 302


def test_change_of_the_password_ends_other_sessions(account: Any) -> None:
    client = Client()
    client.post("/admin/login/", {"username": "spravce", "password": PASSWORD})
    assert client.get("/admin/").status_code == 200

    account.set_password(PASSWORD[::-1])
    account.save()

    assert client.get("/admin/").status_code == 302


@pytest.mark.usefixtures("account")
def test_session_ends_after_half_a_day() -> None:
    client = Client()
    client.post("/admin/login/", {"username": "spravce", "password": PASSWORD})

    with time_machine.travel(timezone.now() + timedelta(hours=12, minutes=1)):
        assert client.get("/admin/").status_code == 302


# --- Strangers -------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ADMIN_PATHS)
def test_stranger_is_sent_to_the_login(visitor: Client, path: str) -> None:
    for method in (visitor.get, visitor.post):
        response = method(f"/admin/{path}")

        assert response.status_code == 302
        assert response["Location"] == f"/admin/login/?next=/admin/{path}"


def test_account_without_a_role_stays_outside(member_of: Callable[..., Client]) -> None:
    client = member_of()

    for path in ADMIN_PATHS[:20]:
        assert client.get(f"/admin/{path}")["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("path", ["/django-admin/", "/api/v2/pages/", "/api/v3/pages/", "/_util/"])
def test_nothing_else_is_mounted(visitor: Client, path: str) -> None:
    assert visitor.get(path, follow=True).status_code == 404
