"""`manage.py newsletter_intake RECIPIENT < message`: Postfix pipes here what comes back."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from newsletter.intake import take_in

MOST = 1024 * 1024  # bytes; the rest of a longer message says nothing


class Command(BaseCommand):
    """Take one message in. Exit status 0 means that it is dealt with, 75 that it may come again."""

    help = "Take in a bounce, a complaint or a request to leave from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address that it came to."""
        parser.add_argument("recipient", help="the envelope recipient: ${recipient} in Postfix")

    def handle(self, *args: Any, **options: Any) -> None:
        """Take it in; what cannot be stored now shall come again (EX_TEMPFAIL)."""
        content = sys.stdin.buffer.read(MOST)
        try:
            self.stdout.write(take_in(options["recipient"], content))
        except DatabaseError as error:
            self.stderr.write(f"Not taken in: {type(error).__name__}")
            sys.exit(75)
        except Exception as error:  # noqa: BLE001  (it would be no better understood next time)
            self.stderr.write(f"Not understood, put away: {type(error).__name__}")
