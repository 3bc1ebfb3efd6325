"""`manage.py check_links`: visit the due addresses of all pages now, showing each."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from home.linkcheck.records import CheckedLink
from home.linkcheck.run import check, due_links, take_stock
from home.linkcheck.tasks import schedule


class Command(BaseCommand):
    """Checks links; without it the background worker does so every night."""

    help = "Check the links of all published pages that lead outside the portal."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the choice of what to check."""
        parser.add_argument("--all", action="store_true", help="also those that are not due")
        parser.add_argument(
            "--schedule", action="store_true", help="only queue the check of the next night"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check, or only queue the check."""
        if options["schedule"]:
            queued = schedule()
            self.stdout.write("  queued for tonight" if queued else "  already queued")
            return
        take_stock()
        links = CheckedLink.objects.all() if options["all"] else due_links()
        visited = check(links, progress=self._show)
        broken = sum(link.is_broken for link in CheckedLink.objects.all())
        self.stdout.write(f"{visited} addresses visited, {broken} broken in all.")

    def _show(self, number: int, total: int, text: str) -> None:
        self.stdout.write(f"  {number}/{total} {text}")
