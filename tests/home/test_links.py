"""Links between pages are shown in both directions, whatever the types at their ends."""

from __future__ import annotations

from itertools import permutations

import pytest
from wagtail.models import Page

from home.models import LinkKind, PageLink, TopicPage
from tests.factories import (
    ActionPlanCardFactory,
    ContentPageFactory,
    EventPageFactory,
    GlossaryTermPageFactory,
    NewsPageFactory,
    OrganisationFactory,
    ProjectPageFactory,
    ServiceCardFactory,
)
from tests.page_client import PageClient

pytestmark = pytest.mark.django_db
FACTORIES = {
    "service": ServiceCardFactory,
    "project": ProjectPageFactory,
    "plan card": ActionPlanCardFactory,
    "news": NewsPageFactory,
    "event": EventPageFactory,
    "term": GlossaryTermPageFactory,
    "organisation": OrganisationFactory,
    "plain page": ContentPageFactory,
}


def shows(page_client: PageClient, page: Page, other: Page) -> bool:
    """Say whether the main part of `page` links to `other`."""
    main = page_client.get(page.get_url()).soup.main
    return main.find("a", href=other.get_url()) is not None


@pytest.mark.parametrize(
    ("first", "second"),
    list(permutations(FACTORIES, 2)),
    ids=lambda name: name,
)
def test_related_pages_show_each_other(page_client: PageClient, first: str, second: str) -> None:
    source, target = FACTORIES[first](), FACTORIES[second]()
    PageLink.objects.create(page=source, target=target, kind=LinkKind.RELATED, sort_order=0)

    assert shows(page_client, source, target)
    assert shows(page_client, target, source)


def test_topic_page_shows_the_project_it_is_about_and_back(page_client: PageClient) -> None:
    topic = TopicPage.objects.get(identifier="page-tema-prumysl-4-0", locale__language_code="cs")
    project = Page.objects.get(slug="ecos4in", url_path__contains="/projekty/")

    assert shows(page_client, topic, project)
    assert shows(page_client, project, topic)
