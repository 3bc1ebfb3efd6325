"""What one can subscribe to: the vocabulary `topics`, and what partners follow."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from home.references import Terms
from home.vocabularies import Vocabulary
from newsletter.frequencies import PARTNERS

TOPIC_PARAMETER = "tema"
LONGEST = 500  # characters of a list of topics in an address


@dataclass(frozen=True)
class Topic:
    """A topic for a reader."""

    code: str
    name: str
    hint: str = ""
    language: str = ""  # of the name


def all_topics(language: str) -> list[Topic]:
    """Return all topics in the vocabulary's order, the partners' one last."""
    terms = Terms(language, codes=(), whole=True).of(Vocabulary.TOPICS)
    found = [Topic(term.code, term.name, language=term.language) for term in terms]
    with translation.override(language):
        partners = Topic(
            PARTNERS,
            _("For partners"),
            _("changed cards, opportunities and news of the action plan"),
            language,
        )
    return [*found, partners]


def codes_in(text: str) -> list[str]:
    """Return the codes of topics in an address: "export,dotace"."""
    return [code for code in text[:LONGEST].split(",") if code]


def topic_names(language: str) -> dict[str, str]:
    """Return {code: name}."""
    return {topic.code: topic.name for topic in all_topics(language)}
