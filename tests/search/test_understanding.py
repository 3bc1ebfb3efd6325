"""Groups of a question: the word, synonyms, corrections, phrases; for one language and another."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from search.analysis import key
from search.scopes import parted, scope, scopes_for
from search.synonyms import Synonyms, sides
from search.understanding import PHRASE, PREFIX, SYNONYM, TYPO, WHOLE, Question, Understanding
from search.vocabulary import Vocabulary, Word

TEXT = "export úvěr výroba dotace firma czechtrade mentoring inovační voucher"
WORDS = [
    *(
        Word(folded, "cs", written, 10)
        for folded, written in (
            ("export", "export"),
            ("uver", "úvěr"),
            ("vyrobu", "výrobu"),
            ("dotace", "dotace"),
            ("firmy", "firmy"),
            ("czechtrade", "czechtrade"),
            ("mentoring", "mentoring"),
            ("inovacni", "inovační"),
            ("vouchery", "vouchery"),
            ("na", "na"),
            ("pro", "pro"),
        )
    ),
    Word("grant", "en", "grant", 5),
    *(
        Word(w, "cs", w, 5)
        for w in ("grant", "czech", "trade", "financni", "podpora", "msp", "mala")
    ),
    Word("export", "en", "export", 5),
]
SYNONYMS = Synonyms(["dotace, grant, finanční podpora", "malá firma => msp", "# nic", "sám"])
UNDERSTANDING = Understanding(Vocabulary.of(WORDS, {"cs": 100, "en": 50}), SYNONYMS)


def weights(question: Question, word: str) -> dict[str, float]:
    """Return {keys with blanks between: weight} of the first group of a word."""
    group = next(group for group in question.groups if group.word == word)
    return {" ".join(found.keys): found.weight for found in group.alternatives}


def test_word_is_asked_for_in_each_scope_of_the_reader() -> None:
    czech = UNDERSTANDING.question("export", "cs")
    english = UNDERSTANDING.question("export", "en")

    assert weights(czech, "export") == {"cs1export": WHOLE, "csen1export": WHOLE}
    assert weights(english, "export") == {"en1export": WHOLE, "csen1export": WHOLE}


def test_scopes_tell_language_and_for_whom_a_page_stands() -> None:
    assert scope("cs", ["cs", "en"]) == "cs1"
    assert scope("cs", ["cs"]) == "csen1"
    assert scope("en", ["cs", "en"]) == "en1"
    assert dict(scopes_for("en")) == {"en1": "en", "csen1": "cs"}
    assert parted("csen1vyvoz1") == ("cs", "vyvoz1")


def test_synonyms_find_in_both_languages_and_tell_no_more_than_the_word() -> None:
    found = weights(UNDERSTANDING.question("dotace", "cs"), "dotace")

    own = f"cs1{key('dotace', 'cs')}"
    assert found[own] == WHOLE
    assert 0 < found["cs1grant"] <= SYNONYM
    assert "cs1financn cs1podpor" in found
    assert weights(UNDERSTANDING.question("grant", "cs"), "grant")[own] <= SYNONYM


def test_one_way_synonym_works_one_way() -> None:
    there = UNDERSTANDING.question("malá firma", "cs")
    back = UNDERSTANDING.question("msp", "cs")

    assert any("cs1msp" in found.keys for g in there.groups for found in g.alternatives)
    assert all(len(found.keys) == 1 for g in back.groups for found in g.alternatives)
    assert sides("a, b => c # note") == (["a", "b"], ["c"])


@pytest.mark.parametrize(
    ("typed", "corrected"),
    [
        ("exprot", "export"),
        ("uver na vyrobu pro exprot", "úvěr na výrobu pro export"),
        ("voucehry", "vouchery"),
        ("Mentorign pro firmy", "mentoring pro firmy"),
    ],
)
def test_typing_error_is_corrected_as_the_word_is_written(typed: str, corrected: str) -> None:
    question = UNDERSTANDING.question(typed, "cs")

    assert question.corrected == corrected
    assert TYPO in {found.weight for g in question.groups for found in g.alternatives}


def test_known_words_and_exact_questions_are_not_corrected() -> None:
    assert UNDERSTANDING.question("grant", "cs").corrected == ""
    exact = UNDERSTANDING.question("exprot", "cs", correct=False)
    assert exact.corrected == ""
    assert "cs1export" not in weights(exact, "exprot")


def test_unknown_word_stands_for_what_begins_so() -> None:
    unknown = UNDERSTANDING.question("mentorinka", "cs", correct=False)
    typing = UNDERSTANDING.question("men", "cs", typing=True)

    for question, word in ((unknown, "mentorinka"), (typing, "men")):
        assert weights(question, word)[f"cs1{key('mentoring', 'cs')}"] == PREFIX


def test_neighbours_count_more_together_and_as_one_word() -> None:
    question = UNDERSTANDING.question("czech trade", "cs")

    assert weights(question, "czechtrade")["cs1czechtrad"] == WHOLE
    assert weights(question, "czech trade") == {
        f"{scope_}{key('czech', 'cs')} {scope_}{key('trade', 'cs')}": PHRASE
        for scope_ in ("cs1", "csen1")
    }


@settings(deadline=300)
@given(st.text(st.characters(exclude_categories=()), max_size=300), st.sampled_from(["cs", "en"]))
def test_any_text_is_understood(text: str, reader: str) -> None:
    question = UNDERSTANDING.question(text, reader)

    for group in question.groups:
        for found in group.alternatives:
            assert all(name.isascii() and name.isalnum() for name in found.keys)
            assert 0 < found.weight <= 1
