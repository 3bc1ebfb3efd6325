"""Typography of running text: examples in both languages and properties that always hold."""

from __future__ import annotations

import html
import re

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.safestring import SafeString
from hypothesis import example, given
from hypothesis import strategies as st

from home.templatetags.typography import typo
from home.typography import polished_html, polished_text

# In the tables `~` is the no-break space and `_` the narrow one.
CZECH = [
    ("v Praze a k tomu i s ním", "v~Praze a~k~tomu i~s~ním"),
    ("A v Ústí, O nás, U řeky", "A~v~Ústí, O~nás, U~řeky"),
    ("(v kraji) „z okresu“", "(v~kraji) „z~okresu“"),
    ("máma a", "máma a"),
    ("do 22. 11. 2026", "do 22.~11.~2026"),
    ("7. prosince", "7.~prosince"),
    ("skončil 2021. Další", "skončil 2021. Další"),
    ("18 dní, 45 %, 5 služeb", "18~dní, 45~%, 5~služeb"),
    ("50 m² za 20 EUR", "50~m² za 20~EUR"),
    ("12,5 milionu Kč", "12,5~milionu Kč"),
    ("projekt H2020 končí", "projekt H2020 končí"),
    ("karta 7, na kartě 12, karty 3", "karta~7, na kartě~12, karty~3"),
    ("karta služby", "karta služby"),
    ("rok 2026, v roce 2021, do roku 2027", "rok~2026, v~roce~2021, do roku~2027"),
    ("č. 5 a § 12", "č.~5 a~§~12"),
    ("1 460 000 obyvatel", "1_460_000~obyvatel"),
    ("1~500 Kč a 1_500 Kč", "1_500~Kč a~1_500~Kč"),
    ("roku 2021 300 firem", "roku~2021 300~firem"),
    ("400 01 Ústí", "400 01~Ústí"),
    ("IČO 006 73 552", "IČO~006~73~552"),
    ("tel. 475 200 000", "tel.~475~200~000"),
    ("volejte +420 475 200 111", "volejte +420~475~200~111"),
    ("EN 301 549 i EN 301-549", "EN~301~549 i~EN~301-549"),
    ("ČSN EN ISO 9001", "ČSN EN ISO~9001"),
    ("v letech 2016-2021", "v~letech~2016–2021"),
    ("10-15 let a 2021-27", "10–15~let a~2021–27"),
    ("1 000-2 000 Kč, 1,5-2,5 %", "1_000–2_000~Kč, 1,5–2,5~%"),
    ("8:00-16:00", "8:00–16:00"),
    ("1.-5. 12.", "1.–5.~12."),
    ("2026-11-24, 2026-11, 400-01", "2026-11-24, 2026-11, 400-01"),
    ("475-200-000 a 27-1234567/0100", "475-200-000 a~27-1234567/0100"),
    ("CZ.02-15 i česko-německý", "CZ.02-15 i~česko-německý"),
    ("text - pauza — druhá – třetí", "text~– pauza~– druhá~– třetí"),
    ("- odrážka", "- odrážka"),
    ('řekl "ahoj" a ("x")', "řekl „ahoj“ a~(„x“)"),
    ('15" monitor', '15" monitor'),
    ('jeden "začátek', 'jeden "začátek'),
    ('prvý "odstavec\n\ndruhý" odstavec', 'prvý "odstavec\n\ndruhý" odstavec'),
    ("d'Artagnan a dnes'", "d’Artagnan a~dnes'"),
    ("3 x 4 a 1920x1080, 0x10", "3~×~4 a~1920×1080, 0x10"),
    ("5 - 3 = 2", "5~−~3 = 2"),
    ("viz https://a.cz/2016-2021?x=1-2 a x@y-2.cz", "viz https://a.cz/2016-2021?x=1-2 a~x@y-2.cz"),
    ("ABC, s. r. o.", "ABC, s.~r.~o."),
    ("konec a\nzačátek", "konec a\nzačátek"),
    ("v  kraji", "v~kraji"),
]
ENGLISH = [
    ("by 10 December 2026", "by 10~December~2026"),
    ("since December 2026", "since December~2026"),
    ("7 Dec 2026", "7~Dec~2026"),
    ("a region, I say", "a region, I say"),
    ("card 7 and year 2026", "card~7~and year~2026"),
    ("18 days, 45 %, 1 460 000 people", "18~days, 45~%, 1_460_000~people"),
    ('the "Green Deal" and it\'s late', "the “Green Deal” and it’s late"),
    ("2016-2021 - six years", "2016–2021~– six years"),
    ("EN 301 549, 2026-11-24", "EN~301~549, 2026-11-24"),
]
MARKUP = [
    ("v <b>Praze</b> a<i> k</i> domu", "v~<b>Praze</b> a<i>~k</i>~domu"),
    ("<li>oblast a</li> <li>další</li>", "<li>oblast a</li> <li>další</li>"),
    ("<a title=\"v a\" href='k>s'>k nám</a>", "<a title=\"v a\" href='k>s'>k~nám</a>"),
    ("<script>v a</script>v Ústí", "<script>v a</script>v~Ústí"),
    ("<style>a b</style><pre>v a</pre>", "<style>a b</style><pre>v a</pre>"),
    ("příkaz v <code>a b</code>", "příkaz v~<code>a b</code>"),
    ("<!-- v Ústí --> v Ústí", "<!-- v Ústí --> v~Ústí"),
    ("&quot;A&amp;B&quot; k&nbsp;tomu &lt;3", "„A&amp;B“ k&nbsp;tomu &lt;3"),
    ("it&#x27;s 5 m<sup>2</sup>", "it’s 5~m<sup>2</sup>"),
    ("v Ústí <a title='v kraji", "v~Ústí <a title='v kraji"),
    ("a < b k c", "a~< b k~c"),
]
TAG = re.compile(r"<[^>]*>")
FRAGMENTS = st.sampled_from(
    [
        *("<b>", "</b>", "<p class='v a'>", "</p>", "<br>", '<a title="k s - \'">'),
        *("v ", "a", " - ", "1 460", " 000", "2016-2021", "5 x 3", "'", "š", "\n"),
        *("&quot;", "&amp;", "&nbsp;", "\u00a0"),
    ]
)
LANGUAGES = st.sampled_from(["cs", "en"])
ANY_TEXT = st.text(st.characters(codec=None), max_size=60)  # with surrogates and NUL
TYPED = st.text(st.sampled_from("aAvks 0123456789-–—.,:\"'xX§%č@/=\u00a0\u202f\t\n"), max_size=40)


def spaced(text: str) -> str:
    """Return a text from a table with real spaces."""
    return text.replace("~", "\u00a0").replace("_", "\u202f")


def keyboard(text: str) -> str:
    """Return what the author typed: white space, quotes, dashes and signs as on the keyboard."""
    for typed, printed in (('"', "„“”"), ("-", "–—−"), ("'", "’"), ("x", "×X")):
        text = re.sub(f"[{printed}]", typed, text)
    return re.sub(r"[ \t\u00a0\u202f]+", " ", text)


@pytest.mark.parametrize(("source", "expected"), CZECH)
def test_czech_examples(source: str, expected: str) -> None:
    assert polished_text(spaced(source), "cs") == spaced(expected)


@pytest.mark.parametrize(("source", "expected"), ENGLISH)
def test_english_examples(source: str, expected: str) -> None:
    assert polished_text(source, "en-gb") == spaced(expected)


@pytest.mark.parametrize(("source", "expected"), MARKUP)
def test_only_text_nodes_change(source: str, expected: str) -> None:
    assert polished_html(source, "cs") == spaced(expected)


@given(ANY_TEXT | TYPED, LANGUAGES)
@example("\ud800 v a\x00", "cs")
def test_only_white_space_quotes_and_dashes_change(text: str, language: str) -> None:
    assert keyboard(polished_text(text, language)) == keyboard(text)


@given(ANY_TEXT | TYPED | st.lists(FRAGMENTS).map("".join), LANGUAGES)
def test_a_second_time_changes_nothing(text: str, language: str) -> None:
    for value in (text, SafeString(text)):
        once = typo(value, language)
        assert typo(once, language) == once


@given(st.lists(FRAGMENTS).map("".join), LANGUAGES)
def test_tags_stay_as_they_are(markup: str, language: str) -> None:
    result = polished_html(markup, language)
    assert TAG.findall(result) == TAG.findall(markup)
    assert keyboard(html.unescape(TAG.sub("", result))) == keyboard(
        html.unescape(TAG.sub("", markup))
    )


@given(ANY_TEXT | TYPED)
def test_text_is_escaped_once(text: str) -> None:
    result = typo(text, "cs")
    assert isinstance(result, SafeString)
    assert not set("<>\"'") & set(result)
    assert html.unescape(result) == html.unescape(html.escape(polished_text(text, "cs")))


@pytest.mark.parametrize("hostile", ["1.1.", '"a ', "<a '", "a@", "<!--", "1 000 ", "<code>"])
def test_long_hostile_text_takes_no_time(hostile: str) -> None:
    polished_html(hostile * 10_000, "cs")  # a quadratic rule would take minutes


def test_language_is_that_of_the_page() -> None:
    with translation.override("cs"):
        assert typo('v "kraji"') == spaced("v~„kraji“")
    with translation.override("en"):
        assert typo('v "kraji"') == "v “kraji”"


def test_without_active_language_the_default_one_counts() -> None:
    with translation.override(None):
        assert typo("v kraji") == spaced("v~kraji")


def test_template_escapes_text_and_keeps_markup() -> None:
    template = Template('{% load typography %}{{ text|typo:"cs" }}|{{ markup|typo:"cs" }}')
    context = Context({"text": "<v kraji>", "markup": SafeString("<b>v kraji</b>")})
    assert template.render(context) == spaced("&lt;v~kraji&gt;|<b>v~kraji</b>")


def test_plain_mail_is_not_escaped() -> None:
    template = Template(
        '{% load typography %}{% autoescape off %}{{ t|typo:"cs" }}{% endautoescape %}'
    )
    assert template.render(Context({"t": "A & B"})) == spaced("A~& B")
