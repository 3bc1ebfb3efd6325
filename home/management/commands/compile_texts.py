"""`manage.py compile_texts`: make .mo files without the gettext tools."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


def compile_file(path: Path) -> bool:
    """Compile one .po file if it is newer than its .mo file; say whether it was."""
    target = path.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
        return False
    polib.pofile(str(path)).save_as_mofile(str(target))
    return True


class Command(BaseCommand):
    """A bare machine has no `msgfmt`; polib comes with wagtail-localize."""

    help = "Compile the interface texts of all languages."

    def handle(self, *args: Any, **options: Any) -> None:
        """Compile what changed and say how many files that were."""
        paths = [path for root in settings.LOCALE_PATHS for path in Path(root).rglob("*.po")]
        compiled = sum(compile_file(path) for path in sorted(paths))
        if options["verbosity"]:
            self.stdout.write(f"  {compiled} of {len(paths)} files")
