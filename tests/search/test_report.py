"""What readers search for: counted without a person, shown to editors with what they can do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.test import Client

from home.dates import today_in_prague
from search import counting
from search.models import MissingContent, Promotion, SearchCount, SynonymRule
from tests.factories import ContentPageFactory

pytestmark = pytest.mark.django_db
REPORT = "/admin/reports/searches/"


def counted(text: str, language: str = "cs") -> tuple[int, int, int]:
    """Return searches, results and clicks of today."""
    counting.write_waiting()
    row = SearchCount.objects.get(day=today_in_prague(), language=language, text=text)
    return row.searches, row.found, row.clicks


def test_search_and_click_are_counted_without_cookie_and_person(client: Client) -> None:
    answer = client.get("/cs/hledat/?q=Inovační vouchery")
    client.get("/cs/hledat/?q=inovační vouchery")
    client.get("/cs/hledat/?q=inovační vouchery&strana=2")  # the same search
    click = client.post("/cs/hledat/otevreno/", {"q": "inovační vouchery"})

    searches, found, clicks = counted("inovační vouchery")
    assert (searches, clicks) == (2, 1)
    assert found > 0
    assert click.status_code == 204
    assert not answer.cookies
    assert not click.cookies
    assert {field.name for field in SearchCount._meta.fields} == {
        *("id", "day", "language", "text", "searches", "found", "clicks"),
    }


def test_clicks_are_never_more_than_searches(client: Client) -> None:
    client.get("/en/search/?q=vouchers")
    for _turn in range(3):
        client.post("/en/search/click/", {"q": "vouchers"})
    client.post("/en/search/click/", {"q": "never searched for"})

    assert counted("vouchers", "en")[2] == 1
    assert SearchCount.objects.count() == 1
    assert client.get("/en/search/click/").status_code == 405


@pytest.mark.parametrize("text", ["jan@novak.cz", "777123456", "777 123 456", "+420 777 12 34 56"])
def test_what_looks_like_somebodys_data_is_not_kept(client: Client, text: str) -> None:
    client.get("/cs/hledat/", {"q": text})
    counting.write_waiting()

    assert not SearchCount.objects.exists()


def test_counts_go_after_thirteen_months() -> None:
    SearchCount.objects.create(day=today_in_prague() - timedelta(days=396), language="cs", text="a")
    SearchCount.objects.create(day=today_in_prague() - timedelta(days=394), language="cs", text="b")

    assert counting.forget_old() == 1
    assert SearchCount.objects.get().text == "b"


def test_many_searches_wait_and_are_written_together() -> None:
    for _turn in range(3):
        counting.note_search("export", "cs", 5)

    assert SearchCount.objects.get().searches == 1  # the first at once, the others later
    assert counted("export") == (3, 5, 0)


def test_report_shows_what_was_searched_in_vain(admin_client_cs: Client) -> None:
    today = today_in_prague()
    rows = [("drony", "cs", 9, 0, 0), ("granty", "cs", 4, 12, 0), ("export", "en", 30, 20, 5)]
    for text, language, searches, found, clicks in rows:
        SearchCount.objects.create(
            day=today, language=language, text=text, searches=searches, found=found, clicks=clicks
        )
    SearchCount.objects.create(day=today - timedelta(1), language="cs", text="drony", searches=2)

    def texts(query: str = "") -> list[str]:
        rows = admin_client_cs.get(REPORT + query).context["object_list"]
        return [row["text"] for row in rows]

    assert texts() == ["export", "drony", "granty"]
    assert texts("?outcome=empty") == ["drony"]
    assert texts("?outcome=unclicked") == ["granty"]
    assert texts("?language=en") == ["export"]
    assert texts("?days=7&ordering=text") == ["drony", "export", "granty"]
    row = admin_client_cs.get(f"{REPORT}?outcome=empty").context["object_list"][0]
    assert (row["times"], row["last_found"]) == (11, 0)
    assert "drony" in admin_client_cs.get(f"{REPORT}?export=csv").getvalue().decode()


def test_row_of_the_report_leads_to_what_can_be_done(admin_client_cs: Client) -> None:
    SearchCount.objects.create(day=today_in_prague(), language="cs", text="drony", searches=1)
    client = Client(enforce_csrf_checks=True)
    client.cookies = admin_client_cs.cookies
    soup = BeautifulSoup(client.get(REPORT).content, "html.parser")

    form = soup.find("form", action=f"{REPORT}missing/")
    links = [link["href"] for link in form.parent.find_all("a")]
    assert links[0] == "/cs/hledat/?q=drony"
    assert all(link.startswith("/admin/snippets/search/") for link in links[1:])
    fields = {field["name"]: field["value"] for field in form.find_all("input")}
    assert (fields["text"], fields["language"]) == ("drony", "cs")
    assert client.post(form["action"], fields).status_code == 302
    assert MissingContent.objects.filter(text="drony").exists()
    assert "Zapsáno jako chybějící" in client.get(REPORT).content.decode()


def test_editor_acts_on_a_search_in_vain(admin_client_cs: Client) -> None:
    page = ContentPageFactory(title="Létající stroje")
    SearchCount.objects.create(day=today_in_prague(), language="cs", text="drony", searches=1)
    row = admin_client_cs.get(REPORT).context["object_list"][0]

    form = admin_client_cs.get(row["synonym_url"]).context["form"]
    assert form["rule"].value() == "drony, "
    form = admin_client_cs.get(row["promotion_url"]).context["form"]
    assert (form["phrases"].value(), form["language"].value()) == ("drony", "cs")
    add: Any = {"rule": "drony, létající stroje", "note": "", "is_active": "on"}
    admin_client_cs.post(row["synonym_url"], add)
    assert SynonymRule.objects.filter(rule="drony, létající stroje").exists()
    add = {"language": "cs", "phrases": "drony", "page": page.pk, "is_active": "on"}
    admin_client_cs.post(row["promotion_url"], add)
    assert Promotion.objects.get().page_id == page.pk
    admin_client_cs.post(f"{REPORT}missing/", {"text": "drony", "language": "cs"})
    assert MissingContent.objects.get().text == "drony"
    assert admin_client_cs.get(REPORT).context["object_list"][0]["is_missing"]
    found = Client().get("/cs/hledat/?q=drony").content.decode()
    assert "Létající" in found


@pytest.mark.parametrize("rule", ["jen jedno", " , ", "a, a", "=> b", "?!, …"])
def test_synonym_that_says_nothing_is_refused(admin_client_cs: Client, rule: str) -> None:
    add = {"rule": rule, "note": "", "is_active": "on"}
    answer = admin_client_cs.post("/admin/snippets/search/synonymrule/add/", add)

    assert "rule" in answer.context["form"].errors
    assert not SynonymRule.objects.filter(rule=rule).exists()


def test_report_is_for_editors(client: Client, django_user_model: Any) -> None:
    user = django_user_model.objects.create_user("redakce", "r@example.org", "x" * 16)
    user.groups.add(Group.objects.get(name="Editor"))
    other = django_user_model.objects.create_user("jiny", "j@example.org", "x" * 16)
    other.groups.add(Group.objects.get(name="Newsletter manager"))
    backend = "django.contrib.auth.backends.ModelBackend"

    client.force_login(user, backend=backend)
    assert client.get(REPORT).status_code == 200
    assert client.get("/admin/snippets/search/synonymrule/").status_code == 200
    client.force_login(other, backend=backend)
    assert client.get(REPORT).status_code == 302
    client.post(f"{REPORT}missing/", {"text": "x", "language": "cs"})
    assert not MissingContent.objects.exists()


def test_starter_synonyms_are_loaded_once_and_stay_deleted() -> None:
    from django.core.management import call_command

    count = SynonymRule.objects.count()
    assert count > 100
    SynonymRule.objects.order_by("pk").first().delete()

    call_command("load_content", verbosity=0)

    assert SynonymRule.objects.count() == count - 1
