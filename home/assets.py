"""The style sheet of the portal: many small source files, one file for the reader.

The sources in `static/css/` are written for people, one file for each component. `BundleFinder`
joins and minifies them into `css/portal.css`, which templates name like any other static file;
`collectstatic` and `runserver` both find it. There is no Node and no step to remember.

The sources stay visible to the other finders and are collected too: they do no harm, and no
STATICFILES ignore pattern is needed.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import rcssmin
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.contrib.staticfiles.utils import matches_patterns
from django.core.files.storage import FileSystemStorage

# The bundle keeps the folder of its sources, so that `../fonts/…` in them stays true.
BUNDLE = "css/portal.css"

# tokens.css opens the bundle: the statement on the order of layers must come before any layer.
BEFORE_COMPONENTS = ("tokens.css", "reset.css", "base.css", "layout.css")
# Forced colours override components of equal weight, so the alphabet must not place them.
AFTER_COMPONENTS = ("forced_colors.css", "utilities.css", "print.css")

# rcssmin does not know @layer: in it, it takes a rule for a declaration and drops the space of
# `.form :invalid`, which then names another element. With `*` the meaning stays and the space too.
BARE_PSEUDO = re.compile(r"(?<=[\w)\]*])(?<!@page)\s+(?=::?[a-z])")


def source_files() -> list[Path]:
    """Return the sources in the order of the bundle; components follow the alphabet."""
    css: Path = settings.STATIC_SOURCE / "css"
    components = sorted((css / "components").glob("*.css"))
    return [
        *(css / name for name in BEFORE_COMPONENTS),
        *components,
        *(css / name for name in AFTER_COMPONENTS),
    ]


def build_bundle() -> Path:
    """Return the path of the bundle, written anew if a source changed since it was built."""
    bundle = _build_folder() / BUNDLE
    sources = source_files()
    stamp = _newest_change(sources)
    if not bundle.exists() or bundle.stat().st_mtime_ns != stamp:
        text = "\n".join(path.read_text(encoding="utf-8") for path in sources)
        _replace(bundle, minify(text), stamp)
    return bundle


def minify(text: str) -> str:
    """Return the style sheet without comments and needless space."""
    return str(rcssmin.cssmin(BARE_PSEUDO.sub(" *", text)))


class BundleFinder(BaseFinder):
    """Offers the one built file to `static`, `runserver` and `collectstatic`."""

    def find(self, path: str, find_all: bool = False) -> Any:
        """Return the path of the bundle if it is asked for, and nothing for any other file."""
        if Path(path).as_posix() != BUNDLE:
            return []
        bundle = str(build_bundle())
        return [bundle] if find_all else bundle

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, Any]]:
        """Yield the bundle with its storage, as `collectstatic` expects it."""
        if not matches_patterns(BUNDLE, list(ignore_patterns or [])):
            build_bundle()
            yield BUNDLE, FileSystemStorage(location=_build_folder())


def _build_folder() -> Path:
    """Return the folder of built files; asked each time, because tests move BASE_DIR."""
    folder: Path = settings.BASE_DIR / "var" / "build"
    return folder


def _newest_change(sources: list[Path]) -> int:
    """Return the time of the newest change, in nanoseconds.

    The folders count too: one source taken away changes nothing but them. So does this module,
    which holds the order.
    """
    folders = {path.parent for path in sources}
    return max(path.stat().st_mtime_ns for path in [*sources, *folders, Path(__file__)])


def _replace(target: Path, text: str, stamp: int) -> None:
    """Write the file in one step, so that a request meanwhile reads the old one or the new one.

    It gets the time of its newest source, taken before reading: a change made during the build
    is then seen by the next call.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=target.parent, suffix=".tmp", delete=False
    ) as draft:
        draft.write(text)
    # Temporary files are private; a web server under another user may have to read this one.
    Path(draft.name).chmod(0o644)
    os.utime(draft.name, ns=(stamp, stamp))
    Path(draft.name).replace(target)
