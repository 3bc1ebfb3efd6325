"""Rules and states as properties: whatever the rules are, an enquiry goes to the right partners."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from partners.enquiries.routing import Need, Rule, proposals
from partners.enquiries.states import (
    ENDED,
    FINAL,
    OPEN,
    ORDER,
    EnquiryState,
    ReferralState,
    may_follow,
    state_of,
)

TOPICS = st.sampled_from(["", "export", "dotace"])
DISTRICTS = st.sampled_from(["", "most", "louny"])
SERVICES = st.sampled_from(["", "a", "b"])
PARTNERS = st.integers(1, 4)
NEEDS = st.builds(
    Need,
    topic=TOPICS,
    district=DISTRICTS,
    service=SERVICES,
    providers=st.frozensets(PARTNERS, max_size=3),
)
RULES = st.builds(
    Rule,
    partner=PARTNERS,
    topic=TOPICS,
    district=DISTRICTS,
    service=SERVICES,
    provider=st.integers(0, 4),
    sends_itself=st.booleans(),
)
LISTS = st.lists(RULES, max_size=8)
STATES = st.lists(st.sampled_from(list(ReferralState)), max_size=6)


@given(NEEDS, LISTS)
def test_each_partner_is_proposed_once_and_the_most_telling_first(
    need: Need, rules: list[Rule]
) -> None:
    found = proposals(need, rules)

    partners = [proposal.partner for proposal in found]
    assert len(partners) == len(set(partners))
    assert [p.weight for p in found] == sorted((p.weight for p in found), reverse=True)


@given(NEEDS, LISTS)
def test_only_those_are_proposed_that_a_rule_or_the_card_names(
    need: Need, rules: list[Rule]
) -> None:
    named = {rule.partner for rule in rules if rule.holds(need)} | need.providers

    assert {proposal.partner for proposal in proposals(need, rules)} == named


@given(NEEDS, st.randoms(), LISTS)
def test_order_of_the_rules_says_nothing(need: Need, random: object, rules: list[Rule]) -> None:
    shuffled = list(rules)
    random.shuffle(shuffled)  # type: ignore[attr-defined]

    assert proposals(need, rules) == proposals(need, shuffled)


@given(NEEDS, LISTS)
def test_nothing_goes_out_by_itself_unless_its_own_rule_says_so(
    need: Need, rules: list[Rule]
) -> None:
    willing = {rule.partner for rule in rules if rule.sends_itself and rule.holds(need)}

    found = proposals(need, rules)

    sent = {proposal.partner for proposal in found if proposal.sends_itself}
    assert sent <= willing
    if sent:  # nobody who fits better waits for the coordinator meanwhile
        top = max(proposal.weight for proposal in found)
        assert all(p.weight == top for p in found if p.sends_itself)


@given(NEEDS, RULES)
def test_further_condition_never_lets_a_rule_hold_that_did_not(need: Need, rule: Rule) -> None:
    wider = Rule(rule.partner, topic=rule.topic)

    assert not rule.holds(need) or wider.holds(need)
    assert wider.weight <= rule.weight


@given(STATES)
def test_enquiry_stands_where_its_best_referral_stands(states: list[ReferralState]) -> None:
    found = state_of(states)

    present = [state for state in ORDER if state in states]
    assert found == (EnquiryState(present[0].value) if present else EnquiryState.WAITING)
    assert state_of(states, is_closed=True) == EnquiryState.CLOSED


@given(st.sampled_from(list(ReferralState)), st.sampled_from(list(ReferralState)))
def test_what_has_ended_stays_as_it_is(present: ReferralState, wanted: ReferralState) -> None:
    if may_follow(present, wanted):
        assert present in OPEN
        assert wanted in FINAL | {ReferralState.TAKEN, ReferralState.CANCELLED}
        assert present != wanted
    if present in FINAL | {ReferralState.CANCELLED}:
        assert not may_follow(present, wanted)


@given(st.lists(st.sampled_from(list(ReferralState)), max_size=12))
def test_no_walk_of_a_referral_leaves_an_end(steps: list[ReferralState]) -> None:
    state, ended = ReferralState.PASSED, False
    for step in steps:
        if may_follow(state, step):
            assert not ended
            state = step
            ended = state not in OPEN
    assert (state_of([state]) in ENDED) == (
        state in (ReferralState.ANSWERED, ReferralState.UNREACHABLE)
    )
