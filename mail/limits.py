"""How often strangers may cause something: counted and decided in one statement.

Two requests at the same moment cannot both be the last one allowed (newsletter.md, 7.2).
"""

from __future__ import annotations

import hmac
import ipaddress
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db.models import Case, F, Q, Value, When

from mail.envelope import derived_key
from mail.ledger import now
from mail.models import Allowance

IPV4_NETWORK, IPV6_NETWORK = 24, 48  # bits that one household or office has at most


@dataclass(frozen=True)
class Rule:
    """At most `most` times within `within` seconds, with at least `apart` seconds between."""

    name: str
    most: int
    within: int
    apart: int = 0


MAILS_PER_ADDRESS = Rule("address", most=3, within=24 * 3600, apart=15 * 60)
LINKS_PER_ADDRESS = Rule("links", most=5, within=24 * 3600, apart=60)
FORMS_PER_NETWORK = Rule("network", most=10, within=3600)


def keyed(text: str, purpose: str) -> str:
    """Return a keyed hash: tells the same from the same, and nobody what it was."""
    key = derived_key(settings.SECRET_KEY, purpose)
    return hmac.digest(key, text.encode(), sha256).hex()


def network_of(address: str) -> str:
    """Return the network of a client's address, "" for none: single addresses are cheap."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address
    bits = IPV4_NETWORK if ip.version == 4 else IPV6_NETWORK
    return str(ipaddress.ip_network((ip, bits), strict=False))


def allow(rule: Rule, about: str) -> bool:
    """Count one more and say whether the rule allows it; a refusal is not counted."""
    key = keyed(f"{rule.name}:{about}", "limits")
    if not Allowance.objects.filter(key=key).exists():
        Allowance.objects.bulk_create([Allowance(key=key)], ignore_conflicts=True)
    at = now()
    window = at // rule.within
    rested = Q(last_at__lte=at - rule.apart)
    has_room = ~Q(window=window) | Q(used__lt=rule.most)
    used = Case(When(window=window, then=F("used") + 1), default=Value(1))
    changed = Allowance.objects.filter(rested & has_room, key=key).update(
        last_at=at, window=window, used=used
    )
    return bool(changed)


def forget_old(days: int) -> int:
    """Delete what nothing counts any more; return how many rows."""
    deleted, _by_model = Allowance.objects.filter(last_at__lt=now() - days * 86_400).delete()
    return int(deleted)
