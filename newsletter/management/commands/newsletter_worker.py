"""`manage.py newsletter_worker`: send single messages and issues until SIGTERM."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connections

from mail.configuration import configuration


class Command(BaseCommand):
    """Become a lean worker. Start as many as you like: each takes a place of its own."""

    help = "Send single messages and issues of the newsletter until SIGTERM."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take no ticks where somebody else calls `newsletter_tick`."""
        parser.add_argument(
            "--no-ticks", action="store_true", help="send only; put no issues together"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Hand the configuration over and replace this process by the lean one."""
        manage = (
            () if options["no_ticks"] else (sys.executable, str(settings.BASE_DIR / "manage.py"))
        )
        value = configuration(manage)
        connections.close_all()
        file = os.memfd_create("configuration", 0)
        os.write(file, value.to_json().encode())
        os.lseek(file, 0, os.SEEK_SET)
        os.set_inheritable(file, True)
        os.chdir(settings.BASE_DIR)  # where Python finds the module
        command = [sys.executable, "-m", "newsletter.worker_process", str(file)]
        os.execv(sys.executable, command)  # noqa: S606  (no shell is wanted)
