"""`manage.py privacy_export ADDRESS`: everything the portal knows of an address, as JSON."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from newsletter.privacy import data_of


class Command(BaseCommand):
    """Print the data of one address (reliability 47)."""

    help = "Print everything that is stored about an e-mail address, as JSON."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take the address."""
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print it."""
        data = data_of(options["address"])
        self.stdout.write(json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2))
