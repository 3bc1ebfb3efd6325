"""Factories for pages that a test needs on top of the starter content."""

from __future__ import annotations

from typing import Any

import factory
import wagtail_factories
from django.conf import settings
from wagtail.models import Locale, Page

from home.dates import today_in_prague
from home.models import ContentPage, GlossaryPage, GlossaryTermPage, HomePage, Term
from news.models import EventIndexPage, EventPage, NewsIndexPage, NewsPage
from partners.models import Organisation, OrganisationIndexPage
from projects.models import ActionPlan, ActionPlanCard, ProjectIndexPage, ProjectPage
from servicecards.models import ServiceCard, ServiceIndexPage, ServiceProvider


def source_page(model: type[Page]) -> Page:
    """Return the only page of a type in the source language."""
    return model.objects.get(locale__language_code=settings.LANGUAGE_CODE)


def term(vocabulary: str, code: str) -> Term:
    """Return a term of the source language."""
    return Term.objects.get(
        vocabulary=vocabulary, code=code, locale__language_code=settings.LANGUAGE_CODE
    )


class SourcePageFactory(wagtail_factories.PageFactory):
    """A published page in the source language."""

    summary = factory.Sequence(lambda n: f"Shrnutí číslo {n}.")
    locale = factory.LazyFunction(lambda: Locale.objects.get(language_code=settings.LANGUAGE_CODE))

    class Meta:
        abstract = True


class OrganisationFactory(SourcePageFactory):
    title = factory.Sequence(lambda n: f"Organizace {n}")
    parent = factory.LazyFunction(lambda: source_page(OrganisationIndexPage))

    class Meta:
        model = Organisation


class ContentPageFactory(SourcePageFactory):
    title = factory.Sequence(lambda n: f"Stránka {n}")
    parent = factory.LazyFunction(lambda: source_page(HomePage))

    class Meta:
        model = ContentPage


class NewsPageFactory(SourcePageFactory):
    title = factory.Sequence(lambda n: f"Novinka {n}")
    date = factory.LazyFunction(today_in_prague)
    parent = factory.LazyFunction(lambda: source_page(NewsIndexPage))

    class Meta:
        model = NewsPage


class EventPageFactory(SourcePageFactory):
    title = factory.Sequence(lambda n: f"Akce {n}")
    start_date = factory.LazyFunction(today_in_prague)
    parent = factory.LazyFunction(lambda: source_page(EventIndexPage))

    class Meta:
        model = EventPage


class GlossaryTermPageFactory(SourcePageFactory):
    title = factory.Sequence(lambda n: f"heslo {n}")
    parent = factory.LazyFunction(lambda: source_page(GlossaryPage))

    class Meta:
        model = GlossaryTermPage


class ProjectPageFactory(SourcePageFactory):
    """A project; `with_topics=[code]` classifies it."""

    title = factory.Sequence(lambda n: f"Projekt {n}")
    acronym = factory.Sequence(lambda n: f"P{n}")
    parent = factory.LazyFunction(lambda: source_page(ProjectIndexPage))

    class Meta:
        model = ProjectPage
        skip_postgeneration_save = True

    @factory.post_generation
    def with_topics(self, create: bool, extracted: list[str], **kwargs: Any):
        if extracted:
            self.topics.set([term("topics", code) for code in extracted])
            self.save()


class ActionPlanCardFactory(SourcePageFactory):
    title = factory.Sequence(lambda n: f"Karta {n}")
    number = factory.Sequence(lambda n: 100 + n)
    parent = factory.LazyFunction(lambda: source_page(ActionPlan))

    class Meta:
        model = ActionPlanCard


class ServiceCardFactory(SourcePageFactory):
    """A card of the Region; `terms={field: [(vocabulary, code)]}` classifies it."""

    title = factory.Sequence(lambda n: f"Služba {n}")
    parent = factory.LazyFunction(lambda: source_page(ServiceIndexPage))
    competent_authority = factory.LazyFunction(
        lambda: Organisation.objects.get(
            identifier="org-ustecky-kraj", locale__language_code=settings.LANGUAGE_CODE
        )
    )

    class Meta:
        model = ServiceCard
        skip_postgeneration_save = True

    @factory.post_generation
    def terms(self, create: bool, extracted: dict[str, list[tuple[str, str]]], **kwargs: Any):
        for field, pairs in (extracted or {}).items():
            getattr(self, field).set([term(*pair) for pair in pairs])
        if extracted:
            self.save()

    @factory.post_generation
    def provided_by(self, create: bool, extracted: Organisation | None, **kwargs: Any):
        if extracted:
            ServiceProvider.objects.create(card=self, organisation=extracted, sort_order=0)
