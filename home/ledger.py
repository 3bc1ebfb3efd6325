"""What the loader of the starter content put where (see `home.loading`)."""

from __future__ import annotations

from django.db import models


class LoadedFact(models.Model):
    """The value that the loader last wrote into one field, as a digest.

    A field whose present value has this digest was not touched by an editor since.
    """

    identifier = models.CharField(max_length=80)
    language = models.CharField(max_length=12)
    field = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["identifier", "language", "field"], name="home_loadedfact_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.identifier} [{self.language}] {self.field}"
