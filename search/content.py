"""The starter synonyms from `synonyms.txt`, each once; what an editor deleted stays deleted."""

from __future__ import annotations

from home.loading.facts import Facts
from home.loading.ledger import Ledger, digest
from home.loading.records import register_extra
from search.models import SynonymRule
from search.synonyms import sides

FILE = "synonyms.txt"
LONGEST = 500


@register_extra
def synonyms(facts: Facts, ledger: Ledger) -> int:
    """Write the rules that were never written; return how many."""
    path = facts.folder / FILE
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    rules = [rule for line in lines if (rule := line.split("#")[0].strip())]
    written = 0
    for rule in rules:
        key = ("synonyms", "", digest(rule)[:40])
        left, right = sides(rule)
        if ledger.is_same(key, rule) or len({*left, *right}) < 2 or len(rule) > LONGEST:
            continue
        SynonymRule.objects.get_or_create(rule=rule)
        ledger.note(key, rule)
        written += 1
    return written
