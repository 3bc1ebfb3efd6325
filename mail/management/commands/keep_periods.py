"""`manage.py keep_periods`: delete what has been kept long enough; the nightly tick calls it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mail.privacy import keep_periods


class Command(BaseCommand):
    """Delete personal data whose period (settings, `RETENTION`) is over."""

    help = "Delete personal data whose period is over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a dry run."""
        parser.add_argument("--dry-run", action="store_true", help="count only")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it and say how many rows of each class."""
        for name, count in keep_periods(options["dry_run"]).items():
            self.stdout.write(f"{name}: {count}")
