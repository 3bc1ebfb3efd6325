"""House rules as checks, roles, blocks, collation, overlay: small parts that others rely on."""

from __future__ import annotations

import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
import wagtail
from django.contrib.auth.models import Group
from django.core.checks import run_checks
from django.core.exceptions import ValidationError
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import GroupPagePermission
from wagtail.rich_text import RichText

from home import checks
from home.blocks import ParagraphBlock
from home.collation import collation_key
from home.dates import today_in_prague
from home.models import OperatorSettings, Term
from home.overlay import is_foreign
from home.pagination import paginate
from home.templatetags.portal_tags import bare_url, lower_first
from tests.conftest import ROOT


def test_all_system_checks_pass() -> None:
    assert run_checks() == []


def test_older_wagtail_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wagtail, "VERSION", (7, 4, 0, "final", 0))

    assert [message.id for message in checks.wagtail_version(None)] == ["home.E001"]


def test_page_type_must_say_where_it_may_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    from home.models import ContentPage

    monkeypatch.delattr(ContentPage, "template")

    assert "home.E002" in [message.id for message in checks.page_types_are_declared(None)]


def test_shared_field_must_be_synchronised(monkeypatch: pytest.MonkeyPatch) -> None:
    from home.models import ContentPage

    shared = (*ContentPage.shared_fields, "summary", "no_field")
    monkeypatch.setattr(ContentPage, "shared_fields", shared)

    found = {m.msg for m in checks.shared_fields_are_synchronised(None)}
    assert any("ContentPage.summary" in text for text in found)
    assert any("ContentPage.no_field" in text for text in found)


def test_many_to_many_field_must_be_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    from servicecards.models import ServiceCard

    shared = tuple(name for name in ServiceCard.shared_fields if name != "audience")
    monkeypatch.setattr(ServiceCard, "shared_fields", shared)

    messages = checks.many_to_many_fields_are_shared(None)
    assert [message.id for message in messages] == ["home.E004"]


@pytest.mark.django_db
def test_roles_are_made_once_and_repaired() -> None:
    Group.objects.get(name="Editor").permissions.clear()

    call_command("setup_roles", stdout=StringIO())

    assert Group.objects.get(name="Editor").permissions.filter(codename="access_admin").exists()
    names = {"Editor", "Translator", "Newsletter manager", "Administrator"}
    assert names <= set(Group.objects.values_list("name", flat=True))


@pytest.mark.django_db
def test_translator_may_touch_english_pages_only() -> None:
    rights = GroupPagePermission.objects.filter(group__name="Translator")

    assert {right.page.locale.language_code for right in rights} == {"en"}


@pytest.mark.parametrize("words", ["zde", "Klikněte zde", "here", "Click here.", "více…", ""])
def test_link_that_says_nothing_is_refused(words: str) -> None:
    with pytest.raises(ValidationError):
        ParagraphBlock().clean(RichText(f'<p>Formulář je <a href="/x/">{words}</a>.</p>'))


def test_link_that_says_where_it_leads_is_kept() -> None:
    text = RichText('<p>Vyplňte <a href="https://example.org">žádost o voucher</a>.</p>')

    assert ParagraphBlock().clean(text).source == text.source


def test_czech_order_of_names() -> None:
    names = ["Žatec", "chata", "hora", "čáp", "cyklista", "Řím", "růže", "cesta", "Úřad", "ulice"]

    assert sorted(names, key=collation_key) == [
        *("cesta", "cyklista", "čáp", "hora", "chata", "růže", "Řím", "ulice", "Úřad", "Žatec"),
    ]


@given(st.lists(st.text()), st.randoms())
def test_order_of_names_does_not_depend_on_where_they_stood(names: list[str], chance) -> None:
    shuffled = chance.sample(names, len(names))

    assert sorted(map(collation_key, names)) == sorted(map(collation_key, shuffled))


@given(st.text(), st.integers(0, 300), st.integers(1, 50))
def test_every_page_address_gives_a_page(text: str, count: int, size: int) -> None:
    page = paginate(range(count), text, size)

    assert 1 <= page.number <= page.pages
    assert len(page.items) <= size
    assert bool(page.items) == bool(count)
    assert {1, page.pages, page.number} <= set(page.numbers)


@pytest.mark.parametrize(
    ("own", "source", "foreign"),
    [
        ("", "Zavolejte.", True),
        ("EGAP", "EGAP", False),
        ("Stejná dlouhá česká věta o ničem.", "Stejná dlouhá česká věta o ničem.", True),
        ("Call them.", "Zavolejte.", False),
    ],
)
def test_wording_that_nobody_translated_is_told_from_names(
    own: str, source: str, foreign: bool
) -> None:
    assert is_foreign(own, source) is foreign


@pytest.mark.parametrize(
    ("text", "lowered"),
    [
        ("Poradenství", "poradenství"),
        ("Born Globals a kreativní firmy", "Born Globals a kreativní firmy"),
        ("MSP", "MSP"),
        ("Start-upy a spin-offy", "start-upy a spin-offy"),
        ("", ""),
    ],
)
def test_first_letter_is_lowered_inside_a_sentence(text: str, lowered: str) -> None:
    assert lower_first(text) == lowered


def test_address_is_shown_as_people_write_it() -> None:
    assert bare_url("https://www.kr-ustecky.cz/") == "kr-ustecky.cz"


@pytest.mark.django_db
def test_code_of_a_term_is_the_same_in_both_languages() -> None:
    pairs = {
        language: set(
            Term.objects.filter(locale__language_code=language).values_list("vocabulary", "code")
        )
        for language in ("cs", "en")
    }

    assert pairs["cs"] == pairs["en"]


@pytest.mark.sqlite_only
def test_layers_of_the_code_keep_their_order() -> None:
    lint = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"],
        cwd=ROOT,
        env={"PYTHONPATH": f"site:{ROOT}", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert lint.returncode == 0, lint.stdout


@pytest.mark.django_db
def test_models_have_no_missing_migration() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


@pytest.mark.django_db
def test_missing_facts_of_the_operator_are_warned_about() -> None:
    operator = OperatorSettings.load()

    found = checks.operator_has_told_what_only_he_knows(None, databases=["default"])
    assert {message.id for message in found} == {
        *("home.W001", "home.W002", "home.W003", "home.W004")
    }
    operator.contact_email = "podatelna@example.org"
    operator.dpo_contact = "poverenec@example.org"
    operator.statement_prepared = operator.statement_reviewed = today_in_prague()
    operator.save()

    assert checks.operator_has_told_what_only_he_knows(None, databases=["default"]) == []
