"""The plain page that stood here before becomes the sign-up page and keeps its place."""

from __future__ import annotations

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client

from home.models import ContentPage
from newsletter.models import SubscribePage
from tests.factories import ContentPageFactory, term

pytestmark = pytest.mark.django_db
convert = import_module("newsletter.migrations.0002_sign_up_page").convert


def test_plain_page_of_an_older_portal_becomes_the_sign_up_page() -> None:
    for page in SubscribePage.objects.all():
        page.delete()
    old = ContentPageFactory(
        title="Novinky e-mailem", slug="novinky-e-mailem", identifier="page-novinky-emailem"
    )
    old.topics.set([term("topics", "export")])
    old.save_revision().publish()

    loader = MigrationExecutor(connection).loader
    nodes = [key for key in loader.graph.leaf_nodes() if key[0] != "newsletter"]
    past = loader.project_state([*nodes, ("newsletter", "0001_initial")])
    convert(past.apps, SimpleNamespace(connection=connection))

    page = SubscribePage.objects.get(pk=old.pk)
    assert not ContentPage.objects.filter(pk=old.pk).exists()
    assert (page.title, page.path, page.identifier) == (old.title, old.path, old.identifier)
    assert [topic.code for topic in page.topics.all()] == ["export"]
    assert page.get_latest_revision_as_object().title == old.title
    answer = Client().get("/cs/novinky-e-mailem/")
    assert answer.status_code == 200
    assert 'name="email"' in answer.content.decode()
