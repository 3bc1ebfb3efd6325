"""`manage.py check_mail_setup`: is the domain set up so that providers take our mail?"""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from newsletter.mail_setup import DnsResolver, check, signed_one_click


class Command(BaseCommand):
    """Ask the DNS, and look at a message that came through the relay. Exit status 1: not right."""

    help = "Check SPF, DKIM, DMARC, MX and PTR of the newsletter's domain."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take what no setting knows."""
        parser.add_argument("--selector", default="", help="the DKIM selector of your relay")
        parser.add_argument("--address", default="", help="the IP address that sends")
        parser.add_argument("--message", default="", help="a received message, as a file")
        parser.add_argument("--server", default="", help="a DNS server instead of this machine's")
        parser.add_argument("--port", type=int, default=53, help="the port of that server")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print each finding with what to do."""
        domain = settings.NEWSLETTER_FROM.rsplit("@", 1)[1]
        resolver = DnsResolver(options["server"], options["port"])
        findings = check(
            resolver, domain, settings.BOUNCE_DOMAIN, options["selector"], options["address"]
        )
        if options["message"]:
            findings.append(signed_one_click(Path(options["message"]).read_text(errors="replace")))
        for finding in findings:
            mark = self.style.SUCCESS("ok") if finding.is_right else self.style.ERROR("NO")
            self.stdout.write(f"{mark}  {finding.name}")
            if not finding.is_right:
                self.stdout.write(f"    {finding.advice}")
        if not all(finding.is_right for finding in findings):
            sys.exit(1)
