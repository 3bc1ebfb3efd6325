"""Explained match: six answers against what a card says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicecards.matching import (
    ALL_EXPORTERS,
    EXPORTERS,
    PLACES,
    SIZES,
    Criteria,
    Firm,
    Rule,
    Verdict,
    compare,
    match,
)

pytestmark = pytest.mark.sqlite_only
CODES = st.sampled_from(["", "a", "b", "c"])
SETS = st.frozensets(st.sampled_from(["a", "b", "c"]))
AUDIENCE = st.frozensets(
    st.sampled_from([*SIZES, *ALL_EXPORTERS, "zacinajici-podnikatele", "samospravy"])
)
RULES = st.builds(
    Rule,
    st.sampled_from(["size", "age", "sector", "stage", "territory", "exporting", "?"]),
    st.sampled_from(["min", "max", "is", "in", ""]),
    st.text(max_size=8),
)
FIRMS = st.builds(
    Firm,
    stage=st.sampled_from(["", "pred-zahajenim", "zavedena-firma"]),
    people=st.none() | st.integers(0, 5000),
    sector=CODES,
    place=st.sampled_from(["", *PLACES]),
    purpose=CODES,
    exporting=st.sampled_from(["", *EXPORTERS]),
)
CARDS = st.builds(
    Criteria,
    audience=AUDIENCE,
    stages=SETS,
    sectors=SETS,
    territories=st.frozensets(st.sampled_from(["kraj", "cr", "eu"])),
    purposes=SETS,
    size_min=st.none() | st.integers(0, 300),
    size_max=st.none() | st.integers(300, 600),
    rules=st.lists(RULES, max_size=3).map(tuple),
)


@given(CARDS)
def test_firm_that_says_nothing_meets_no_refusal(card: Criteria) -> None:
    found = match(Firm(), card)

    assert found.fits
    assert found.met == []


@given(FIRMS)
def test_card_that_says_nothing_refuses_nobody(firm: Firm) -> None:
    found = match(firm, Criteria())

    assert found.fits
    assert found.met == []


@given(FIRMS, CARDS)
def test_every_criterion_has_one_verdict_and_says_what_the_card_wants(
    firm: Firm, card: Criteria
) -> None:
    found = match(firm, card)

    assert len(found.met) + len(found.not_met) + len(found.unknown) == len(found.findings)
    assert all(finding.wanted for finding in found.met + found.not_met if finding)
    assert found.is_near == (len(found.not_met) == 1 and found.not_met[0].criterion != "purpose")


@given(FIRMS, CARDS)
def test_unanswered_question_never_speaks_against_a_card(firm: Firm, card: Criteria) -> None:
    """Leaving an answer out can only take refusals away."""
    whole = match(firm, card)
    for name, nothing in (("people", None), ("sector", ""), ("place", ""), ("purpose", "")):
        less = Firm(**{**vars(firm), name: nothing})
        assert len(match(less, card).not_met) <= len(whole.not_met)


@given(FIRMS, CARDS)
def test_answering_as_the_card_asks_turns_the_refusal(firm: Firm, card: Criteria) -> None:
    found = match(firm, card)
    for finding in found.not_met:
        if finding.criterion in ("sector", "stage", "purpose"):
            changed = Firm(**{**vars(firm), finding.criterion: finding.wanted[0]})
            again = match(changed, Criteria(**{**vars(card), "rules": (), "audience": frozenset()}))
            assert finding.criterion not in {f.criterion for f in again.not_met}


@pytest.mark.parametrize(
    ("people", "audience", "verdict"),
    [
        (3, {"msp"}, Verdict.MET),
        (300, {"msp"}, Verdict.NOT_MET),
        (300, {"msp", "samospravy"}, Verdict.UNKNOWN),
        (9, {"zivnostnici-mikropodniky"}, Verdict.MET),
        (10, {"zivnostnici-mikropodniky"}, Verdict.NOT_MET),
        (250, {"velke-podniky"}, Verdict.MET),
        (None, {"msp"}, Verdict.UNKNOWN),
    ],
)
def test_target_groups_follow_from_the_number_of_people(
    people: int | None, audience: set[str], verdict: Verdict
) -> None:
    (finding,) = match(Firm(people=people), Criteria(audience=frozenset(audience))).findings

    assert finding.verdict == verdict
    assert finding.question == ("people" if people is None else "")


def test_target_groups_are_alternatives() -> None:
    card = Criteria(audience=frozenset({"msp", "zkuseni-exporteri"}))

    assert match(Firm(people=500, exporting="ano"), card).fits
    assert match(Firm(people=500, exporting="ne"), card).not_met


@pytest.mark.parametrize(
    ("place", "territories", "fits"),
    [("kraj", {"cr"}, True), ("cr", {"kraj"}, False), ("zahranici", {"kraj", "eu"}, True)],
)
def test_place_of_a_firm_lies_inside_wider_territories(
    place: str, territories: set[str], fits: bool
) -> None:
    assert match(Firm(place=place), Criteria(territories=frozenset(territories))).fits == fits


def test_territory_of_a_condition_is_wider_than_the_answer() -> None:
    in_czechia = Criteria(rules=(Rule("territory", "is", "cr"),))

    assert match(Firm(place="kraj"), in_czechia).met
    assert match(Firm(place="zahranici"), in_czechia).not_met


@pytest.mark.parametrize(
    ("answer", "operator", "value", "result"),
    [
        ("3", "max", "10", True),
        ("30", "max", "10", False),
        ("c", "in", "A, C", True),
        ("c", "is", "A", False),
        ("mnoho", "min", "3", None),
        ("3", "", "3", None),
    ],
)
def test_rule_is_compared_or_left_unknown(
    answer: str, operator: str, value: str, result: bool | None
) -> None:
    assert compare(answer, operator, value) is result


@given(st.text(), st.text(), st.text())
def test_comparing_never_fails(answer: str, operator: str, value: str) -> None:
    assert compare(answer, operator, value) in (True, False, None)
