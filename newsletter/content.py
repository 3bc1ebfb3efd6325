"""The sign-up page from `pages.yaml` and `portal.yaml`."""

from __future__ import annotations

from collections.abc import Iterator

from home.content import HOME, pages_of
from home.loading.facts import Entry, Facts
from home.loading.records import PageRecord, register_builder
from newsletter.models import SubscribePage


@register_builder(order=1)
def sign_up_page(facts: Facts) -> Iterator[PageRecord]:
    """Yield the page."""
    frame = Entry(facts, "portal.yaml", "newsletter", facts.files["portal.yaml"]["newsletter"])
    frame.only(("id", "summary"))
    page = pages_of(facts)[frame.get("id")]
    yield PageRecord(
        identifier=page.id,
        model=SubscribePage,
        parent=HOME,
        slug=page.text("slug"),
        wording={"title": page.text("title"), "summary": frame.text("summary")},
    )
