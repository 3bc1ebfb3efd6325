"""Whether the domain is set up so that providers take our mail (newsletter.md, 7.3).

SPF for the bounce domain, DMARC aligned, a DKIM key of 2048 bits, one-click headers signed, PTR.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error
from dataclasses import dataclass
from typing import Protocol

SMALLEST_KEY = 2048  # bits
SIGNED_HEADERS = ("list-unsubscribe", "list-unsubscribe-post")


class Resolver(Protocol):
    """Answers questions to the DNS; an empty list when there is nothing."""

    def txt(self, name: str) -> list[str]:
        """Return the TXT records of a name."""

    def mx(self, name: str) -> list[str]:
        """Return the mail hosts of a name."""

    def ptr(self, address: str) -> list[str]:
        """Return the names of an IP address."""

    def addresses(self, name: str) -> list[str]:
        """Return the IP addresses of a name."""


class DnsResolver:
    """The DNS of this machine, or of one server."""

    def __init__(self, server: str = "", port: int = 53) -> None:
        import dns.exception
        import dns.resolver  # heavy, and needed by this command alone

        self._resolver = dns.resolver.Resolver(configure=not server)
        if server:
            self._resolver.nameservers, self._resolver.port = [server], port
        self._resolver.lifetime = 5.0
        self._errors = (dns.exception.DNSException,)  # no answer is no record

    def _ask(self, name: str, kind: str) -> list[str]:
        try:
            return [record.to_text() for record in self._resolver.resolve(name, kind)]
        except self._errors:
            return []

    def txt(self, name: str) -> list[str]:
        """Return TXT records, their strings joined."""
        return [
            "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', text)) for text in self._ask(name, "TXT")
        ]

    def mx(self, name: str) -> list[str]:
        """Return mail hosts."""
        return [text.split()[-1].rstrip(".") for text in self._ask(name, "MX")]

    def ptr(self, address: str) -> list[str]:
        """Return the names of an address."""
        import dns.reversename  # see above

        name = dns.reversename.from_address(address).to_text()
        return [text.rstrip(".") for text in self._ask(name, "PTR")]

    def addresses(self, name: str) -> list[str]:
        """Return IPv4 and IPv6 addresses."""
        return self._ask(name, "A") + self._ask(name, "AAAA")


@dataclass(frozen=True)
class Finding:
    """One thing that was checked. `advice` says what to do when it is not right."""

    name: str
    is_right: bool
    advice: str = ""


def check(
    resolver: Resolver, domain: str, bounce_domain: str, selector: str = "", address: str = ""
) -> list[Finding]:
    """Return what is right and what is not. `selector`: of DKIM; `address`: that sends."""
    findings = [
        _mx(resolver, bounce_domain),
        _spf(resolver, bounce_domain),
        _dmarc(resolver, domain),
    ]
    if bounce_domain != domain:
        findings.append(_alignment(domain, bounce_domain))
    if selector:
        findings.append(_dkim(resolver, domain, selector))
    if address:
        findings.append(_ptr(resolver, address))
    return findings


def _mx(resolver: Resolver, domain: str) -> Finding:
    return Finding(
        f"MX {domain}", bool(resolver.mx(domain)), "Bounces cannot come back: add an MX record."
    )


def _spf(resolver: Resolver, domain: str) -> Finding:
    records = [text for text in resolver.txt(domain) if text.lower().startswith("v=spf1")]
    advice = "Add one TXT record “v=spf1 a mx -all” for what sends for you."
    if len(records) > 1:
        advice = "There are several SPF records: providers then take none (RFC 7208, 4.5)."
    is_closed = len(records) == 1 and records[0].rstrip().endswith(("-all", "~all"))
    return Finding(f"SPF {domain}", is_closed, advice)


def _dmarc(resolver: Resolver, domain: str) -> Finding:
    records = [t for t in resolver.txt(f"_dmarc.{domain}") if t.lower().startswith("v=dmarc1")]
    has_policy = len(records) == 1 and re.search(r"\bp=(none|quarantine|reject)\b", records[0])
    advice = f"Add the TXT record _dmarc.{domain} “v=DMARC1; p=quarantine; rua=mailto:…”."
    return Finding(f"DMARC {domain}", bool(has_policy), advice)


def _alignment(domain: str, bounce_domain: str) -> Finding:
    return Finding(
        f"SPF alignment of {bounce_domain}",
        bounce_domain.endswith(f".{domain}"),
        f"Choose a bounce domain below {domain}, else SPF does not count for DMARC.",
    )


def key_bits(record: str) -> int:
    """Return the length of an RSA key in a DKIM record, about; 0 for none."""
    found = re.search(r"\bp=([A-Za-z0-9+/=\s]+)", record)
    if not found:
        return 0
    try:
        # The DER of a public key is some 38 bytes longer than its modulus.
        return max(len(b64decode(re.sub(r"\s", "", found[1]))) - 38, 0) * 8
    except (Error, ValueError):
        return 0


def _dkim(resolver: Resolver, domain: str, selector: str) -> Finding:
    name = f"{selector}._domainkey.{domain}"
    bits = max((key_bits(text) for text in resolver.txt(name)), default=0)
    is_ed25519 = any("k=ed25519" in text.lower() for text in resolver.txt(name))
    return Finding(
        f"DKIM {name}", bits >= SMALLEST_KEY or is_ed25519, "Publish a key of at least 2,048 bits."
    )


def _ptr(resolver: Resolver, address: str) -> Finding:
    names = resolver.ptr(address)
    is_confirmed = any(address in resolver.addresses(name) for name in names)
    return Finding(
        f"PTR {address}", is_confirmed, "The address needs a name that leads back to it."
    )


def signed_one_click(message: str) -> Finding:
    """Say whether a message from the relay signs its one-click headers (RFC 8058, 4)."""
    head = re.sub(r"\r?\n[ \t]+", "", message.partition("\n\n")[0].replace("\r\n", "\n"))
    signatures = re.findall(r"(?im)^dkim-signature:(.*)$", head)
    signed = [
        {name.strip().lower() for name in found[1].split(":")}
        for text in signatures
        if (found := re.search(r"\bh=([^;]+)", text))
    ]
    return Finding(
        "DKIM signs one-click",
        any(set(SIGNED_HEADERS) <= names for names in signed),
        "Let OpenDKIM sign List-Unsubscribe and List-Unsubscribe-Post (SignHeaders "
        "*,+List-Unsubscribe,+List-Unsubscribe-Post); without it providers show no button.",
    )
