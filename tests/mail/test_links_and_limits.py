"""Links that work once, and limits on what strangers may cause."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from mail.envelope import Envelopes
from mail.limits import FORMS_PER_NETWORK, MAILS_PER_ADDRESS, allow, forget_old, network_of
from mail.links import find_link, make_link, use_link
from mail.models import Allowance, OneTimeLink

pytestmark = pytest.mark.django_db


def test_link_works_once_for_its_purpose_until_it_expires() -> None:
    token = make_link("confirm", 5)
    other = make_link("confirm", 6, lifetime=timedelta(seconds=-1))

    assert use_link(token, "erase") is None
    assert use_link(token + "x", "confirm") is None
    assert use_link(other, "confirm") is None
    assert use_link(token, "confirm").subject == 5
    assert use_link(token, "confirm") is None
    assert find_link(token, "confirm") is None


def test_only_the_hash_of_a_token_is_kept() -> None:
    token = make_link("confirm", 5)

    row = OneTimeLink.objects.get()
    assert token not in str(vars(row))
    assert len(token) >= 32


def test_address_gets_one_message_a_quarter_and_three_a_day() -> None:
    start = timezone.now().replace(hour=1, minute=0)
    sent = []
    with time_machine.travel(start, tick=False) as clock:
        for minutes in (0, 5, 16, 32, 48, 24 * 60 + 60):
            clock.move_to(start + timedelta(minutes=minutes))
            sent.append(allow(MAILS_PER_ADDRESS, "jana@firma.cz"))

    assert sent == [True, False, True, True, False, True]


def test_network_is_limited_and_others_are_not() -> None:
    answers = [allow(FORMS_PER_NETWORK, network_of("192.0.2.7")) for _try in range(11)]

    assert answers == [True] * 10 + [False]
    assert not allow(FORMS_PER_NETWORK, network_of("192.0.2.200"))
    assert allow(FORMS_PER_NETWORK, network_of("198.51.100.1"))
    assert network_of("2001:db8:1:2::1") == network_of("2001:db8:1:ffff::9") == "2001:db8:1::/48"


def test_limits_keep_no_address_and_are_forgotten() -> None:
    allow(MAILS_PER_ADDRESS, "jana@firma.cz")

    assert "jana" not in str(vars(Allowance.objects.get()))
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        assert forget_old(2) == 1


def test_envelope_leads_back_to_its_row_and_cannot_be_forged() -> None:
    envelopes = Envelopes(b"key", "bounce.example")
    sender, envid = envelopes.sender("b", 17)

    assert sender.startswith("b+17.")
    assert envelopes.row_of_sender(f"<{sender}>") == envelopes.row_of_envid(envid) == ("b", 17)
    assert envelopes.row_of_sender(sender.replace("17", "18")) is None
    assert envelopes.row_of_sender(sender.replace("b+", "m+")) is None
    assert Envelopes(b"other", "bounce.example").row_of_sender(sender) is None
    assert envelopes.row_of_sender("jana@firma.cz") is None
