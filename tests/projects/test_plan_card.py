"""Card 7 of the action plan: the loaded matrix cell by cell, and every section on its page."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import yaml
from django.core.exceptions import ValidationError
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.fields import StreamField

from partners.models import Organisation
from projects.models import (
    ActionPlan,
    ActionPlanCard,
    CooperatingBody,
    Role,
    RoleAssignment,
)
from tests.addresses import CARD_7
from tests.conftest import CONTENT
from tests.factories import ActionPlanCardFactory, OrganisationFactory, source_page
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db
ROLES = {"G": "lead", "SG": "co_lead", "S": "cooperation"}
LANGUAGES = ("cs", "en")
BOTH = list(zip(LANGUAGES, CARD_7, strict=True))


@pytest.fixture(scope="module")
def facts() -> dict[str, Any]:
    return yaml.safe_load((CONTENT / "facts/action_plan_card7.yaml").read_text(encoding="utf-8"))


def card(language: str = "cs") -> ActionPlanCard:
    return ActionPlanCard.objects.get(identifier="page-karta-7", locale__language_code=language)


def words(text: str) -> str:
    """Return text as typography writes it, with single spaces."""
    return " ".join(text.replace("'", "’").split())


def expected_cells(facts: dict[str, Any]) -> set[tuple[str, int, str]]:
    return {
        (row["actor"], activity, ROLES[code])
        for row in facts["matrix"]["rows"]
        for activity, code in row["roles"].items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_loaded_matrix_is_that_of_the_facts_cell_by_cell(
    facts: dict[str, Any], language: str
) -> None:
    rows = card(language).assignments.select_related("actor")

    found = [(row.actor.identifier, row.activity, row.role) for row in rows]
    assert len(found) == len(set(found)) == 34
    assert len({actor for actor, _activity, _role in found}) == 11
    assert set(found) == expected_cells(facts)


def test_matrix_keeps_the_checksums_of_the_facts(facts: dict[str, Any]) -> None:
    checks, rows = facts["matrix"]["checks"], list(card().assignments.all())

    for code, role in ROLES.items():
        assert sum(row.role == role for row in rows) == checks[code]
    for activity, count in checks["per_activity"].items():
        assert sum(row.activity == activity for row in rows) == count


@pytest.mark.parametrize(("language", "url"), BOTH)
def test_page_shows_every_cell_and_no_other(
    page_client: PageClient, facts: dict[str, Any], language: str, url: str
) -> None:
    table = page_client.get(url).soup.find("table", class_="matrix")
    labels = {
        "cs": {"gesce": "lead", "spolugesce": "co_lead", "spolupráce": "cooperation"},
        "en": {"lead": "lead", "co-lead": "co_lead", "cooperation": "cooperation"},
    }[language]
    found = set()
    for row in table.tbody.find_all("tr"):
        address = row.th.a["href"]
        for activity, cell in enumerate(row.find_all("td"), 1):
            if role := cell.find("span", class_="role"):
                found.add((address, activity, labels[role.get_text(strip=True)]))
    address_of = {
        page.identifier: page.get_url()
        for page in Organisation.objects.filter(locale__language_code=language)
    }

    assert found == {
        (address_of[actor], activity, role) for actor, activity, role in expected_cells(facts)
    }


@pytest.mark.parametrize(("language", "url"), BOTH)
def test_every_section_of_the_card_stands_on_its_page(
    page_client: PageClient, facts: dict[str, Any], language: str, url: str
) -> None:
    text = page_client.get(url).text
    expected = [
        facts["aim"],
        *facts["rationale"],
        facts["instrument"],
        *facts["expected_effects"],
        facts["foreign_experience"],
        facts["target_group"]["text"],
        facts["smk_link"]["text"],
        facts["pillar"]["text"],
        facts["cooperation"]["text"],
        facts["historical_note"],
        facts["document"],
        facts["matrix"]["reading_note"],
        *facts["implementation"],
        *facts["related_cards"],
        *facts["metrics"],
        *(activity["title"] for activity in facts["activities"]),
        *(activity["text"] for activity in facts["activities"]),
        *(row["value"] for row in facts["schedule"]),
        *(i["name"] for metric in facts["metrics"] for i in metric["indicators"]),
        *(n["reader_note"] for r in facts["matrix"]["rows"] for n in r.get("notes", {}).values()),
        *(row["gap"] for row in facts["links"] if "gap" in row),
        *(row["note"] for row in facts["links"] if "note" in row),
    ]

    missing = [words(e[language]) for e in expected if words(e[language]) not in text]
    assert missing == []


def test_what_is_for_editors_only_is_not_public(client: Client, facts: dict[str, Any]) -> None:
    for url in CARD_7:
        html = client.get(url).content.decode()
        assert facts["seed_residue"][:40] not in html
        assert facts["pillar"]["name"]["note"] not in html
        assert "Rozvoj exportu" not in html  # the pillar's name is not documented


def test_role_filter_narrows_the_matrix_and_survives_the_language_switch(
    page_client: PageClient,
) -> None:
    soup = page_client.get(f"{CARD_7[0]}?role=co_lead").soup
    table = soup.find("table", class_="matrix")

    assert len(table.tbody.find_all("tr")) == 4  # MMR, MŠMT, MPSV, MZV
    assert {role.get_text(strip=True) for role in table.find_all(class_="role")} == {"spolugesce"}
    assert soup.find("option", selected=True)["value"] == "co_lead"
    assert soup.find("a", hreflang="en")["href"] == f"{CARD_7[1]}?role=co_lead"


def test_unknown_role_shows_the_whole_matrix(page_client: PageClient) -> None:
    table = page_client.get(f"{CARD_7[0]}?role=%00nesmysl").soup.find("table", class_="matrix")

    assert len(table.tbody.find_all("tr")) == 11


def test_matrix_as_csv_and_json_has_the_same_cells(client: Client) -> None:
    response = client.get(f"{CARD_7[1]}?format=csv")
    rows = list(csv.DictReader(io.StringIO(response.content.decode("utf-8-sig"))))
    data = client.get(f"{CARD_7[1]}?format=json").json()

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert len(rows) == len(data["rows"]) == 34
    assert [(r["actor"], int(r["activity"]), r["role"]) for r in rows] == [
        (r["actor"], r["activity"], r["role"]) for r in data["rows"]
    ]
    assert rows[0]["activity_title"] == "Working group with regions and cities"
    assert data["card"] == 7


def test_actor_and_group_members_see_their_roles_on_their_pages(page_client: PageClient) -> None:
    text = {
        identifier: page_client.get(
            Organisation.objects.get(identifier=identifier, locale__language_code="cs").get_url()
        ).text
        for identifier in ("org-mzv", "org-samospravy", "org-ustecky-kraj", "org-een")
    }

    assert "spolugesce v činnosti 6" in text["org-mzv"]
    assert "spolupráce v činnostech 1, 3–4" in text["org-mzv"]
    assert "spolupráce v činnostech 1–6" in text["org-samospravy"]
    assert "Jako člen skupiny: spolupráce v činnostech 1–6" in text["org-ustecky-kraj"]
    assert "Ke spolupráci vybízí Klastry a proexportní iniciativy" in text["org-een"]


def test_reader_walks_from_the_action_to_the_service_and_back(page_client: PageClient) -> None:
    page = page_client.get(CARD_7[0])
    service = page.soup.find("a", href="/cs/sluzby/podpora-klastru-a-alianci/")["href"]

    trace = page_client.get(service).soup.find("div", class_="trace")

    assert trace.find("a", href=CARD_7[0])


def test_translated_note_of_a_cell_follows_the_reader(page_client: PageClient) -> None:
    assert "retraining and lifelong learning" in page_client.get(CARD_7[1]).text


def test_cell_without_translation_is_marked_as_czech(page_client: PageClient) -> None:
    english = card("en").assignments.exclude(note="").first()
    RoleAssignment.objects.filter(pk=english.pk).update(note="", reader_note="")

    notes = page_client.get(CARD_7[1]).soup.find("ul", class_="footnotes").find_all("span")

    assert [note.get("lang") for note in notes].count("cs") == 1


def test_one_actor_has_one_role_in_an_activity() -> None:
    row = card().assignments.first()
    twin = RoleAssignment(
        card=card(), actor=row.actor, activity=row.activity, role=Role.COOPERATION
    )

    with pytest.raises(ValidationError):
        twin.full_clean(exclude=["translation_key", "locale"])


def test_number_of_a_card_is_its_own_in_the_plan(admin_client_cs: Client) -> None:
    plan = source_page(ActionPlan)
    add = reverse("wagtailadmin_pages:add", args=["projects", "actionplancard", plan.pk])
    form_class = type(admin_client_cs.get(add).context["form"])

    streams = [f.name for f in ActionPlanCard._meta.get_fields() if isinstance(f, StreamField)]
    empty = {f"{name}-count": "0" for name in streams}
    empty |= {f"{name}-TOTAL_FORMS": "0" for name in form_class.formsets}
    empty |= {f"{name}-INITIAL_FORMS": "0" for name in form_class.formsets}

    def errors(number: str, instance: ActionPlanCard) -> dict[str, list[str]]:
        return form_class({**empty, "number": number}, instance=instance, parent_page=plan).errors

    assert "number" in errors("7", ActionPlanCard())
    assert "number" not in errors("8", ActionPlanCard())
    assert "number" not in errors("7", card())


def test_preview_of_a_half_typed_card_is_shown(rf: RequestFactory) -> None:
    page = card()
    page.assignments = [
        *page.assignments.all(),
        RoleAssignment(actor=Organisation.objects.first(), activity=1, role=""),
    ]
    page.bodies = [CooperatingBody(organisation=Organisation.objects.first(), need="")]
    page.schedule = [("date", {"label": "Teď", "start": date(2012, 1, 1), "precision": ""})]
    page.updates = [("update", {"on": date(2012, 5, 1), "activity": 1, "text": "Stalo se."})]

    response = page.make_preview_request(original_request=rf.get("/"))

    assert response.status_code == 200
    assert "1. 5. 2012" in response.content.decode().replace("\xa0", " ")


def test_actor_that_is_not_public_is_named_nowhere(client: Client) -> None:
    actor = Organisation.objects.get(identifier="org-mk", locale__language_code="cs")
    for page in (actor, *actor.get_translations()):
        page.unpublish()

    for url in (*CARD_7, f"{CARD_7[0]}?format=csv", f"{CARD_7[1]}?format=json"):
        body = client.get(url).content.decode()
        assert "Ministerstvo kultury" not in body
        assert "Ministry of Culture" not in body.replace("Ministry of Culture applies", "")


def test_note_names_the_activity_by_its_number(page_client: PageClient) -> None:
    page = card()
    page.activities = [b for b in page.activities.raw_data if b["value"]["number"] != 2]
    page.save()

    table = page_client.get(CARD_7[0]).soup.find("table", class_="matrix")

    assert "Činnost 4: rekvalifikace" in " ".join(table.get_text().split())


def test_matrix_needs_the_same_queries_for_more_actors(
    count_queries: Callable[[str], int],
) -> None:
    assert max(count_queries(url) for url in CARD_7) <= 12
    seven = card()

    def add_actors(numbers: range) -> list[int]:
        for number in numbers:
            actor = OrganisationFactory(title=f"Aktér {number}")
            row = {"actor": actor, "activity": 1, "role": "cooperation", "sort_order": number}
            RoleAssignment.objects.create(card=seven, locale=seven.locale, **row)
        return [count_queries(url) for url in CARD_7]

    # The first actor without an English page costs one query: the address of its parent.
    assert add_actors(range(100, 101)) == add_actors(range(101, 123))


def test_plan_lists_its_cards_with_the_same_queries_for_more(
    page_client: PageClient, count_queries: Callable[[str], int]
) -> None:
    url = "/cs/akcni-plan-pro-export/"
    ActionPlanCardFactory(title="Druhá karta")
    before = count_queries(url)
    for _number in range(4):
        ActionPlanCardFactory()

    assert count_queries(url) == before <= 12
    assert "Druhá karta" in page_client.get(url).text


def test_related_card_of_the_plan_becomes_a_link_once_it_is_published(
    page_client: PageClient,
) -> None:
    eight = ActionPlanCardFactory(number=8, title="Řídící a komunikační platforma")

    section = page_client.get(CARD_7[0]).soup.find("section", attrs={"aria-labelledby": "karty"})

    assert section.find("a")["href"] == eight.get_url()
