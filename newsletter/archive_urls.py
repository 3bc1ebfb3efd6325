"""Addresses below "zpravodaj/" (Czech) and "newsletter/" (English)."""

from __future__ import annotations

from django.urls import path

from newsletter import archive

urlpatterns = [
    path("", archive.archive, name="newsletter_archive"),
    path("issues.atom", archive.archive_feed, name="newsletter_archive_feed"),
    path("<slug:key>/", archive.issue, name="newsletter_issue"),
]
