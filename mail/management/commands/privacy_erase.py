"""`manage.py privacy_erase ADDRESS`: erase an address everywhere."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from mail.privacy import erase_address


class Command(BaseCommand):
    """Erase one address; the keyed proof of consent and the counts stay (reliability 47)."""

    help = "Erase everything that is stored about an e-mail address."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address."""
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Erase and say what was deleted."""
        for name, count in erase_address(options["address"]).items():
            self.stdout.write(f"{name}: {count}")
