"""Addresses below "dotaz/" (Czech) and "enquiry/" (English)."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from partners.enquiries import link_views, views

urlpatterns = [
    path("", views.ask, name="enquiry"),
    path(_("sent/"), views.sent, name="enquiry_sent"),
    path(_("similar/"), views.similar, name="enquiry_similar"),
    path(_("referral/<str:token>/"), link_views.referral, name="enquiry_referral"),
    path(_("state/<str:token>/"), link_views.state, name="enquiry_state"),
    path(_("survey/<str:token>/"), link_views.survey, name="enquiry_survey"),
]
