"""Blocks of organisations: contact points, places, identifiers.

Wording is translated; addresses, numbers and links are shared (`home.overlay`).
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class ContactPointBlock(blocks.StructBlock):
    """An office, never a named person: cv:contactPoint."""

    page = blocks.PageChooserBlock(
        label=_("organisation"), required=False, page_type="partners.Organisation"
    )
    office = blocks.CharBlock(label=_("office"), required=False, default="", max_length=200)
    email = blocks.EmailBlock(label=_("shared mailbox"), required=False)
    phone = blocks.RegexBlock(
        label=_("phone"), required=False, regex=r"^\+?[0-9 ]{9,20}$", default=""
    )
    hours = blocks.CharBlock(label=_("hours"), required=False, default="", max_length=200)

    class Meta:
        icon = "mail"
        label = _("contact point")


class LocationBlock(blocks.StructBlock):
    """An address of an organisation: locn:Address. Coordinates in degrees (WGS 84)."""

    address = blocks.CharBlock(label=_("address"), max_length=250)
    latitude = blocks.DecimalBlock(label=_("latitude"), required=False)
    longitude = blocks.DecimalBlock(label=_("longitude"), required=False)
    hours = blocks.CharBlock(label=_("hours"), required=False, default="", max_length=200)

    class Meta:
        icon = "site"
        label = _("place")


class OrganisationIdentifierBlock(blocks.StructBlock):
    """An identifier with its scheme: adms:identifier."""

    scheme = blocks.CharBlock(label=_("scheme"), max_length=60)
    value = blocks.CharBlock(label=_("value"), max_length=60)

    class Meta:
        icon = "tag"
        label = _("identifier")
