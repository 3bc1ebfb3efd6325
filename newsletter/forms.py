"""Forms of readers: sign-up, preferences, a new address. Errors say what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from home.reader_forms import ReaderForm
from newsletter.addresses import normalised
from newsletter.frequencies import Foreign, Frequency
from newsletter.topics import TOPIC_PARAMETER, Topic, all_topics, codes_in

PREFIX = "cetnost-"  # of the fields with a topic's own frequency
TRAP = "web"  # nobody sees it, so nobody fills it in


class AddressField(forms.CharField):
    """An e-mail address in one spelling."""

    def clean(self, value: Any) -> str:
        """Return it normalised. Raises ValidationError with what to do."""
        text = (super().clean(value) or "").strip()
        if not text:
            raise ValidationError(_("write your e-mail address"), code="required")
        return normalised(text)


class ChoicesForm(ReaderForm):
    """Topics with frequencies, language, and what to do with the other language."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)
    foreign = forms.ChoiceField(choices=Foreign.choices, initial=Foreign.SHOW, required=False)
    frequency = forms.TypedChoiceField(
        choices=Frequency.choices, coerce=int, initial=Frequency.WEEKLY, required=False
    )

    def __init__(self, *args: Any, reader_language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.reader_language = reader_language
        self.topics: list[Topic] = all_topics(reader_language)
        self.fields["topics"] = forms.MultipleChoiceField(
            choices=[(topic.code, topic.name) for topic in self.topics], required=False
        )
        for topic in self.topics:
            self.fields[PREFIX + topic.code] = forms.TypedChoiceField(
                choices=[("", gettext_lazy("like the others")), *Frequency.choices],
                coerce=int,
                required=False,
                empty_value=None,
            )

    def clean_topics(self) -> list[str]:
        """Ask for at least one topic."""
        topics: list[str] = self.cleaned_data["topics"]
        if not topics:
            raise ValidationError(_("choose at least one topic"), code="required")
        return topics

    def clean_foreign(self) -> str:
        """Take what most readers want where nobody chose."""
        return self.cleaned_data["foreign"] or Foreign.SHOW

    @property
    def chosen(self) -> dict[str, int]:
        """Return {topic: frequency} of a valid form."""
        usual = self.cleaned_data["frequency"] or Frequency.WEEKLY
        return {
            topic: int(self.cleaned_data.get(PREFIX + topic) or usual)
            for topic in self.cleaned_data["topics"]
        }

    # --- For templates ---------------------------------------------------------------------

    def _value(self, name: str) -> Any:
        return self[name].value()

    @property
    def topic_rows(self) -> list[dict[str, Any]]:
        """The topics with what is chosen."""
        chosen = {str(code) for code in self._value("topics") or []}
        return [
            {
                "topic": topic,
                "is_chosen": topic.code in chosen,
                "name": PREFIX + topic.code,
                "frequency": str(self._value(PREFIX + topic.code) or ""),
            }
            for topic in self.topics
        ]

    @property
    def has_own_frequencies(self) -> bool:
        """Say whether some topic has a frequency of its own."""
        return any(row["frequency"] for row in self.topic_rows)

    @property
    def frequencies(self) -> list[tuple[str, Any]]:
        """The frequencies that there are, as values of the form."""
        return [(str(value), label) for value, label in Frequency.choices]

    @property
    def frequency_value(self) -> str:
        """The frequency that is chosen for all topics."""
        return str(self._value("frequency") or int(Frequency.WEEKLY))

    @property
    def language_value(self) -> str:
        """The language that is chosen."""
        return str(self._value("language") or self.reader_language)

    @property
    def foreign_value(self) -> str:
        """What is chosen for items in the other language."""
        return str(self._value("foreign") or Foreign.SHOW.value)

    @property
    def problem_of(self) -> dict[str, str]:
        """Return {field: what to do}."""
        return {anchor.removeprefix("pole-"): text for anchor, text in self.problems}


class SignUpForm(ChoicesForm):
    """What a new subscriber fills in."""

    email = AddressField(max_length=300, required=False)
    web = forms.CharField(required=False, max_length=200)
    field_order = ("email", "topics")

    @classmethod
    def empty(cls, language: str, query: Mapping[str, Any]) -> SignUpForm:
        """Return a form to fill in; the address may choose topics: `?tema=export,dotace`."""
        topics = codes_in(str(query.get(TOPIC_PARAMETER, "")))
        return cls(
            initial={"language": language, "topics": topics},
            reader_language=language,
        )

    @property
    def is_trapped(self) -> bool:
        """Say whether a machine filled in what nobody sees."""
        return bool(self.data.get(TRAP))

    @property
    def email_value(self) -> str:
        """What was typed."""
        return str(self._value("email") or "")


class AddressForm(forms.Form):
    """A new address."""

    email = AddressField(max_length=300, required=False)
