"""The text of documents that pages offer: read once in the background, found with the page."""

from __future__ import annotations

import logging
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from django_tasks import task
from wagtail.documents import get_document_model
from wagtail.models import Page, ReferenceIndex

from home.base import BasePage
from home.uploads import extension_of
from home.visibility import public_documents
from search.document_reader import READERS
from search.models import DocumentText

logger = logging.getLogger(__name__)

PATIENCE = 90  # seconds for one document
LARGEST = 60_000_000  # bytes


def _references(page_ids: Iterable[int]) -> QuerySet:
    """Return the references of pages to documents, in any field, block or link."""
    documents = ContentType.objects.get_for_model(get_document_model())
    return ReferenceIndex.objects.filter(
        object_id__in=[str(pk) for pk in page_ids],
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=documents,
    )


def documents_of(page_ids: Iterable[int]) -> dict[int, list[DocumentText]]:
    """Return {page id: read documents that everybody may see}."""
    found = _references(page_ids).values_list("object_id", "to_object_id")
    by_page: dict[int, set[int]] = defaultdict(set)
    for page_id, document_id in found:
        by_page[int(page_id)].add(int(document_id))
    if not by_page:
        return {}
    ids = {pk for pks in by_page.values() for pk in pks}
    shown = public_documents(get_document_model().objects.filter(pk__in=ids))
    texts = DocumentText.objects.filter(document__in=shown).exclude(text="")
    read = {text.document_id: text for text in texts.select_related("document")}
    return {page: [read[pk] for pk in sorted(pks) if pk in read] for page, pks in by_page.items()}


def texts_of(facts: Iterable[BasePage], pages: Iterable[BasePage]) -> dict[int, str]:
    """Return {page id: titles and texts of its documents}, also of the pages with the facts."""
    ids = {page.pk for page in facts} | {page.pk for page in pages}
    return {
        pk: " \n".join(f"{text.document.title} \n{text.text}" for text in texts)
        for pk, texts in documents_of(ids).items()
    }


def pages_with(document_id: int) -> list[int]:
    """Return ids of the pages that refer to a document."""
    rows = ReferenceIndex.objects.filter(
        to_object_id=str(document_id),
        to_content_type=ContentType.objects.get_for_model(get_document_model()),
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    return sorted({int(pk) for pk in rows.values_list("object_id", flat=True)})


def is_read(document: Any) -> bool:
    """Say whether the text of the present file was read, or it is of no kind with text."""
    if extension_of(document.file.name or "") not in READERS:
        return True
    row = DocumentText.objects.filter(document=document).first()
    return row is not None and row.file == document.file.name


def read_document(document: Any) -> DocumentText:
    """Read the text of a document and keep it; an unreadable one is kept as empty, with a note."""
    text, problem = _text_of(document)
    row, _made = DocumentText.objects.update_or_create(
        document=document,
        defaults={"file": document.file.name, "text": text, "problem": problem[:300]},
    )
    return row


def _text_of(document: Any) -> tuple[str, str]:
    """Return text and problem: one of them is empty."""
    kind = extension_of(document.file.name)
    try:
        with document.file.open("rb") as file:
            data = file.read(LARGEST + 1)
    except OSError as error:
        return "", f"The file cannot be opened: {error}"
    if len(data) > LARGEST:
        return "", "The file is too large."
    try:
        done = subprocess.run(  # noqa: S603  (our own module, the kind is one of READERS)
            [sys.executable, "-m", "search.document_reader", kind],
            input=data,
            capture_output=True,
            timeout=PATIENCE,
            cwd=settings.BASE_DIR,
        )
    except subprocess.TimeoutExpired:
        return "", "Reading took too long."
    if done.returncode:
        last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
        return "", last[0] if last else f"The reader ended with {done.returncode}."
    return done.stdout.decode("utf-8"), ""


@task()
def read_document_task(document_id: int) -> bool:
    """Read a document if its present file was not, then index the pages that offer it."""
    from search.updating import update

    document = get_document_model().objects.filter(pk=document_id).first()
    if document is None:
        return False
    is_new = not is_read(document)
    if is_new and (problem := read_document(document).problem):
        logger.warning("Document %s has no text for the search: %s", document_id, problem)
    update(pages_with(document_id))  # its title or its collection may have changed
    return is_new
