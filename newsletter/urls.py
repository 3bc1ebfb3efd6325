"""Addresses below "odber/" (Czech) and "subscription/" (English)."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from newsletter import data_views, views

urlpatterns = [
    path("", views.sign_up, name="newsletter_sign_up"),
    path(_("sent/"), views.sent, name="newsletter_sent"),
    path(_("sample/"), views.show_sample, name="newsletter_sample"),
    path(_("confirm/<str:token>/"), views.confirm, name="newsletter_confirm"),
    path(_("unsubscribe/<str:token>/"), views.leave, name="newsletter_leave"),
    path(_("settings/<str:token>/"), views.preferences, name="newsletter_preferences"),
    path(_("data/<str:token>/"), data_views.data, name="newsletter_data"),
    path(_("address/<str:token>/"), data_views.new_address, name="newsletter_address"),
]
