"""Words and keys: forms of a word share one, accents do not matter, no string is an error."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from home.folding import fold
from search.analysis import STOP_WORDS, guess_language, key, keys, telling_words, words
from search.analysis.czech import TABLE, by_rules, exceptions, parse_table
from search.analysis.keys import english_key
from search.analysis.snippets import excerpt, highlight, hit_count

ANY_TEXT = st.text(st.characters(exclude_categories=()))  # with NUL and lone surrogates


@given(ANY_TEXT)
def test_words_are_ascii_letters_and_digits_of_any_text(text: str) -> None:
    for word in words(text):
        assert word.isascii()
        assert word.isalnum()
        assert 0 < len(word) <= 60
    assert len(keys(text, "cs")) == len(keys(text, "en")) == len(words(text))


@given(st.text(st.sampled_from("příliš žluťoučký kůň úpěl ďábelské ódy.-4")))
def test_accents_do_not_matter(text: str) -> None:
    assert keys(text, "cs") == keys(fold(text), "cs")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Průmysl 4.0", ["prumysl", "4p0"]),
        ("start-up firmy", ["start", "up", "firmy", "startup"]),
        ("1,5 mil. Kč", ["1p5", "mil", "kc"]),
        ("R&D", ["r", "d", "rd"]),
        ("d'Artagnan", ["d", "artagnan"]),
        ("Straße", ["strasse"]),
        ("Привет", ["u43fu440u438u432u435u442"]),
        ("— … “”", []),
    ],
)
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize(
    "forms",
    [
        "vývoz vývozu vývozem vývozy",
        "dotace dotací dotacím dotacemi",
        "voucher vouchery voucherů",
        "firma firmy firem firmám firmou",
        "podnikatel podnikatele podnikatelů podnikatelům",
        "školení školením",
        "začínající začínajícího začínajícím",
        "jsem jsi jsou byl",
    ],
)
def test_forms_of_a_czech_word_share_a_key(forms: str) -> None:
    assert len(set(keys(forms, "cs"))) == 1, keys(forms, "cs")


def test_forms_of_an_english_word_share_a_key() -> None:
    assert len(set(keys("export exports exporting exported", "en"))) == 1
    assert key("anything", "xx") == "anything"


def test_threads_do_not_disturb_each_others_stems() -> None:
    vocabulary = ["electricity", "decisions", "exporting", "regional", "companies", "authorities"]
    alone = {word: english_key(word) for word in vocabulary}
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = list(pool.map(lambda word: (word, english_key(word)), vocabulary * 500))
    finally:
        sys.setswitchinterval(before)

    assert [pair for pair in found if alone[pair[0]] != pair[1]] == []


def test_table_of_exceptions_is_whole_and_says_more_than_the_rules() -> None:
    table = exceptions()

    assert len(table) > 100_000
    assert TABLE.with_name("NOTICE.txt").read_text().count("MIT License") == 1
    assert all(by_rules(form) != found for form, found in list(table.items())[:5000])
    assert parse_table("# note\nlidmi 2 d\n") == {"lidmi": "lid"}


def test_small_words_go_and_stay_where_there_is_nothing_else() -> None:
    assert telling_words(words("jak začít vyvážet do Německa"), "cs") == [
        "zacit",
        "vyvazet",
        "nemecka",
    ]
    assert telling_words(["kdo", "je", "to"], "cs") == ["kdo", "je", "to"]
    assert guess_language(words("how do I get a grant"), "cs") == "en"
    assert guess_language(["export"], "cs") == "cs"
    assert all(word == fold(word) for small in STOP_WORDS.values() for word in small)


def test_highlight_marks_forms_in_the_original_text() -> None:
    pieces = highlight("Podpora vývozu pro vývozce.", {key("vyvoz", "cs")}, "cs")

    assert next(text for text, is_hit in pieces if is_hit) == "vývozu"
    assert "".join(text for text, _is_hit in pieces) == "Podpora vývozu pro vývozce."


@given(ANY_TEXT)
def test_pieces_make_up_the_text(text: str) -> None:
    pieces = highlight(text, set(keys(text, "cs")[:3]), "cs")

    assert "".join(part for part, _is_hit in pieces) == text


def test_excerpt_is_the_part_with_most_different_hits() -> None:
    text = "slovo " * 100 + "voucher na inovaci " + "jiné " * 100
    hits = {key("voucher", "cs"), key("inovaci", "cs")}
    pieces = excerpt(text, hits, "cs")

    assert [part for part, is_hit in pieces if is_hit] == ["voucher", "inovaci"]
    assert (pieces[0][0], pieces[-1][0]) == ("… ", " …")
    assert len("".join(part for part, _ in pieces).split()) <= 40
    assert excerpt("nic takového", hits, "cs") == []
    assert hit_count(text, hits, "cs") == 2
