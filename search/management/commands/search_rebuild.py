"""`manage.py search_rebuild [--backend NAME]`: make the search index anew."""

from __future__ import annotations

import sys
import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from elasticsearch import ApiError, TransportError
from elasticsearch.helpers import BulkIndexError
from wagtail.search.backends import get_search_backend

from search.finding import ELASTIC, EMBEDDED, backend_names
from search.models import IndexState, PageText
from search.rebuilding import rebuild_elastic, rebuild_embedded
from search.tasks import schedule


class Command(BaseCommand):
    """Rebuilds one back end or all; an interrupted run is gone on with."""

    help = "Make the search index anew; readers keep the old one until the new one is complete."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add the back end."""
        parser.add_argument("--backend", default="", help="a back end by its name in the settings")
        parser.add_argument("--missing", action="store_true", help="only where there is no index")
        parser.add_argument(
            "--schedule", action="store_true", help="only queue the work of the next night"
        )

    def _is_missing(self, name: str) -> bool:
        """Say whether a back end has nothing to search in; an engine that is down has."""
        if name == EMBEDDED:
            state = IndexState.objects.filter(backend=name).first()
            was_interrupted = state is not None and state.rebuild_is_under_way()
            return was_interrupted or not PageText.objects.exists()
        try:
            return not get_search_backend(name).has_index()
        except (ApiError, TransportError) as error:
            self.stdout.write(f"  {name} does not answer, the database serves: {str(error)[:120]}")
            return False

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild with progress."""
        if options["schedule"]:
            queued = schedule()
            self.stdout.write("  queued for tonight" if queued else "  already queued")
            return
        backend = options["backend"]
        if backend and backend not in settings.WAGTAILSEARCH_BACKENDS:
            known = ", ".join(settings.WAGTAILSEARCH_BACKENDS)
            raise CommandError(f"There is no back end “{backend}”, only: {known}.")
        self.is_loud = options["verbosity"] > 0
        # Elasticsearch is filled from the rows of the embedded one, so that comes first.
        for name in [backend] if backend else reversed(backend_names()):
            if not options["missing"] or self._is_missing(name):
                self._rebuild(name)
            elif self.is_loud:
                self.stdout.write(f"  {name}: nothing to do")

    def _rebuild(self, name: str) -> None:
        started = time.monotonic()
        self.name = name
        try:
            work = {ELASTIC: rebuild_elastic, EMBEDDED: rebuild_embedded}[name]
            count = work(self._progress)
        except (ApiError, TransportError, BulkIndexError) as error:
            raise CommandError(
                f"Elasticsearch does not answer: {str(error)[:300]}\nThe present index stays in "
                "use. Run the command again; it goes on where it stopped."
            ) from None
        seconds = time.monotonic() - started
        if self.is_loud:
            rate = count / seconds if seconds else 0
            self.stdout.write(f"  {name}: {count} pages in {seconds:.1f} s ({rate:.0f} a second)")

    def _progress(self, done: int, total: int) -> None:
        """Show how far it is: a moving line on a terminal, a line now and then elsewhere."""
        if not self.is_loud:
            return
        if sys.stdout.isatty():
            self.stdout.write(f"\r  {self.name}: {done}/{total}", ending="")
            self.stdout.flush()
            if done >= total:
                self.stdout.write("")
        elif done >= total or done % 1000 == 0:
            self.stdout.write(f"  {self.name}: {done}/{total}")
