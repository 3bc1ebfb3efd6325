"""E-mail addresses: one spelling, what is refused, and how they are shown and kept as hashes."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from mail.limits import keyed

# Mailboxes of machines; "info@" is how small firms are reached.
TECHNICAL = {
    *("abuse", "bounce", "bounces", "hostmaster", "mailer-daemon", "no-reply", "noreply"),
    *("postmaster", "root", "webmaster"),
}
LONGEST = 254


def normalised(text: str) -> str:
    """Return the address with its domain in lower case ASCII (IDNA), the local part as it is.

    Raises ValidationError with a sentence that says what to do.
    """
    text = text.strip()
    local, at, domain = text.rpartition("@")
    if not at:
        raise ValidationError(_("add the at sign, for example name@firm.com"), code="at")
    if not local.isascii():
        raise ValidationError(
            _("write the part before the at sign without diacritics"), code="local"
        )
    try:
        domain = domain.rstrip(".").encode("idna").decode().lower()
    except UnicodeError as error:
        raise ValidationError(_("check the part behind the at sign"), code="domain") from error
    address = f"{local}@{domain}"
    if "." not in domain or "[" in domain or not local.isprintable() or '"' in local:
        # A host of ours, an address on our network, quoting: nobody's mailbox.
        raise ValidationError(_("check the address, for example name@firm.com"), code="invalid")
    try:
        validate_email(address)
    except ValidationError as error:
        raise ValidationError(
            _("check the address, for example name@firm.com"), code="invalid"
        ) from error
    if len(address) > LONGEST or _is_ours(local.lower(), domain):
        raise ValidationError(_("write an address that a person reads"), code="technical")
    return address


def _is_ours(local: str, domain: str) -> bool:
    if domain == settings.BOUNCE_DOMAIN and "+" in local:
        return True
    return f"{local}@{domain}" == settings.NEWSLETTER_FROM or local in TECHNICAL


def domain_of(address: str) -> str:
    """Return the provider's domain."""
    return address.rpartition("@")[2][:190]


def address_key(address: str) -> str:
    """Return the keyed hash under which consent and suppression are kept."""
    return keyed(address.lower(), "addresses")


def masked(address: str) -> str:
    """Return the address so that its owner knows it and nobody else does: "j…@firma.cz"."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}…{at}{domain}"
