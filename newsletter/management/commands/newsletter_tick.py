"""`manage.py newsletter_tick`: do what is due now and end; the leading worker calls it."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from newsletter.scheduling import tick


class Command(BaseCommand):
    """Plan issues, record deadlines, put due issues together, keep the retention periods."""

    help = "Do what is due in the newsletter: plan, put issues together, clean up."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say what was put together."""
        for key, due in tick().items():
            self.stdout.write(f"{key}: {due} due")
