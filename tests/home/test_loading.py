"""The loader on the real content: complete, idempotent, never over an editor's work."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import call_command
from django.core.management.base import CommandError
from wagtail.models import Page

from home.loading.run import gaps_of, load, read_records
from home.models import Navigation, Term
from partners.models import Organisation
from servicecards.models import ServiceCard
from tests.conftest import CONTENT

pytestmark = pytest.mark.django_db
QUIET = {"progress": lambda *step: None}


@pytest.fixture
def facts_copy(tmp_path: Path) -> Path:
    """A copy of the content that a test may change."""
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


@pytest.fixture
def change(facts_copy: Path) -> Callable[[str, str, dict], None]:
    """Return a function that updates one entry of a facts file."""

    def update(file: str, identifier: str, values: dict) -> None:
        path = facts_copy / "facts" / file
        data = yaml.safe_load(path.read_text())
        rows = [row for rows in data.values() if isinstance(rows, list) for row in rows]
        next(row for row in rows if row.get("id") == identifier).update(values)
        path.write_text(yaml.safe_dump(data, allow_unicode=True))

    return update


def card(identifier: str, language: str = "cs") -> ServiceCard:
    return ServiceCard.objects.get(identifier=identifier, locale__language_code=language)


def test_all_cards_and_organisations_stand_in_both_languages() -> None:
    for language in ("cs", "en"):
        cards = ServiceCard.objects.filter(locale__language_code=language)
        assert cards.count() == 38
        assert cards.live().count() == 37
        assert Organisation.objects.live().filter(locale__language_code=language).count() == 52


def test_draft_of_the_facts_is_loaded_but_not_published() -> None:
    drafts = ServiceCard.objects.not_live()

    assert {page.identifier for page in drafts} == {"svc-exportni-specialista-komory"}
    assert all(page.competent_authority_id for page in drafts)


def test_allowed_derivations_are_made_and_nothing_else() -> None:
    page = card("svc-exportni-mentoring")

    assert page.competent_authority.identifier == "org-icuk"
    assert page.summary in page.description
    assert next(part.value["text"] for part in page.outputs).startswith("doprovod k národním")
    assert page.steps[0].value["title"].startswith("Ozvěte se ICUK")
    assert page.contact_points[0].value["page"].identifier == "org-icuk"
    assert [t.notation for t in page.territory.all()] == ["CZ042"]
    assert (page.intake_mode, page.valid_from, page.assured_on, page.review_due) == (
        "",
        *[None] * 3,
    )
    assert not page.costs
    assert not page.benefits


def test_editors_notes_of_the_facts_never_reach_a_page() -> None:
    page = card("svc-platinn")
    stored = page.to_json()

    assert "Aktuální nabídka a spoluúčast firmy" not in stored
    assert "confidence" not in stored


def test_source_whose_address_names_a_person_has_no_link() -> None:
    table = yaml.safe_load((CONTENT / "facts" / "sources.yaml").read_text())["sources"]
    hidden = {row["url"] for row in table.values() if row.get("show_url") is False}
    shown = {
        block.value["url"]
        for model in (ServiceCard, Organisation)
        for page in model.objects.all()
        for block in page.sources
    }

    assert hidden
    assert not hidden & shown


def test_second_load_changes_nothing() -> None:
    before = set(Page.objects.values_list("pk", "latest_revision_id", "last_published_at"))

    report = load(CONTENT, **QUIET)

    assert not report.has_changes
    assert report.conflicts == []
    assert set(Page.objects.values_list("pk", "latest_revision_id", "last_published_at")) == before


def test_changed_fact_updates_a_field_nobody_touched(facts_copy: Path, change: Callable) -> None:
    summary = {"cs": "Nové české shrnutí.", "en": "A new English summary."}
    change("services.yaml", "svc-platinn", {"summary": summary})

    report = load(facts_copy, **QUIET)

    assert report.updated == 1
    assert card("svc-platinn").summary == summary["cs"]
    assert card("svc-platinn", "en").summary == summary["en"]
    assert card("svc-platinn", "en").live


def test_changed_fact_never_overwrites_an_editor(facts_copy: Path, change: Callable) -> None:
    page = card("svc-platinn")
    page.summary = "Redaktorka to napsala lépe."
    page.save_revision().publish()
    change("services.yaml", "svc-platinn", {"summary": {"cs": "Jinak.", "en": "Otherwise."}})

    report = load(facts_copy, **QUIET)

    assert "svc-platinn [cs] summary" in report.conflicts
    assert card("svc-platinn").summary == "Redaktorka to napsala lépe."


def test_saving_without_a_change_leaves_the_field_to_the_loader(
    facts_copy: Path, change: Callable
) -> None:
    card("svc-platinn").save_revision().publish()
    texts = {"cs": ["jedna", "dvě"], "en": ["one", "two"]}
    change("services.yaml", "svc-platinn", {"what_you_get": texts})

    report = load(facts_copy, **QUIET)

    assert report.conflicts == []
    assert [part.value["text"] for part in card("svc-platinn", "en").outputs] == texts["en"]


def test_fact_goes_into_the_draft_of_an_editor_and_is_not_published(
    facts_copy: Path, change: Callable
) -> None:
    page = card("svc-platinn")
    page.plain_title = "Rozepsáno"
    page.save_revision()
    change(
        "services.yaml", "svc-platinn", {"cost": {"type": "zdarma", "note": {"cs": "a", "en": "b"}}}
    )

    report = load(facts_copy, **QUIET)

    assert any("svc-platinn" in note for note in report.notes)
    assert card("svc-platinn").cost_type.code == "castecne-hrazeno"
    assert card("svc-platinn").get_latest_revision_as_object().cost_type.code == "zdarma"


def test_editors_wording_of_a_term_and_of_the_menu_stays() -> None:
    Term.objects.filter(code="export", locale__language_code="cs").update(name="Vývoz")
    Navigation.objects.filter(locale__language_code="en").update(about="Ours.")

    load(CONTENT, **QUIET)

    assert (
        Term.objects.get(code="export", vocabulary="topics", locale__language_code="cs").name
        == "Vývoz"
    )
    assert Navigation.objects.get(locale__language_code="en").about == "Ours."


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"topics": ["neznamo"]}, "services.yaml: svc-platinn: topics: “neznamo” is not in"),
        ({"summary": {"cs": "Jen česky."}}, "services.yaml: svc-platinn: summary: needs a text"),
        ({"providers": ["org-neni"]}, "services.yaml: svc-platinn: providers: there is no entry"),
        ({"sumary": "x"}, "services.yaml: svc-platinn: sumary: is not a known field"),
        ({"source": ["NIC"]}, "services.yaml: svc-platinn: source: there is no source “NIC”"),
        ({"what_you_get": {"cs": ["a"], "en": []}}, "svc-platinn: what_you_get: needs lists"),
        ({"intake": "nekdy"}, "services.yaml: svc-platinn: intake: “nekdy” is none of"),
        ({"channels": "online"}, "services.yaml: svc-platinn: channels: needs a list of codes"),
        ({"publish": "ano"}, "services.yaml: svc-platinn: publish: can only be “draft”"),
    ],
)
def test_broken_entry_is_named_and_nothing_is_loaded(
    facts_copy: Path, change: Callable, values: dict, message: str
) -> None:
    change("services.yaml", "svc-platinn", values)
    change("organisations.yaml", "org-icuk", {"name": {"cs": "Jinak", "en": "Otherwise"}})

    with pytest.raises(CommandError, match="Nothing was loaded") as error:
        call_command("load_content", folder=facts_copy)

    assert message in str(error.value)
    assert not Organisation.objects.filter(title="Jinak").exists()


def test_file_that_is_no_yaml_is_named_with_its_line(facts_copy: Path) -> None:
    (facts_copy / "facts" / "services.yaml").write_text("services:\n- id: [svc\n")

    with pytest.raises(CommandError, match=r"services\.yaml.*line"):
        call_command("load_content", folder=facts_copy)


def test_failure_in_the_middle_leaves_nothing_behind(
    facts_copy: Path, change: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    change("organisations.yaml", "org-icuk", {"name": {"cs": "Jinak", "en": "Otherwise"}})

    def fail(*args: object) -> None:
        raise RuntimeError("no power")

    monkeypatch.setattr("home.loading.run.write_navigation", fail)

    with pytest.raises(RuntimeError, match="no power"):
        load(facts_copy, **QUIET)

    assert not Organisation.objects.filter(title="Jinak").exists()


GAPS = {
    ("service", "own mailbox, phone, hours"): (38, 38),
    ("service", "who confirms, and when"): (38, 38),
    ("service", "review date"): (38, 38),
    ("service", "on offer from"): (38, 38),
    ("service", "cost only “check”"): (6, 38),
    ("service", "source of public money"): (8, 38),
    ("service", "how applications are taken"): (10, 38),
    ("organisation", "territory"): (25, 25),
    ("organisation", "contact point"): (25, 25),
    ("organisation", "company number"): (22, 25),
    ("organisation", "address"): (22, 25),
    ("organisation", "website"): (2, 25),
    ("news", "kind"): (10, 10),
    ("news", "topic"): (10, 10),
    ("news", "publisher"): (10, 10),
    ("foreign partner", "website"): (16, 16),
    ("foreign partner", "description"): (16, 16),
}


def test_gaps_are_those_that_the_facts_leave() -> None:
    found = {(kind, gap): (n, of) for kind, gap, n, of in gaps_of(read_records(CONTENT)[1])}

    assert {key: found.get(key) for key in GAPS} == GAPS


def test_gaps_command_prints_a_table() -> None:
    output = StringIO()

    call_command("load_content", gaps=True, stdout=output)

    assert "| service | source of public money | 8 | 38 |" in output.getvalue()
