"""Vocabularies as translatable snippets with a stable code (ADR 0003)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.stamp import StampedQuerySet
from home.vocabularies import Vocabulary


class Term(TranslatableMixin, index.Indexed, models.Model):
    """One entry of a vocabulary: skos:Concept.

    `code` is the same in both languages and never changes: addresses, feeds and exports carry
    it. `path` is the wording for page paths in this language. `notation` is the code of the
    standard that the term stands for (NUTS, ISO 3166-1, ISO 639-1, CZ-NACE), where there is one.
    """

    vocabulary = models.CharField(_("vocabulary"), max_length=40, choices=Vocabulary.choices)
    code = models.SlugField(
        _("code"),
        max_length=80,
        help_text=_("Stands in addresses and exports of both languages. Never change it."),
    )
    path = models.SlugField(_("wording in addresses"), max_length=80, blank=True)
    name = models.CharField(_("name"), max_length=200)
    note = models.TextField(_("explanation"), blank=True)
    notation = models.CharField(_("code of the standard"), max_length=20, blank=True)
    uri = models.URLField(_("identifier of the standard"), blank=True)
    sort_order = models.PositiveIntegerField(_("order"), default=0)

    objects = StampedQuerySet.as_manager()

    panels = [
        FieldPanel("name"),
        FieldPanel("note"),
        MultiFieldPanel(
            [
                FieldPanel("vocabulary"),
                FieldPanel("code"),
                FieldPanel("path"),
                FieldPanel("notation"),
                FieldPanel("uri"),
                FieldPanel("sort_order"),
            ],
            heading=_("For machines"),
        ),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("vocabulary"),
        index.FilterField("locale"),
    ]
    override_translatable_fields = [
        SynchronizedField(name, overridable=False)
        for name in ("vocabulary", "code", "notation", "uri", "sort_order")
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("vocabulary entry")
        verbose_name_plural = _("vocabulary entries")
        ordering = ["vocabulary", "sort_order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["vocabulary", "code", "locale"], name="home_term_code_once_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.name


def terms_of(vocabulary: Vocabulary) -> dict[str, str]:
    """Return the condition for the source-language terms of `vocabulary` (`limit_choices_to`).

    Shared references point at the source language, whatever page carries them (ADR 0002).
    """
    return {"vocabulary": vocabulary.value, "locale__language_code": settings.LANGUAGE_CODE}


def terms_field(vocabulary: Vocabulary, label: Any, **options: Any) -> ParentalManyToManyField:
    """Return a field that classifies a page by several terms of one vocabulary."""
    return ParentalManyToManyField(
        "home.Term",
        verbose_name=label,
        blank=True,
        related_name="+",
        limit_choices_to=terms_of(vocabulary),
        **options,
    )


def terms_panel(name: str) -> FieldPanel:
    """Return a panel with a tick box per term."""
    return FieldPanel(name, widget=forms.CheckboxSelectMultiple)


def term_panel(name: str) -> FieldPanel:
    """Return a panel with a plain list of the vocabulary's terms.

    Wagtail's chooser would offer the entries of all vocabularies in all languages.
    """
    return FieldPanel(name, widget=forms.Select)


def term_field(vocabulary: Vocabulary, label: Any, **options: Any) -> models.ForeignKey:
    """Return a nullable field that classifies a page by one term (null: not documented)."""
    return models.ForeignKey(
        "home.Term",
        verbose_name=label,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        limit_choices_to=terms_of(vocabulary),
        **options,
    )
