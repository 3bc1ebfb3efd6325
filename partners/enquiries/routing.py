"""To whom an enquiry goes: rules against what is known of it. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# How much a condition that holds tells: the card more than its provider, and so on. Powers of
# two: a rule with the more telling condition wins, whatever else the other one asks.
SERVICE, PROVIDER, TOPIC, DISTRICT = 8, 4, 2, 1


@dataclass(frozen=True)
class Need:
    """What is known of an enquiry; "" and 0 where it is not."""

    topic: str = ""
    district: str = ""
    service: str = ""  # translation key of the card that was asked about
    providers: frozenset[int] = frozenset()  # organisations that provide it


@dataclass(frozen=True)
class Rule:
    """A rule for enquiries; "" and 0 stand for “any”."""

    partner: int
    topic: str = ""
    district: str = ""
    service: str = ""
    provider: int = 0
    sends_itself: bool = False

    def holds(self, need: Need) -> bool:
        """Say whether every condition that is filled in holds."""
        return (
            self.topic in ("", need.topic)
            and self.district in ("", need.district)
            and self.service in ("", need.service)
            and (not self.provider or self.provider in need.providers)
        )

    @property
    def weight(self) -> int:
        """How telling the conditions are together."""
        conditions = {
            SERVICE: self.service,
            PROVIDER: self.provider,
            TOPIC: self.topic,
            DISTRICT: self.district,
        }
        return sum(weight for weight, value in conditions.items() if value)


@dataclass(frozen=True)
class Proposal:
    """A partner that an enquiry may go to, and whether it goes out by itself."""

    partner: int
    weight: int
    sends_itself: bool = False


def proposals(need: Need, rules: Iterable[Rule]) -> list[Proposal]:
    """Return each partner once, the one with the most telling rule first.

    An enquiry goes out by itself only to those whose most telling rule says so, and only where no
    rule that tells more wants to be confirmed. Providers of the card are proposed without a rule;
    to them it goes by itself where any rule lets it.
    """
    best: dict[int, Proposal] = {}
    holding = [rule for rule in rules if rule.holds(need)]
    willing = {rule.partner for rule in holding if rule.sends_itself}
    own = [
        Rule(partner, provider=partner, sends_itself=partner in willing)
        for partner in sorted(need.providers)
    ]
    for rule in (*holding, *own):
        found = Proposal(rule.partner, rule.weight, rule.sends_itself)
        present = best.get(rule.partner)
        if present is None or _rank(found) < _rank(present):
            best[rule.partner] = found
    ranked = sorted(best.values(), key=_rank)
    top = ranked[0].weight if ranked else 0
    return [Proposal(p.partner, p.weight, p.sends_itself and p.weight == top) for p in ranked]


def _rank(proposal: Proposal) -> tuple[int, bool, int]:
    """Return a sort key: the most telling first; of equal ones that which goes by itself."""
    return -proposal.weight, not proposal.sends_itself, proposal.partner
