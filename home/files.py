"""Files that a page offers, as a reader needs to know them before opening: kind and size."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from home.media_models import PortalDocument
from home.overlay import Part
from home.visibility import public_documents


@dataclass(frozen=True)
class FileView:
    """A file; `size` in bytes, `kind` like "PDF"."""

    title: str
    url: str
    kind: str
    size: int


def file_views(parts: Iterable[Part], *names: str) -> dict[int, FileView]:
    """Return {id: file} of the documents that stand under `names` in the parts.

    Files that are not public are left out. One query, and none when there is nothing to ask.
    """
    values = (part.values.get(name) for part in parts for name in names)
    ids = {_id(value) for value in values if value}
    rows = public_documents(PortalDocument.objects.filter(pk__in=ids)) if ids else []
    return {
        document.pk: FileView(
            document.title,
            document.url,
            document.file_extension.upper(),
            document.file_size or _size_on_disk(document),
        )
        for document in rows
    }


def _size_on_disk(document: PortalDocument) -> int:
    """Return the size of a document that was stored without one; 0 where its file is missing."""
    try:
        return int(document.file.size)
    except OSError:
        return 0


def _id(value: Any) -> int:
    """Return the id of a stored document, or of one in an editor's preview."""
    return value if isinstance(value, int) else int(value.pk)
