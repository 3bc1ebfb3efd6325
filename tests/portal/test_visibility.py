"""Pages and documents that are not public appear nowhere: lists, search, sitemap, links."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Page

from home.models import LinkKind, PageLink, PortalDocument
from home.roles import EDITOR
from servicecards.models import ServiceCard, ServiceIndexPage
from tests.conftest import PASSWORD
from tests.factories import (
    ContentPageFactory,
    NewsPageFactory,
    OrganisationFactory,
    ServiceCardFactory,
    source_page,
)

pytestmark = pytest.mark.django_db

NAME = "Kvantová poradna"  # of the hidden page; nothing else is called so
WORD = "kvantova"


def unpublish(page: Page) -> None:
    page.unpublish()


def schedule(page: Page) -> None:
    page.unpublish()
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()


def expire(page: Page) -> None:
    page.expire_at = timezone.now() - timedelta(minutes=1)
    page.save_revision().publish()
    call_command("publish_scheduled")


def restrict_to_users(page: Page) -> None:
    page.view_restrictions.create(restriction_type="login")


def restrict_to_group(page: Page) -> None:
    rule = page.view_restrictions.create(restriction_type="groups")
    rule.groups.add(Group.objects.get(name=EDITOR))


def restrict_by_password(page: Page) -> None:
    page.view_restrictions.create(restriction_type="password", password=PASSWORD)


UNPUBLISHED = (unpublish, schedule, expire)
RESTRICTED = (restrict_to_users, restrict_to_group, restrict_by_password)
WAYS = [pytest.param(way, id=way.__name__) for way in (*UNPUBLISHED, *RESTRICTED)]
# Kind of page -> how to make it, its address in both languages, lists that would show it.
KINDS: dict[str, tuple[Any, dict[str, str], tuple[str, ...]]] = {
    "card": (
        ServiceCardFactory,
        {"cs": "/cs/sluzby/kvantova-poradna/", "en": "/en/services/kvantova-poradna/"},
        (f"/cs/sluzby/?q={WORD}", f"/en/services/?q={WORD}"),
    ),
    "organisation": (
        OrganisationFactory,
        {"cs": "/cs/partneri/kvantova-poradna/", "en": "/en/partners/kvantova-poradna/"},
        ("/cs/partneri/", "/en/partners/"),
    ),
    "plain page": (
        ContentPageFactory,
        {"cs": "/cs/kvantova-poradna/", "en": "/en/kvantova-poradna/"},
        (),
    ),
    "news": (
        NewsPageFactory,
        {"cs": "/cs/novinky/kvantova-poradna/", "en": "/en/news/kvantova-poradna/"},
        ("/cs/novinky/", "/en/news/", "/cs/feeds/news.atom", "/en/feeds/news.json"),
    ),
}
EVERYWHERE = (*(f"/cs/hledat/?q={WORD}", f"/en/search/?q={WORD}", "/sitemap.xml", "/cs/", "/en/"),)


def mentions(visitor: Client, url: str) -> bool:
    """Say whether the answer names the page or links to it."""
    html = visitor.get(url).content.decode()
    return NAME in html.replace("\u00a0", " ") or "kvantova-poradna" in html


@pytest.mark.parametrize("kind", KINDS)
def test_public_page_is_found_everywhere(visitor: Client, kind: str) -> None:
    make, urls, lists = KINDS[kind]
    make(title=NAME, slug="kvantova-poradna", **kind_fields(kind))

    assert [visitor.get(url).status_code for url in urls.values()] == [200, 200]
    for url in (*lists, *EVERYWHERE[:3]):
        assert mentions(visitor, url), url


def kind_fields(kind: str) -> dict[str, Any]:
    """Return what a page of this kind needs to stand in its list."""
    return {"is_network_partner": True} if kind == "organisation" else {}


@pytest.mark.parametrize("hide", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_hidden_page_is_found_nowhere(
    visitor: Client, kind: str, hide: Callable[[Page], None]
) -> None:
    make, _urls, lists = KINDS[kind]
    hide(make(title=NAME, slug="kvantova-poradna", **kind_fields(kind)))

    assert [url for url in (*lists, *EVERYWHERE) if mentions(visitor, url)] == []


@pytest.mark.parametrize("language", ["cs", "en"])
@pytest.mark.parametrize("hide", WAYS)
@pytest.mark.parametrize("kind", KINDS)
def test_hidden_page_is_not_served(
    visitor: Client, kind: str, hide: Callable[[Page], None], language: str
) -> None:
    make, urls, _lists = KINDS[kind]
    hide(make(title=NAME, slug="kvantova-poradna", summary="Tajné shrnutí."))

    response = visitor.get(urls[language])

    assert "Tajné" not in response.content.decode()
    assert NAME not in response.content.decode().replace("\u00a0", " ")
    if hide in UNPUBLISHED:
        assert response.status_code == 404
    elif hide is restrict_by_password:
        assert (response.status_code, set(response.context["form"].fields)) == (
            *(200, {"password", "return_url"}),
        )
    else:
        assert response.status_code == 302
        assert "/login/" in response["Location"]


@pytest.mark.parametrize("hide", WAYS)
@pytest.mark.parametrize("url", ["/cs/sluzby/ukazka/", "/en/services/ukazka/"])
def test_other_pages_do_not_link_to_a_hidden_one(
    visitor: Client, hide: Callable[[Page], None], url: str
) -> None:
    hidden = OrganisationFactory(title=NAME, slug="kvantova-poradna")
    card = ServiceCardFactory(title="Ukázka", slug="ukazka", provided_by=hidden)
    PageLink.objects.create(page=card, target=hidden, kind=LinkKind.RELATED, sort_order=0)
    assert mentions(visitor, url)

    hide(hidden)

    assert not mentions(visitor, url)


@pytest.mark.parametrize("hide", [*RESTRICTED, unpublish])
def test_hidden_branch_hides_what_stands_below(
    visitor: Client, hide: Callable[[Page], None]
) -> None:
    branch = ContentPageFactory(title="Větev", slug="vetev")
    ContentPageFactory(title=NAME, slug="kvantova-poradna", parent=branch)

    hide(branch)

    if hide is not unpublish:  # Wagtail leaves pages below an unpublished one public
        assert NAME not in visitor.get("/cs/vetev/kvantova-poradna/").content.decode()
        assert [url for url in EVERYWHERE if mentions(visitor, url)] == []
    assert 'href="/cs/vetev/"' not in visitor.get("/cs/vetev/kvantova-poradna/").content.decode()


@pytest.mark.parametrize("hide", RESTRICTED)
def test_hidden_list_hides_its_cards(visitor: Client, hide: Callable[[Page], None]) -> None:
    hide(source_page(ServiceIndexPage))

    assert "/cs/sluzby/pro-exportni-mentoring/" not in visitor.get("/sitemap.xml").content.decode()
    assert "/cs/sluzby/pro-export" not in visitor.get("/cs/hledat/?q=export").content.decode()


@pytest.mark.parametrize("hide", [*UNPUBLISHED, *RESTRICTED])
def test_hidden_translation_leaves_the_original_public(
    visitor: Client, hide: Callable[[Page], None]
) -> None:
    english = ServiceCard.objects.get(
        identifier="svc-exportni-mentoring", locale__language_code="en"
    )
    hide(english)

    czech = visitor.get("/cs/sluzby/pro-exportni-mentoring/").content.decode()

    assert visitor.get("/en/services/pro-exportni-mentoring/").status_code == 200
    assert "/en/services/pro-export-mentoring/" not in czech
    assert "/en/services/pro-export-mentoring/" not in visitor.get("/sitemap.xml").content.decode()


def test_editor_reads_a_restricted_page(member_of: Callable[..., Client]) -> None:
    restrict_to_group(ContentPageFactory(title=NAME, slug="kvantova-poradna"))

    response = member_of(EDITOR).get("/cs/kvantova-poradna/")

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_password_opens_the_page(visitor: Client) -> None:
    restrict_by_password(ContentPageFactory(title=NAME, slug="kvantova-poradna"))
    form = visitor.get("/cs/kvantova-poradna/").context

    data = {"password": PASSWORD, "return_url": "/cs/kvantova-poradna/"}
    response = visitor.post(form["action_url"], data, follow=True)

    assert NAME in response.content.decode().replace("\u00a0", " ")


# --- Documents -------------------------------------------------------------------------------


@pytest.fixture
def document(settings: Any, tmp_path: Any) -> PortalDocument:
    """A document in a collection of its own."""
    settings.MEDIA_ROOT = str(tmp_path)
    collection = Collection.get_first_root_node().add_child(name="Neveřejné")
    document = PortalDocument(title="Zápis", collection=collection)
    document.file.save("zapis.txt", ContentFile(b"tajny obsah"))
    return document


def test_public_document_is_a_download(visitor: Client, document: PortalDocument) -> None:
    response = visitor.get(document.url)

    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("kind", ["login", "groups", "password"])
def test_private_document_stays_closed(
    visitor: Client, document: PortalDocument, kind: str
) -> None:
    CollectionViewRestriction.objects.create(
        collection=document.collection, restriction_type=kind, password=PASSWORD
    )

    response = visitor.get(document.url)

    assert response.status_code in (200, 302, 403)
    assert b"tajny obsah" not in response.getvalue()
    assert response.status_code == (200 if kind == "password" else 302)


@pytest.mark.parametrize(
    "way", ["", "images/../", "images/./../", "images//../", "images/%2e%2e/", "./"]
)
def test_stored_files_are_not_served_directly(
    visitor: Client, document: PortalDocument, way: str
) -> None:
    response = visitor.get(f"/media/{way}{document.file.name}")

    assert response.status_code in (400, 404)


def test_author_of_a_page_is_not_shown(visitor: Client) -> None:
    user = User.objects.create_user("jmeno.autora", "autor@example.org", PASSWORD)
    ContentPageFactory(slug="stranka", owner=user, content_owner=user)

    html = visitor.get("/cs/stranka/").content.decode()

    assert "jmeno.autora" not in html
    assert "autor@example.org" not in html
