"""`manage.py load_content`: load the starter content, or list what it leaves open."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from home.loading.facts import FactsError
from home.loading.run import gaps_of, load, read_records
from home.loading.sync import Report


class Command(BaseCommand):
    """Loads `content/` field by field; what an editor changed stays as it is."""

    help = "Load the starter content (a second run is quick and changes nothing)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Add the folder and the switch for the list of gaps."""
        parser.add_argument("--folder", type=Path, default=settings.BASE_DIR / "content")
        parser.add_argument(
            "--gaps", action="store_true", help="only list what the facts leave open, as a table"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, and turn problems of the files into lines without a traceback."""
        self.is_loud = options["verbosity"] > 0
        try:
            if options["gaps"]:
                self._print_gaps(options["folder"])
            else:
                self._load(options["folder"])
        except FactsError as error:
            lines = "\n  ".join(error.problems)
            raise CommandError(f"Nothing was loaded. Please mend:\n  {lines}") from None

    def _load(self, folder: Path) -> None:
        started = time.monotonic()
        report = load(folder, self._progress if self.is_loud else lambda *step: None)
        if self.is_loud or report.conflicts:
            self._print_report(report, time.monotonic() - started)

    def _progress(self, step: str, done: int, total: int) -> None:
        """Show how far a step is: a moving line on a terminal, a line at its end elsewhere."""
        if sys.stdout.isatty():
            self.stdout.write(f"\r  {step}: {done}/{total}", ending="\n" if done == total else "")
            self.stdout.flush()
        elif total and (done == total or done % 25 == 0):
            self.stdout.write(f"  {step}: {done}/{total}")

    def _print_report(self, report: Report, seconds: float) -> None:
        self.stdout.write(
            f"  {report.created} pages created, {report.updated} updated, "
            f"{report.unchanged} unchanged, {report.translated} translated in {seconds:.1f} s"
        )
        for note in report.notes:
            self.stdout.write(f"  Note: {note}")
        if report.conflicts:
            self.stdout.write("  Changed by an editor and in the facts; left as they are:")
            for conflict in report.conflicts:
                self.stdout.write(f"    {conflict}")

    def _print_gaps(self, folder: Path) -> None:
        _facts, records = read_records(folder)
        self.stdout.write("| what | open | how many | of |\n| --- | --- | --- | --- |")
        for row in gaps_of(records):
            self.stdout.write("| " + " | ".join(str(cell) for cell in row) + " |")
