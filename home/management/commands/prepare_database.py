"""`manage.py prepare_database`: migrate, quickly on an empty SQLite file, with progress."""

from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


class Command(BaseCommand):
    """Runs the migrations that are missing; nothing else."""

    help = "Run missing migrations and show how far they are."

    def handle(self, *args: Any, **options: Any) -> None:
        """Migrate. An empty SQLite file needs no safety net until it holds something."""
        total = self._pending()
        if not total:
            self.stdout.write("  nothing to do")
            return
        self.stdout.write(f"  {total} migrations, about half a minute on an empty database")
        is_new = not connection.introspection.table_names()
        if is_new and connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA synchronous=OFF")
        call_command("migrate", interactive=False, verbosity=0)
        connection.close()  # the next one is safe again

    def _pending(self) -> int:
        executor = MigrationExecutor(connection)
        return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
