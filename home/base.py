"""What every page has: `BasePage` and the mixins of the data model."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from home.dates import PreciseDate
from home.folding import fold
from home.newsworthy import ReachPanel
from home.stamp import StampedPageManager
from home.terms import terms_field, terms_panel
from home.vocabularies import Vocabulary


def shared(*names: str) -> list[SynchronizedField]:
    """Return wagtail-localize's mark for facts: one value for both languages (ADR 0002)."""
    return [SynchronizedField(name, overridable=False) for name in names]


def new_identifier() -> str:
    """Return an identifier for a page whose author gave none."""
    return uuid.uuid4().hex


class SourceBlock(blocks.StructBlock):
    """One source of the facts on a page. No address where it would name a person."""

    title = blocks.CharBlock(label=_("title"))
    url = blocks.URLBlock(label=_("address"), required=False)

    class Meta:
        icon = "link"
        label = _("source")


class Reviewable(models.Model):
    """Who looks after a page and when it is due for a look."""

    content_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("looked after by"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    review_due = models.DateField(_("review due on"), null=True, blank=True)
    last_reviewed = models.DateField(_("last reviewed on"), null=True, blank=True)

    review_panels: ClassVar = [
        FieldPanel("content_owner"),
        FieldPanel("review_due"),
        FieldPanel("last_reviewed"),
    ]
    review_shared: ClassVar = ("content_owner", "review_due", "last_reviewed")

    class Meta:
        abstract = True


class Changeable(models.Model):
    """A material change is a decision, not a timestamp (architecture, decision 6)."""

    is_material = models.BooleanField(
        _("material change"),
        default=False,
        help_text=_(
            "Tick when readers should know: the other language becomes outdated, subscribers "
            "hear of it and the list of changes shows the note."
        ),
    )
    change_note = models.CharField(_("what changed"), max_length=300, blank=True)

    tick_panels: ClassVar = [FieldPanel("is_material"), FieldPanel("change_note")]
    change_panels: ClassVar = [*tick_panels, ReachPanel()]
    change_shared: ClassVar = ("is_material",)

    class Meta:
        abstract = True

    def clean(self) -> None:
        """Ask for the note when the change is material."""
        super().clean()
        if self.is_material and not self.change_note.strip():
            raise ValidationError({"change_note": _("Say in one sentence what changed.")})


class Provenance(models.Model):
    """Where the facts come from."""

    sources = StreamField(
        [("source", SourceBlock())], blank=True, verbose_name=_("sources"), use_json_field=True
    )
    licence = models.URLField(_("licence"), blank=True)

    provenance_panels: ClassVar = [FieldPanel("sources"), FieldPanel("licence")]
    provenance_shared: ClassVar = ("sources", "licence")

    class Meta:
        abstract = True

    @property
    def source_list(self) -> list[dict[str, str]]:
        """Title and address of each source, without loading anything."""
        return [dict(block["value"]) for block in self.sources.raw_data]


class BasePage(Page):
    """Common part of all page types, on the stock Wagtail page (ADR 0001).

    `search` and `newsletter` know pages only through what stands here: `title`, `summary`,
    `topics`, `asked_as`, `kind_label`, `trail`, `identifier`, `search_*`, `news_*`,
    `is_newsworthy` and `is_over`.
    """

    identifier = models.SlugField(
        _("identifier"),
        max_length=80,
        default=new_identifier,
        help_text=_("Stays the same for ever and in all languages (dct:identifier)."),
    )
    summary = models.TextField(
        _("summary"),
        max_length=300,
        help_text=_("Plain text, at most 300 characters: for lists, e-mails and search."),
    )
    topics = terms_field(Vocabulary.TOPICS, _("topics"))
    asked_as = models.TextField(
        _("how people ask for it"),
        blank=True,
        help_text=_("One phrase a line. Only search reads it, it is never shown."),
    )

    objects: ClassVar[Any] = StampedPageManager()

    # What a reader is looking at, in the design's words: service, call, project, plan, local.
    trail: ClassVar[str] = "local"
    kind_label: ClassVar[Any] = _("Page")
    # Where topic pages list pages of this type; None: they do not.
    topic_order: ClassVar[int | None] = None
    # By which parameter the list above pages of this type takes a topic's code; "": it does not.
    topic_parameter: ClassVar[str] = ""
    # How much pages of this type count among the answers of the search.
    search_prior: ClassVar[float] = 1.0
    # Under which heading the search counts pages of this type (`search.facets`).
    search_kind: ClassVar[str] = "page"
    # Whether changes of such pages interest the partners, whatever their topic.
    news_for_partners: ClassVar[bool] = False
    # Whether the frame shall know the addresses of all topic pages (`frame.pages`).
    frame_has_topics: ClassVar[bool] = False
    # Fields with one value for both languages; the rest is wording (a check compares).
    shared_fields: ClassVar[tuple[str, ...]] = ("identifier", "topics", "portal_links")
    # What the public search reads, without diacritics (see `folded_words`).
    folded_fields: ClassVar[tuple[str, ...]] = ("title", "summary", "asked_as")

    content_panels = [*Page.content_panels, FieldPanel("summary")]
    find_panels: ClassVar = [
        MultiFieldPanel([terms_panel("topics"), FieldPanel("asked_as")], heading=_("Finding it")),
        InlinePanel("portal_links", heading=_("Links to other pages"), label=_("link")),
    ]
    promote_panels = [*Page.promote_panels, FieldPanel("identifier")]

    search_fields = [
        *Page.search_fields,
        index.SearchField("summary", boost=2),
        index.SearchField("asked_as", boost=2),
        index.SearchField("folded_words"),
        index.AutocompleteField("folded_words"),
        index.FilterField("identifier"),
    ]

    class Meta:
        abstract = True

    @property
    def language(self) -> str:
        """Language code of the page's own wording."""
        return self.locale.language_code

    @cached_property
    def facts(self) -> BasePage:
        """The page that carries the facts of this translation group.

        It is the page in the source language, live or not; the page itself when there is none.
        Both languages read shared fields from it, so they cannot drift apart (localize#876).
        """
        if self.language == settings.LANGUAGE_CODE:
            return self
        source = type(self)._default_manager.filter(
            translation_key=self.translation_key, locale__language_code=settings.LANGUAGE_CODE
        )
        return source.select_related("locale").first() or self

    def clean(self) -> None:
        """Refuse an identifier that another translation group has."""
        super().clean()
        others = type(self)._default_manager.filter(identifier=self.identifier)
        if others.exclude(translation_key=self.translation_key).exists():
            raise ValidationError({"identifier": _("Another page already has this identifier.")})

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """Fill in an empty identifier and undo the line ends that browsers send.

        With "\\r\\n" an untouched text would count as changed: for the translator and the loader.
        """
        self.identifier = self.identifier or new_identifier()
        self.summary = "\n".join(self.summary.splitlines())
        self.asked_as = "\n".join(self.asked_as.splitlines())
        super().full_clean(*args, **kwargs)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what every page template needs: the frame and the reader's language."""
        from home.frame import frame_for  # frame.py needs this class

        context = super().get_context(request, *args, **kwargs)
        context["frame"] = frame_for(request, self)
        context["reader_language"] = translation.get_language()
        return context

    def search_names(self) -> list[str]:
        """Return what else the page is called, besides its title and `search_fields`."""
        return []

    def search_words(self) -> list[str]:
        """Return texts that the page shows and that are in none of its own fields."""
        return []

    @property
    def search_confirmed(self) -> bool:
        """Say whether somebody confirmed lately that the page is true."""
        return False

    @property
    def search_day(self) -> date | None:
        """The day from which the page ages for the search; None: it does not."""
        return None

    @property
    def search_year(self) -> int | None:
        """The year that a reader of the search may choose the page by."""
        return None

    @property
    def is_newsworthy(self) -> bool:
        """Say whether publishing the page is news by itself, without a material change."""
        return False

    @property
    def news_priority(self) -> int:
        """How far in front the page stands in its section of the newsletter."""
        return 0

    @property
    def news_day(self) -> PreciseDate | None:
        """The day that the newsletter shows beside the page."""
        return None

    def is_over(self, today: date) -> bool:
        """Say whether it is too late to tell of the page: withdrawn, cancelled, past."""
        return False

    def folded_words(self) -> str:
        """Return the page's texts without diacritics, for search engines that do not fold."""
        texts: list[str] = []
        for name in self.folded_fields:
            model_field = self._meta.get_field(name)
            value = getattr(self, name)
            if hasattr(model_field, "get_searchable_content"):
                texts += model_field.get_searchable_content(value)
            else:
                texts.append(str(value or ""))
        return fold(" ".join(texts))

    def frame_page_ids(self) -> list[int]:
        """Return ids of pages that the frame shall resolve along with its own (one query)."""
        return []

    def structured_data(self, request: HttpRequest) -> dict[str, Any] | None:
        """Return the schema.org description of the page (JSON-LD), or None."""
        return None
