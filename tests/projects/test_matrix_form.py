"""The matrix in the editor: ranges expand, and what cannot be is refused with the reason."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.fields import StreamField
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from partners.models import Organisation
from projects.models import ActionPlan, ActionPlanCard
from tests.factories import source_page

pytestmark = pytest.mark.django_db
Rows = list[tuple[str, str, str]]  # actor, activities as typed, role


def organisation(identifier: str) -> Organisation:
    return Organisation.objects.get(identifier=identifier, locale__language_code="cs")


def form_data(rows: Rows, activities_stream: Any = None, **more: Any) -> dict[str, Any]:
    """Return what a browser sends for a new card with numbered activities and roles."""
    streams = {
        field.name: streamfield([])
        for field in ActionPlanCard._meta.get_fields()
        if isinstance(field, StreamField)
    }
    blocks = [("activity", {"number": n, "title": f"Činnost {n}"}) for n in (1, 2, 3)]
    rich = ("aim", "rationale", "instruments", "expected_benefits", "foreign_experience")
    empty = '{"blocks": [], "entityMap": {}}'
    assignments = [
        {"actor": organisation(actor).pk, "activity": typed, "role": role}
        for actor, typed, role in rows
    ]
    return nested_form_data(
        {
            "title": "Karta 77",
            "slug": "karta-77",
            "summary": "Shrnutí.",
            "number": "77",
            "identifier": "karta-77",
            **streams,
            **dict.fromkeys((*rich, "other_cooperation", "resourcing"), empty),
            "activities": activities_stream or streamfield(blocks),
            "assignments": inline_formset(assignments),
            "bodies": inline_formset([]),
            "service_links": inline_formset([]),
            "portal_links": inline_formset([]),
            "comments": inline_formset([]),
            **more,
        }
    )


@pytest.fixture
def send(admin_client_cs: Client) -> Callable[..., Any]:
    """Return a function that posts a new card; it answers with the response."""
    plan = source_page(ActionPlan)
    url = reverse("wagtailadmin_pages:add", args=["projects", "actionplancard", plan.pk])

    def post(rows: Rows, publish: bool = True, **more: Any) -> Any:
        action = {"action-publish": "1"} if publish else {}
        return admin_client_cs.post(url, {**form_data(rows, **more), **action})

    return post


def cells() -> set[tuple[str, int, str]]:
    card = ActionPlanCard.objects.get(identifier="karta-77")
    return {(a.actor.identifier, a.activity, a.role) for a in card.assignments.all()}


def problems(answer: Any) -> str:
    """Return everything that the form says against what was sent."""
    form = answer.context["form"]
    rows = [str(row.errors) for row in form.formsets["assignments"].forms]
    return " ".join([str(form.errors), str(form.non_field_errors()), *rows])


def test_ranges_become_one_row_for_each_activity(send: Callable[..., Any]) -> None:
    answer = send([("org-mpo", "1–3", "lead"), ("org-mzv", "1, 3", "cooperation")])

    assert answer.status_code == 302
    assert cells() == {
        *(("org-mpo", number, "lead") for number in (1, 2, 3)),
        ("org-mzv", 1, "cooperation"),
        ("org-mzv", 3, "cooperation"),
    }


def test_one_actor_may_have_two_roles_in_two_activities(send: Callable[..., Any]) -> None:
    send(
        [("org-mpo", "1-3", "lead"), ("org-mzv", "2", "co_lead"), ("org-mzv", "1,3", "cooperation")]
    )

    assert ("org-mzv", 2, "co_lead") in cells()
    assert len(cells()) == 6


def test_rows_stay_in_the_editors_order(send: Callable[..., Any]) -> None:
    send([("org-mzv", "2 a 3", "cooperation"), ("org-mpo", "1–3", "lead")])

    rows = ActionPlanCard.objects.get(identifier="karta-77").assignments.order_by("sort_order")
    assert [row.activity for row in rows] == [2, 3, 1, 2, 3]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([("org-mpo", "1–3", "lead"), ("org-mzv", "4", "cooperation")], "není činnost s číslem 4"),
        ([("org-mpo", "1–7", "lead")], "není činnost s číslem 4–7"),
        ([("org-mpo", "1–3", "lead"), ("org-mpo", "2", "cooperation")], "už v činnosti 2 úlohu má"),
        ([("org-mpo", "1, 3", "lead")], "Bez vedoucího: činnosti 2."),
        ([("org-mpo", "3–1", "lead")], "má konec před začátkem"),
        ([("org-mpo", "všechny", "lead")], "není číslo ani rozsah"),
        ([("org-mpo", "", "lead")], "povinné"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(
    send: Callable[..., Any], rows: Rows, reason: str
) -> None:
    answer = send(rows)

    assert answer.status_code == 200
    assert reason in problems(answer)
    assert not ActionPlanCard.objects.filter(identifier="karta-77").exists()


def test_draft_may_wait_for_its_leads(send: Callable[..., Any]) -> None:
    answer = send([("org-mpo", "1", "lead")], publish=False)

    assert answer.status_code == 302
    assert cells() == {("org-mpo", 1, "lead")}


def test_typed_ranges_stand_in_the_refused_form(send: Callable[..., Any]) -> None:
    body = send([("org-mpo", "1, 3", "lead")]).content.decode()

    assert 'value="1, 3"' in body


@pytest.fixture
def edit(send: Callable[..., Any], admin_client_cs: Client) -> Callable[..., Any]:
    """Return a function that publishes a card with roles and posts it again with others.

    It takes rows of (number of the row before, actor, activities as typed, role).
    """
    send([("org-mpo", "1–3", "lead"), ("org-mzv", "1", "cooperation")])
    card = ActionPlanCard.objects.get(identifier="karta-77")
    url = reverse("wagtailadmin_pages:edit", args=[card.pk])
    before = list(card.assignments.order_by("sort_order"))

    def post(rows: list[tuple[int, str, str, str]]) -> Any:
        typed = {number: (actor, numbers, role) for number, actor, numbers, role in rows}
        forms = []
        for number, row in enumerate(before):
            actor, numbers, role = typed.get(
                number, (row.actor.identifier, str(row.activity), row.role)
            )
            actor_id = organisation(actor).pk
            forms.append({"id": row.pk, "actor": actor_id, "activity": numbers, "role": role})
        formset = nested_form_data({"assignments": inline_formset(forms, initial=len(before))})
        gone = set(range(len(before))) - set(typed)
        formset |= {f"assignments-{number}-DELETE": "on" for number in gone}
        return admin_client_cs.post(url, {**form_data([]), **formset, "action-publish": "1"})

    return post


KEPT = [(0, "org-mpo", "1", "lead"), (1, "org-mpo", "2", "lead"), (2, "org-mpo", "3", "lead")]


def keys() -> dict[tuple[str, int], Any]:
    """Return the identity of every cell in the translations."""
    card = ActionPlanCard.objects.get(identifier="karta-77")
    rows = card.assignments.select_related("actor")
    return {(row.actor.identifier, row.activity): row.translation_key for row in rows}


def test_rows_saved_as_they_are_stay_the_same_rows(edit: Callable[..., Any]) -> None:
    before = keys()

    assert edit([*KEPT, (3, "org-mzv", "1", "cooperation")]).status_code == 302
    assert keys() == before


def test_activities_of_an_actor_can_be_swapped_and_moved_on(edit: Callable[..., Any]) -> None:
    before = keys()
    rows = [(0, "org-mpo", "2", "lead"), (1, "org-mpo", "3", "lead"), (2, "org-mpo", "1", "lead")]

    assert edit([*rows, (3, "org-mzv", "2", "cooperation")]).status_code == 302
    after = keys()
    assert set(after) == {*(("org-mpo", n) for n in (1, 2, 3)), ("org-mzv", 2)}
    assert all(after[cell] == before[cell] for cell in after if cell in before)


def test_single_rows_can_be_drawn_together_into_a_range(edit: Callable[..., Any]) -> None:
    before = keys()
    answer = edit([(0, "org-mpo", "1–3", "lead"), (3, "org-mzv", "1", "cooperation")])

    assert answer.status_code == 302
    assert keys() == before


def test_card_that_had_roles_does_not_lose_all_of_them_unseen(edit: Callable[..., Any]) -> None:
    answer = edit([])

    assert answer.status_code == 200
    assert "Bez vedoucího: činnosti 1–3." in problems(answer)


def test_unsound_activity_is_the_only_thing_that_is_refused(send: Callable[..., Any]) -> None:
    broken = streamfield([("activity", {"number": 1, "title": ""})])
    answer = send([("org-mpo", "1–3", "lead")], activities_stream=broken)

    assert answer.status_code == 200
    assert "není činnost" not in problems(answer)


def test_preview_without_typed_data_is_shown(admin_client_cs: Client) -> None:
    card = ActionPlanCard.objects.get(identifier="page-karta-7", locale__language_code="cs")
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[card.pk])

    assert admin_client_cs.get(url).status_code == 200


def test_loaded_card_passes_its_own_checks(admin_client_cs: Client) -> None:
    card = ActionPlanCard.objects.get(identifier="page-karta-7", locale__language_code="cs")
    form = admin_client_cs.get(reverse("wagtailadmin_pages:edit", args=[card.pk])).context["form"]
    rows = form.formsets["assignments"].forms

    assert len(rows) == 34
    assert {str(row["activity"].value()) for row in rows} == {"1", "2", "3", "4", "5", "6"}
