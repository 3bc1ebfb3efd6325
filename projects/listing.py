"""The list of projects for one reader; statistics read the same records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import CharField, F, QuerySet, Value
from django.http import QueryDict
from django.utils.translation import gettext as _

from home.dates import PreciseDate, today_in_prague, years_text
from home.groups import TranslationGroup, translation_groups
from home.pagination import PAGE_PARAMETER, ListPage, paginate
from home.references import Pages, PageView, Terms, TermView
from home.relations import Targets, collect, common_rows, term_rows
from home.vocabularies import Vocabulary
from projects.lifecycle import state_class, status_of
from projects.models import ProjectPage, ProjectPartner, ProjectStatus, StatisticsPage

PAGE_SIZE = 20
STATUS_PARAMETER, TOPIC_PARAMETER = "stav", "tema"
UNKNOWN = "neznamy"
# Those that run stand first; what is not documented stands last.
ORDER = {status: number for number, status in enumerate(ProjectStatus)}
LONG = ("approach", "outputs", "results", "what_remains", "milestones", "gallery", "sources")


@dataclass(frozen=True)
class ProjectItem:
    """A project in a list, in the reader's language if there is a translation."""

    pk: int
    identifier: str
    acronym: str
    title: str
    summary: str
    language: str
    slug: str
    kind: str
    kind_label: str
    status: ProjectStatus | None
    starts: PreciseDate | None
    ends: PreciseDate | None
    programme: TermView | None
    topics: tuple[str, ...]
    themes: tuple[TermView, ...]
    countries: tuple[TermView, ...]
    counts: bool
    is_public: bool
    is_translated: bool

    @property
    def years(self) -> str:
        """The years of the project, as far as they are known."""
        return years_text(self.starts, self.ends)

    @property
    def state_class(self) -> str:
        """The class that draws the state."""
        return state_class(self.status)

    @property
    def status_code(self) -> str:
        """The state's code for addresses."""
        return self.status.value if self.status else UNKNOWN


@dataclass
class ProjectList:
    """One page of the list, and the states to choose from with their number."""

    results: ListPage
    status: str
    topic: TermView | None
    choices: list[tuple[str, str, int]]

    @property
    def parameters(self) -> dict[str, str]:
        """What the address says besides the page."""
        chosen = {
            STATUS_PARAMETER: self.status,
            TOPIC_PARAMETER: self.topic.code if self.topic else "",
        }
        return {name: value for name, value in chosen.items() if value}

    @property
    def same_query(self) -> str:
        """The query string for the other language."""
        return f"?{urlencode(self.parameters)}" if self.parameters else ""

    @property
    def page_links(self) -> list[tuple[int, str]]:
        """Page numbers with their addresses."""
        return self.results.links(self.parameters)


def _item(
    group: TranslationGroup, language: str, today: date, terms: Terms, targets: Targets
) -> ProjectItem:
    """Return a translation group as one item. Not funded bids are never public."""
    facts, shown = group.facts, group.shown(language)
    status = status_of(facts, today)
    page, themes = shown or facts, terms.pick(targets["topics"])
    return ProjectItem(
        pk=facts.pk,
        identifier=facts.identifier,
        acronym=facts.acronym,
        title=page.title,
        summary=page.summary,
        language=page.language,
        slug=page.slug,
        kind=facts.kind,
        kind_label=facts.get_kind_display(),
        status=status,
        starts=facts.starts,
        ends=facts.ends,
        programme=terms.get(facts.programme_id),
        topics=tuple(view.code for view in themes),
        themes=tuple(themes),
        countries=tuple(terms.pick(targets["countries"])),
        counts=facts.counts_in_statistics,
        is_public=shown is not None and status != ProjectStatus.REJECTED,
        is_translated=page.language == language,
    )


def all_projects(language: str, today: date | None = None) -> list[ProjectItem]:
    """Return all projects, also those that only count, those that run first. Three queries."""
    day = today or today_in_prague()
    groups = translation_groups(ProjectPage.objects.defer(*LONG)).values()
    targets = collect(_rows([group.facts.pk for group in groups]))
    ids = {group.facts.programme_id or 0 for group in groups}
    ids |= {pk for found in targets.values() for pks in found.values() for pk in pks}
    terms = Terms(language, ids=ids)
    items = [_item(group, language, day, terms, targets[group.facts.pk]) for group in groups]
    return sorted(items, key=_rank)


def _rows(ids: list[int]) -> list[QuerySet]:
    """Return rows `topics` and `countries`; countries are also those of the partners."""
    partners = ProjectPartner.objects.filter(project_id__in=ids)
    leads = ProjectPage.objects.filter(pk__in=ids)
    name, place = Value("countries", output_field=CharField()), Value(0)
    return [
        term_rows(ProjectPage, "topics", ids),
        term_rows(ProjectPage, "countries", ids),
        common_rows(
            partners.exclude(organisation__country=None),
            F("project_id"),
            name,
            "organisation__country_id",
            place,
        ),
        common_rows(
            leads.exclude(lead_partner__country=None),
            F("pk"),
            name,
            "lead_partner__country_id",
            place,
        ),
    ]


def _rank(item: ProjectItem) -> tuple[int, int, str]:
    start = item.starts.day.toordinal() if item.starts else 0
    return (ORDER[item.status] if item.status else len(ORDER), -start, item.title)


def _choices(items: list[ProjectItem]) -> list[tuple[str, str, int]]:
    """Return (code, label, number) of the states that occur."""
    labels = {**dict(ProjectStatus.choices), UNKNOWN: _("State not documented")}
    counts = {code: sum(item.status_code == code for item in items) for code in labels}
    return [(code, str(label), counts[code]) for code, label in labels.items() if counts[code]]


def statistics_pages(language: str) -> list[PageView]:
    """Return the published statistics pages for a reader of `language`. One query."""
    return Pages(language, ids=StatisticsPage.objects.filter(live=True).values("pk")).all()


def project_list(get: QueryDict, language: str) -> ProjectList:
    """Return what the query string asks for. An unknown state is an empty list."""
    items = [item for item in all_projects(language) if item.is_public]
    choices, status = _choices(items), get.get(STATUS_PARAMETER, "")[:30]
    code = get.get(TOPIC_PARAMETER, "")[:80]
    topic = Terms(language, codes=[code]).code(Vocabulary.TOPICS, code) if code else None
    if status:
        items = [item for item in items if item.status_code == status]
    if topic:
        items = [item for item in items if topic.code in item.topics]
    results = paginate(items, get.get(PAGE_PARAMETER, ""), PAGE_SIZE)
    return ProjectList(results, status, topic, choices)
