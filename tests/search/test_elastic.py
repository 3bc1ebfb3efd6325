"""The public search on a real Elasticsearch: the same answers, nothing lost in a rebuild."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from modelsearch.query import And, Not, Or, Phrase, PlainText
from wagtail.models import Page, PageViewRestriction
from wagtail.search.backends import get_search_backend

from search.elastic.mapping import KeysMapping
from search.elastic.rebuilder import KeysRebuilder
from search.finding import find, suggestions
from search.models import MissedUpdate, PageText
from search.rebuilding import rebuild_elastic
from search.tasks import catch_up
from servicecards.models import ServiceCard
from tests.factories import ContentPageFactory
from tests.search.conftest import backends

pytestmark = pytest.mark.django_db
elastic = pytest.mark.elastic
HERE = Path(__file__).parent
FLOOR = {"questions.dev.tsv": (0.90, 0.96), "questions.second.tsv": (0.81, 0.95)}


def test_mapping_holds_keys_and_filters_and_nothing_that_a_server_would_analyse() -> None:
    mapping = KeysMapping(ServiceCard).get_mapping()
    properties = mapping["properties"]

    assert mapping["dynamic"] is False
    for name in ("title", "alt", "asked", "kw", "summary", "body", "files"):
        assert properties[f"{name}_keys"] == {"type": "text", "analyzer": "whitespace"}
    assert properties["exact"] == {"type": "text", "analyzer": "whitespace", "norms": False}
    prefixes = {"min_chars": 4, "max_chars": 12}
    assert properties["suggest"] == {
        "type": "text",
        "analyzer": "whitespace",
        "index_prefixes": prefixes,
    }
    assert properties["facets"] == properties["scope"] == {"type": "keyword"}
    assert properties["prior"] == {"type": "float"}
    assert properties["live_filter"] == {"type": "boolean"}
    texts = {name for name, found in properties.items() if found.get("type") == "text"}
    assert all(properties[name]["analyzer"] == "whitespace" for name in texts)


@elastic
@pytest.mark.parametrize("name", FLOOR)
def test_answers_to_the_judged_questions_stay_good(
    name: str, elastic_on: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    elastic_on.pages.refresh()
    found = {}
    for backend in ("elastic", "default"):
        call_command("search_evaluate", HERE / name, "--json", f"--backend={backend}")
        found[backend] = json.loads(capsys.readouterr().out.splitlines()[-1])

    ndcg, success = FLOOR[name]
    assert found["elastic"]["ndcg10"] >= ndcg
    assert found["elastic"]["success3"] >= success
    assert abs(found["elastic"]["ndcg10"] - found["default"]["ndcg10"]) <= 0.03


@elastic
def test_both_back_ends_count_alike(elastic_on: Any) -> None:
    for chosen in ({}, {"type": ["service"]}, {"topic": ["export"], "type": ["service"]}):
        for query in ("export", "dotace pro firmy", "mentoring"):
            options: Any = {"chosen": chosen, "facets": ("type", "topic", "year")}
            first = find(query, "cs", backend="elastic", **options)
            second = find(query, "cs", backend="default", **options)

            assert first.hits.total == second.hits.total
            assert first.hits.facets == second.hits.facets


@elastic
def test_published_page_is_found_and_gone_when_it_is_no_more_public(elastic_on: Any) -> None:
    def found() -> list[int]:
        elastic_on.pages.refresh()
        return find("tajuplná polívčička", "cs", backend="elastic").hits.ids

    page = ContentPageFactory(title="Tajuplná polívčička")
    assert found() == [page.pk]
    restriction = PageViewRestriction.objects.create(page=page)
    assert found() == []
    restriction.delete()
    assert found() == [page.pk]
    page.unpublish()
    assert found() == []
    page.save_revision().publish()
    assert found() == [page.pk]
    page.delete()
    assert found() == []


@elastic
def test_what_was_missed_in_an_outage_is_written_afterwards(elastic_on: Any, settings: Any) -> None:
    working = settings.WAGTAILSEARCH_BACKENDS
    backends(settings, "http://127.0.0.1:9")
    page = ContentPageFactory(title="Zapsáno po výpadku")
    assert MissedUpdate.objects.filter(page_id=page.pk).exists()

    settings.WAGTAILSEARCH_BACKENDS = working
    assert catch_up.func() == 0
    get_search_backend("elastic").pages.refresh()

    assert find("zapsáno po výpadku", "cs", backend="elastic").hits.ids[0] == page.pk


@elastic
def test_rebuild_keeps_what_is_published_meanwhile_and_leaves_no_index_behind(
    elastic_on: Any,
) -> None:
    made: list[Any] = []

    def publish(done: int, total: int) -> None:
        if not made:
            made.append(ContentPageFactory(title="Zveřejněno během přestavby"))
            Page.objects.get(slug="inovacni-vouchery").delete()

    rebuild_elastic(publish)

    assert find("během přestavby", "cs", backend="elastic").hits.ids[0] == made[0].pk
    gone = find("inovační vouchery", "cs", backend="elastic").hits.ids
    assert set(gone) <= set(PageText.objects.values_list("pk", flat=True))
    assert len(elastic_on.pages.es.indices.get(index=f"{elastic_on.index_prefix}*")) == 1


@elastic
def test_interrupted_rebuild_is_gone_on_with(
    elastic_on: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.rebuilding.BATCH", 20)

    def stop(done: int, total: int) -> None:
        if done >= 200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild_elastic(stop)
    assert find("export", "cs", backend="elastic").hits.total > 0  # the old one still answers
    steps: list[int] = []
    rebuild_elastic(lambda done, total: steps.append(done))

    assert steps[0] > 200
    assert find("export", "cs", backend="elastic").hits.total > 0


@elastic
def test_readers_see_no_wrong_count_while_the_index_is_rebuilt(elastic_on: Any) -> None:
    elastic_on.pages.refresh()
    body = {"query": {"match_all": {}}, "size": 0, "track_total_hits": True}
    count = elastic_on.es.search(index=elastic_on.pages.name, **body)["hits"]["total"]["value"]
    wrong: list[Any] = []
    reads = [0]
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set():
            try:
                answer = elastic_on.es.search(index=elastic_on.pages.name, **body)
                seen = answer["hits"]["total"]["value"]
            except Exception as error:  # noqa: BLE001  (every failure of a reader counts)
                seen = error
            reads[0] += 1
            if seen != count:
                wrong.append(seen)

    readers = [threading.Thread(target=read) for _number in range(2)]
    for reader in readers:
        reader.start()
    for _turn in range(2):
        rebuild_elastic(lambda done, total: None)
    is_over.set()
    for reader in readers:
        reader.join()

    assert (wrong, reads[0] > 100) == ([], True)


@elastic
def test_wagtails_own_search_and_its_command_work_on_the_index(elastic_on: Any) -> None:
    call_command("update_index", backend_name="elastic", verbosity=0)
    backend = get_search_backend("elastic")
    with translation.override("cs"):
        pages = Page.objects.live().filter(locale__isnull=False)
        hits = backend.search("exportní mentoring", Page.objects.live())
        assert hits[0].title == "Pro-exportní mentoring"
        assert len(hits) == hits.count() > 20
        cards = backend.search("export", ServiceCard.objects.live())
        assert all(isinstance(card, ServiceCard) for card in cards)
        export, voucher = PlainText("export"), PlainText("voucher")
        both = backend.search(And([export, voucher]), pages).count()
        either = backend.search(Or([export, voucher]), pages).count()
        without = backend.search(And([export, Not(voucher)]), pages).count()
        assert either >= backend.search(export, pages).count() == both + without
        phrase = backend.search(Phrase("inovační vouchery"), pages)
        assert 0 < phrase.count() < either
        assert backend.autocomplete("expor ment", pages)[0].title == "Pro-exportní mentoring"
        assert len(hits.facet("content_type_id")) > 3


@elastic
def test_suggestions_are_titles_that_begin_so(elastic_on: Any) -> None:
    ids = suggestions("exportní ment", "cs", 8)

    titles = list(Page.objects.filter(pk__in=ids).values_list("title", flat=True))
    assert "Pro-exportní mentoring" in titles


@elastic
@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_gets_an_answer_from_elasticsearch(elastic_on: Any, text: str) -> None:
    assert find(text, "cs", backend="elastic").backend == ("elastic")
    suggestions(text, "en", 5)
    get_search_backend("elastic").search(text, Page.objects.all()).count()


@elastic
def test_orphan_of_a_rebuild_is_removed(elastic_on: Any) -> None:
    KeysRebuilder(elastic_on.pages).start()
    KeysRebuilder(elastic_on.pages).start()

    rebuild_elastic(lambda done, total: None)

    assert len(elastic_on.pages.es.indices.get(index=f"{elastic_on.index_prefix}*")) == 1
