"""Addresses of the portal. No Django admin, no API is mounted (reliability 23, 27)."""

from __future__ import annotations

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.utils.translation import gettext_lazy as _
from django.views.generic import RedirectView
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls

from home import sitemap, views
from news import feeds
from newsletter import archive
from newsletter.health import mailz
from partners.needs.views import firm_need
from projects.duties.calendar import subscribed
from projects.reporting.views import actor_report
from search import views as search_views
from servicecards.confirming.views import confirm_card

handler400 = "home.views.bad_request"
handler403 = "home.views.permission_denied"
handler404 = "home.views.page_not_found"
handler500 = "home.views.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.root, name="root"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("mailz", mailz, name="mailz"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemap.sitemap, name="sitemap"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include("home.documents")),
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        wagtail_views.authenticate_with_password,
        name="wagtailcore_authenticate_with_password",
    ),
    # Pages that only some users may read send everybody else here.
    path(
        "_util/login/",
        RedirectView.as_view(pattern_name="wagtailadmin_login", query_string=True),
        name="wagtailcore_login",
    ),
]
if settings.SERVE_MEDIA:
    urlpatterns.append(path("media/<path:path>", views.media, name="media"))
urlpatterns += i18n_patterns(
    path("feeds/news.atom", feeds.atom, name="news_atom"),
    path("feeds/news.json", feeds.json_feed, name="news_json"),
    path(_("search/"), search_views.search, name="search"),
    path(_("search/suggestions/"), search_views.suggest, name="search_suggest"),
    path(_("search/click/"), search_views.click, name="search_click"),
    path(_("subscription/"), include("newsletter.urls")),
    path(_("newsletter/"), include("newsletter.archive_urls")),
    path(_("enquiry/"), include("partners.enquiries.urls")),
    path(_("feedback/"), include("partners.feedback.urls")),
    path(_("card-confirmation/<str:token>/"), confirm_card, name="card_confirmation"),
    path(_("project-duties/<str:token>/"), subscribed, name="duties_calendar"),
    path(_("firm-need/<str:token>/"), firm_need, name="firm_need"),
    path(_("actor-report/<str:token>/"), actor_report, name="actor_report"),
    path("feeds/topics.<str:form>", archive.topics_feed, name="topics_feed"),
    re_path(r"^((?:[\w\-]+/)*)$", views.serve_page, name="wagtail_serve"),
)
