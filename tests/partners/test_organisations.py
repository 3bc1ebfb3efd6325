"""Directory and pages of organisations."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError

from partners.ico import is_valid_ico
from partners.models import Organisation
from servicecards.models import ServiceCard, ServiceProvider
from tests.factories import OrganisationFactory, ServiceCardFactory, term
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ico", ["70892156", "04542088", "60279524", "25596641"])
def test_real_company_numbers_are_valid(ico: str) -> None:
    assert is_valid_ico(ico)


@pytest.mark.parametrize("ico", ["70892157", "7089215", "abcdefgh", "", "٧٠٨٩٢١٥٦", "708921560"])
def test_wrong_company_numbers_are_not(ico: str) -> None:
    assert not is_valid_ico(ico)


def test_editor_cannot_save_a_wrong_company_number() -> None:
    with pytest.raises(ValidationError, match="všech osm"):
        OrganisationFactory(ico="12345678")


def test_directory_lists_every_organisation_once(page_client: PageClient) -> None:
    soup = page_client.get("/en/partners/").soup

    names = [heading.a.get_text() for heading in soup.main.find_all("h3")]
    assert len(names) == len(set(names)) == 52
    assert "Innovation Centre of the Ústí Region" in names


def test_directory_needs_the_same_queries_for_more_organisations(
    count_queries: Callable[[str], int],
) -> None:
    count_queries("/cs/partneri/")
    before = count_queries("/cs/partneri/")
    for _number in range(2 * 52):
        OrganisationFactory(kind=term("organisation_types", "komora"))

    assert count_queries("/cs/partneri/") == before <= 12


def test_page_shows_what_an_organisation_offers_and_supports(page_client: PageClient) -> None:
    icuk = Organisation.objects.get(identifier="org-icuk", locale__language_code="cs")

    page = page_client.get(icuk.get_url())

    assert "Inkubace start-upů v ICUK" in page.text
    assert "Inovační vouchery Ústeckého kraje" in page.text


def test_page_needs_the_same_queries_for_more_services(
    count_queries: Callable[[str], int],
) -> None:
    icuk = Organisation.objects.get(identifier="org-icuk", locale__language_code="cs")
    before = count_queries(icuk.get_url())
    for _number in range(20):
        ServiceCardFactory(provided_by=icuk)

    assert count_queries(icuk.get_url()) == before


def test_group_lists_its_members_and_members_their_group(page_client: PageClient) -> None:
    group = Organisation.objects.get(identifier="org-samospravy", locale__language_code="en")
    region = Organisation.objects.get(identifier="org-ustecky-kraj", locale__language_code="en")

    assert "Ústí Region" in page_client.get(group.get_url()).text
    assert group.title in page_client.get(region.get_url()).text


def test_successor_of_a_merged_institution_is_named(page_client: PageClient) -> None:
    heir = OrganisationFactory(title="Nová agentura")
    old = OrganisationFactory(title="Stará agentura", successor=heir, is_historic=True)

    page = page_client.get(old.get_url())

    assert "Nová agentura" in page.text
    assert page.soup.find("span", class_="state--ended")


def test_unknown_facts_of_a_foreign_partner_are_written(page_client: PageClient) -> None:
    page = page_client.get("/en/partners/kent-county-council/")

    assert "not documented" in page.text
    assert "United Kingdom" in page.text


def test_organisations_that_merged_name_one_another(page_client: PageClient) -> None:
    new = OrganisationFactory(title="Nová agentura")
    old = OrganisationFactory(title="Stará agentura", is_historic=True, successor=new)

    assert "Nástupce: Nová agentura" in " ".join(page_client.get(old.get_url()).text.split())
    assert "Předchůdci: Stará agentura" in " ".join(page_client.get(new.get_url()).text.split())


def test_page_lists_what_the_organisation_pays_and_answers_for(page_client: PageClient) -> None:
    office = OrganisationFactory(title="Úřad")
    card = ServiceCardFactory(title="Služba jiného", competent_authority=office)
    ServiceProvider.objects.create(card=card, organisation=office, role="funder", sort_order=0)
    soup = page_client.get(office.get_url()).soup

    for section in ("odpovida", "plati"):
        found = soup.find("section", attrs={"aria-labelledby": section})
        assert "Služba jiného" in found.get_text()


def test_copy_on_an_english_page_adds_no_service(page_client: PageClient) -> None:
    """A provider that was removed stands on the English page until somebody synchronises it."""
    office = OrganisationFactory(title="Bývalý poskytovatel")
    english = ServiceCard.objects.filter(locale__language_code="en").first()
    ServiceProvider.objects.create(card=english, organisation=office, sort_order=0)

    assert page_client.get(office.get_url()).soup.find(id="nabizi") is None


def test_page_shows_other_identifiers(page_client: PageClient) -> None:
    office = OrganisationFactory(
        identifiers=[("identifier", {"scheme": "ISDS", "value": "t9zbsva"})]
    )

    assert "t9zbsva" in page_client.get(office.get_url()).text
