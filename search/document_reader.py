"""Reads the text out of a document, in a process of its own: `-m search.document_reader pdf`.

The file comes on standard input, the text goes to standard output. Files are strangers: a process
with little memory and time cannot take the portal with it, whatever a file makes its reader do.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from io import BytesIO

MOST_MEMORY = 1_200_000_000  # bytes of address space
MOST_SECONDS = 60  # of the processor
MOST_CHARACTERS = 400_000  # of text; some 150 pages
MOST_PAGES = 500


def _pdf(data: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    for page in PdfReader(BytesIO(data)).pages[:MOST_PAGES]:
        yield page.extract_text()


def _docx(data: bytes) -> Iterator[str]:
    from docx import Document

    document = Document(BytesIO(data))
    yield from (paragraph.text for paragraph in document.paragraphs)
    for table in document.tables:
        for row in table.rows:
            yield from (cell.text for cell in row.cells)


def _odt(data: bytes) -> Iterator[str]:
    from odfdo import Document

    yield Document(BytesIO(data)).get_formatted_text()


READERS: dict[str, Callable[[bytes], Iterator[str]]] = {"pdf": _pdf, "docx": _docx, "odt": _odt}


def read(kind: str, data: bytes) -> str:
    """Return the text of a document, shortened. Raises what the reader raises."""
    found: list[str] = []
    length = 0
    for part in READERS[kind](data):
        # A lone surrogate, which broken fonts give, cannot be written as UTF-8.
        text = " ".join(part.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").split())
        found.append(text)
        length += len(text)
        if length > MOST_CHARACTERS:
            break
    return " ".join(text for text in found if text)[:MOST_CHARACTERS]


def main() -> int:
    """Read standard input with limits; end with 1 when the document cannot be read."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    try:
        text = read(sys.argv[1], sys.stdin.buffer.read())
    except Exception as error:  # noqa: BLE001  (a reader may raise anything on a broken file)
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
        return 1
    sys.stdout.buffer.write(text.encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
