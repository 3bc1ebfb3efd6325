"""`manage.py setup_roles`: the four roles of the office, as Wagtail groups."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from home.roles import setup_roles


class Command(BaseCommand):
    """Creates or repairs the roles; members stay as they are."""

    help = "Create or repair the roles: editor, translator, newsletter manager, administrator."

    def handle(self, *args: Any, **options: Any) -> None:
        """Set up all roles and name them."""
        names = setup_roles()
        if options["verbosity"]:
            self.stdout.write("  Roles: " + ", ".join(names))
