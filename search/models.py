"""What the search keeps: the analysed text of pages, the words of all of them, what was asked."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from home.dates import today_in_prague
from search.analysis import words
from search.synonyms import sides

# Fields of keys, which the engines' own tables are made from (migration 0002).
DAYS_OF_A_MONTH = 30.44
KEY_FIELDS = ("title", "alt", "asked", "kw", "summary", "body", "files")


class PageText(models.Model):
    """A published, public page as the search knows it, analysed once for all engines.

    `…_keys` are keys with their scope before them, parted by blanks (`search.scopes`). The
    engines' tables follow by triggers (SQLite) or are a column of this one (PostgreSQL), so a row
    is all there is to write.
    """

    page = models.OneToOneField(
        "wagtailcore.Page", on_delete=models.CASCADE, primary_key=True, related_name="search_text"
    )
    language = models.CharField(max_length=10)
    scope = models.CharField(max_length=40)
    group = models.UUIDField(db_index=True)
    prior = models.FloatField(default=1)
    title = models.TextField()
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    identifier = models.CharField(max_length=80, blank=True)
    name = models.CharField(max_length=255, blank=True)  # the short one, for lists
    facets = models.JSONField(default=list)  # "type:service", "topic:export" …
    exact = models.TextField(blank=True)  # folded words of everything
    suggest = models.TextField(blank=True)  # folded words of the title, with the scope
    title_keys = models.TextField(blank=True)
    alt_keys = models.TextField(blank=True)
    asked_keys = models.TextField(blank=True)
    kw_keys = models.TextField(blank=True)
    summary_keys = models.TextField(blank=True)
    body_keys = models.TextField(blank=True)
    files_keys = models.TextField(blank=True)
    facet_keys = models.TextField(blank=True)
    length = models.PositiveIntegerField(default=0)  # keys of the body
    generation = models.PositiveIntegerField(default=0)  # of the rebuild that last saw the page
    indexed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("page in the search index")
        indexes: ClassVar = [models.Index("language", name="search_pagetext_language")]

    def __str__(self) -> str:
        return self.title


class IndexedWord(models.Model):
    """A folded word, as it is written, and on how many pages of a language it stands."""

    language = models.CharField(max_length=10)
    text = models.CharField(max_length=64)
    written = models.CharField(max_length=80)
    pages = models.IntegerField(default=0)

    class Meta:
        verbose_name = _("word of the search index")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["language", "text"], name="search_word_once")
        ]

    def __str__(self) -> str:
        return self.written


class DocumentText(models.Model):
    """The text of an uploaded document, read once from its file."""

    document = models.OneToOneField(
        settings.WAGTAILDOCS_DOCUMENT_MODEL,
        on_delete=models.CASCADE,
        primary_key=True,
        related_name="search_text",
    )
    file = models.CharField(max_length=255)  # name of the file that was read
    text = models.TextField(blank=True)
    problem = models.CharField(max_length=300, blank=True)  # why there is no text

    class Meta:
        verbose_name = _("text of a document")

    def __str__(self) -> str:
        return self.file


class SynonymRule(models.Model):
    """Words that mean the same: `a, b, c`, or one way `a, b => c` (format of Solr and Lucene)."""

    rule = models.CharField(
        _("words"),
        max_length=500,
        unique=True,
        help_text=_(
            "Words or phrases that mean the same, in both languages, parted by commas: grant, "
            "subsidy, dotace. With “=>” only the left ones find the right ones."
        ),
    )
    note = models.CharField(_("note"), max_length=200, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("synonym")
        verbose_name_plural = _("synonyms")
        ordering: ClassVar = ["rule"]

    def __str__(self) -> str:
        return self.rule

    def clean(self) -> None:
        """Refuse a rule that says nothing."""
        left, right = sides(self.rule)
        if not left or not right or len({*left, *right}) < 2:
            raise ValidationError(
                {"rule": _("Write at least two different words or phrases, parted by a comma.")}
            )


class Promotion(models.Model):
    """A page that editors put before all results of some questions, for one language."""

    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    phrases = models.TextField(
        _("questions"),
        help_text=_("One a line. The page stands first where a question has all words of a line."),
    )
    page = models.ForeignKey(
        "wagtailcore.Page", verbose_name=_("page"), on_delete=models.CASCADE, related_name="+"
    )
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("recommended page")
        verbose_name_plural = _("recommended pages")
        ordering: ClassVar = ["language", "phrases"]

    def __str__(self) -> str:
        return f"{self.phrases.splitlines()[0] if self.phrases else ''} → {self.page}"

    def clean(self) -> None:
        """Refuse questions without a word."""
        if self.phrases and not all(words(line) for line in self.phrases.split("\n")):
            raise ValidationError({"phrases": _("Each line needs at least one word.")})


@register_setting(icon="search")
class SearchSettings(BaseGenericSetting):
    """How much it counts in the search that a page is confirmed or new."""

    confirmed_bonus = models.PositiveSmallIntegerField(
        _("confirmed pages count more by … %"),
        default=10,
        validators=[MaxValueValidator(100)],
        help_text=_("A page is confirmed until its next confirmation is due. 0: no difference."),
    )
    news_half_life = models.PositiveSmallIntegerField(
        _("news count half after … months"),
        default=0,
        validators=[MaxValueValidator(600)],
        help_text=_("And a quarter after twice as long. 0: their age makes no difference."),
    )

    class Meta:
        verbose_name = _("weights of the search")

    def weight(self, is_confirmed: bool, age_in_days: int | None) -> float:
        """Return the factor for a page. `age_in_days`: None where age says nothing."""
        factor = 1 + self.confirmed_bonus / 100 if is_confirmed else 1.0
        if self.news_half_life and age_in_days and age_in_days > 0:
            factor *= 0.5 ** (age_in_days / (DAYS_OF_A_MONTH * self.news_half_life))
        return round(factor, 3)


class SearchCount(models.Model):
    """How often something was searched for on a day. No person, no time of day, no address."""

    day = models.DateField()
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    text = models.CharField(_("searched for"), max_length=100)
    searches = models.PositiveIntegerField(_("searches"), default=0)
    found = models.PositiveIntegerField(_("results"), default=0)  # the last time
    clicks = models.PositiveIntegerField(_("clicks"), default=0)

    class Meta:
        verbose_name = _("search of readers")
        verbose_name_plural = _("searches of readers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "language", "text"], name="search_count_once")
        ]

    def __str__(self) -> str:
        return self.text


class MissingContent(models.Model):
    """What readers look for and the portal lacks, in an editor's judgement."""

    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    text = models.CharField(_("searched for"), max_length=100)
    note = models.CharField(_("what is missing"), max_length=300, blank=True)
    is_done = models.BooleanField(_("done"), default=False)
    since = models.DateField(_("since"), default=today_in_prague)

    class Meta:
        verbose_name = _("missing page")
        verbose_name_plural = _("missing pages")
        ordering: ClassVar = ["is_done", "-since"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["language", "text"], name="search_missing_once")
        ]

    def __str__(self) -> str:
        return self.text


class MissedUpdate(models.Model):
    """A page that Elasticsearch has not been told of. No key: the page may be gone by then."""

    page_id = models.BigIntegerField(primary_key=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("update that an engine missed")

    def __str__(self) -> str:
        return str(self.page_id)


class IndexState(models.Model):
    """One row a back end: which version is there, and how far a rebuild is."""

    backend = models.CharField(max_length=40, unique=True)
    version = models.BigIntegerField(default=0)  # grows with every change
    generation = models.PositiveIntegerField(default=0)  # of the last whole rebuild
    target = models.PositiveIntegerField(default=0)  # of a rebuild under way, else the same
    position = models.BigIntegerField(default=0)  # page id it has come to
    name = models.CharField(max_length=120, blank=True)  # of the index that is being made
    began_at = models.DateTimeField(null=True)  # when the rebuild under way began

    class Meta:
        verbose_name = _("state of a search index")

    def __str__(self) -> str:
        return self.backend

    def rebuild_is_under_way(self) -> bool:
        """Say whether a rebuild was begun and not ended."""
        return self.target > self.generation

    def begin(self, name: str = "") -> None:
        """Note that a rebuild begins at the first page."""
        self.target, self.position, self.name = self.generation + 1, 0, name
        self.began_at = timezone.now()
        self.save()

    def end(self) -> None:
        """Note that the rebuild is complete."""
        self.generation, self.position = self.target, 0
        self.save()
