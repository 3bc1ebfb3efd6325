"""Names of the vocabularies. The codes inside them are content (`content/*.yaml`), not code."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Vocabulary(models.TextChoices):
    """skos:ConceptScheme; the value is the key of the list in `content/taxonomy.yaml`."""

    TOPICS = "topics", _("topics")
    AUDIENCE = "target_groups", _("target groups")
    BUSINESS_EVENTS = "business_events", _("business events")
    SUPPORT_TYPES = "support_types", _("kinds of support")
    COST_TYPES = "cost_types", _("kinds of cost")
    CHANNELS = "channels", _("channels")
    TERRITORIES = "territories", _("territories")
    DISTRICTS = "districts", _("districts")
    ORGANISATION_TYPES = "organisation_types", _("kinds of organisation")
    FUNDING_SOURCES = "funding_sources", _("sources of public money")
    PROGRAMMES = "programmes", _("programmes")
    COUNTRIES = "countries", _("countries")
    LANGUAGES = "languages", _("languages of service")
    BUSINESS_STAGES = "business_stages", _("stages of a business")
    SECTORS = "sectors", _("sectors (CZ-NACE)")
