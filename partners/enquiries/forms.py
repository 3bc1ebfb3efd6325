"""The form where firms ask. Errors say what to do; a short way for people, a long one for robots.

Nobody sees the field `web`, so nobody fills it in; the signed `klic` tells when the form was made:
people need more than two seconds. Neither needs a script or a cookie.
"""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.utils.translation import gettext as _

from home.reader_forms import ReaderForm
from newsletter.forms import TRAP, AddressField
from partners.enquiries.choices import Names
from partners.enquiries.intake import Asked

FASTEST = 2  # seconds in which nobody fills the form in
LONGEST_NEED, SHORTEST_NEED = 4000, 10  # characters
_SALT = "partners.enquiry"


class EnquiryForm(ReaderForm):
    """A need in own words, and how to answer. No company number."""

    need = forms.CharField(max_length=LONGEST_NEED, required=False)
    topic = forms.ChoiceField(required=False)
    place = forms.ChoiceField(required=False)
    name = forms.CharField(max_length=120, required=False)
    email = AddressField(max_length=300, required=False)
    phone = forms.CharField(max_length=40, required=False)
    karta = forms.CharField(max_length=80, required=False)
    q = forms.CharField(max_length=100, required=False)
    klic = forms.CharField(max_length=200, required=False)
    web = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, names: Names, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = names
        choices = {"topic": names.topics, "place": names.districts}
        for name, found in choices.items():
            self.fields[name] = forms.ChoiceField(
                choices=[("", ""), *found.items()], required=False
            )
        self.fields["need"].error_messages["max_length"] = _(
            "shorten it to 4,000 characters; you can send the rest later"
        )

    def clean_need(self) -> str:
        """Ask for a sentence at least."""
        need: str = self.cleaned_data["need"].strip()
        if len(need) < SHORTEST_NEED:
            raise ValidationError(_("write in a sentence what you need"), code="required")
        return need

    @property
    def is_trapped(self) -> bool:
        """Say whether a machine filled in what nobody sees."""
        return bool(self.data.get(TRAP))

    @property
    def is_hasty(self) -> bool:
        """Say whether the form came back faster than people write, or is none of ours."""
        signer = TimestampSigner(salt=_SALT)
        try:
            signer.unsign(self.data.get("klic", ""), max_age=FASTEST)
        except SignatureExpired:
            return False
        except BadSignature:
            return True
        return True

    @property
    def key(self) -> str:
        """Return what makes this form one sending, with the moment it was made; a new one if bad.

        The signature is kept, so a form that comes back with errors keeps its key.
        """
        given = str((self.data if self.is_bound else self.initial).get("klic", ""))
        try:
            TimestampSigner(salt=_SALT).unsign(given)
        except BadSignature:
            return new_key()
        return given

    def asked(self, language: str, card_key: uuid.UUID | None) -> Asked:
        """Return what a valid form says."""
        given = self.cleaned_data
        return Asked(
            language=language,
            need=given["need"],
            email=given["email"],
            topic=given["topic"],
            place=given["place"],
            name=given["name"].strip(),
            phone=given["phone"].strip(),
            card_key=card_key,
            query=given["q"].strip(),
        )


def new_key() -> str:
    """Return the key of a new form."""
    return TimestampSigner(salt=_SALT).sign(uuid.uuid4().hex)


class SurveyForm(ReaderForm):
    """Did it help."""

    score = forms.ChoiceField(choices=[(c, c) for c in ("yes", "partly", "no")], required=False)
    comment = forms.CharField(max_length=1000, required=False)
    is_open = forms.BooleanField(required=False)

    def clean_score(self) -> str:
        """Ask for one of the answers."""
        if not self.cleaned_data["score"]:
            raise ValidationError(_("choose one of the answers"), code="required")
        return str(self.cleaned_data["score"])
