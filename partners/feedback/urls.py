"""Addresses below "zpetna-vazba/" (Czech) and "feedback/" (English)."""

from __future__ import annotations

from django.urls import path
from django.utils.translation import gettext_lazy as _

from partners.feedback import views

urlpatterns = [
    path("", views.vote, name="feedback"),
    path(_("comment/"), views.comment, name="feedback_comment"),
]
