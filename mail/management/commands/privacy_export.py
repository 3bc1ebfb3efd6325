"""`manage.py privacy_export ADDRESS`: everything the portal knows of an address, as JSON."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mail.privacy import data_as_json


class Command(BaseCommand):
    """Print the data of one address (reliability 47)."""

    help = "Print everything that is stored about an e-mail address, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address."""
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        self.stdout.write(data_as_json(options["address"]))
