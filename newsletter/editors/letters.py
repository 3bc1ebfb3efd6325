"""Single messages and what lies in the mail folder, for those who may see them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _

from home.dates import PRAGUE
from mail.models import OutgoingMail
from newsletter.editors.access import SEE_MAIL, RoomView

PAGE_SIZE = 50


@dataclass(frozen=True)
class Stored:
    """A message in the mail folder."""

    name: str
    recipient: str
    subject: str
    at: datetime


def _folder() -> Path | None:
    return Path(settings.MAIL_FOLDER) if settings.MAIL_FOLDER else None


def read(name: str) -> tuple[bytes, EmailMessage, dict[str, str]]:
    """Return bytes, message and envelope of a stored message. Raises Http404."""
    folder = _folder()
    if folder is None or not name.isalnum():
        raise Http404
    path = folder / f"{name}.eml"
    if not path.is_file():
        raise Http404
    content = path.read_bytes()
    envelope = json.loads(path.with_suffix(".json").read_text())
    message: Any = message_from_bytes(content, policy=policy.default)
    return content, message, envelope


def stored_messages() -> list[str]:
    """Return the names of stored messages, the newest first."""
    folder = _folder()
    paths = list(folder.glob("*.eml")) if folder and folder.is_dir() else []
    paths.sort(key=lambda path: path.stat().st_mtime, reverse=True)
    return [path.stem for path in paths]


def described(name: str) -> Stored:
    """Return what the list shows of a stored message."""
    _content, message, envelope = read(name)
    path = cast(Path, _folder()) / f"{name}.eml"
    at = datetime.fromtimestamp(path.stat().st_mtime, PRAGUE)
    return Stored(name, envelope["recipient"], str(message["Subject"]), at)


class OutboxView(RoomView):
    """Single messages with their state, and the folder where letters lie without a server."""

    permission = SEE_MAIL
    page_title = _("Sent messages")
    template_name = "wagtailadmin/newsletter/outbox.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add one page of each list."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        get = self.request.GET
        rows = Paginator(OutgoingMail.objects.defer("content"), PAGE_SIZE)
        names = Paginator(stored_messages(), PAGE_SIZE)
        context["rows"] = rows.get_page(get.get("p"))
        context["has_folder"] = _folder() is not None
        context["files"] = names.get_page(get.get("f"))
        context["stored"] = [described(name) for name in context["files"]]
        return context


class LetterView(RoomView):
    """One message of the folder: headers, text, HTML, and its bytes."""

    permission = SEE_MAIL
    page_title = _("Message")
    template_name = "wagtailadmin/newsletter/letter.html"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer with the page, or with the bytes themselves."""
        if request.GET.get("format") == "eml":
            content, _message, _envelope = read(kwargs["name"])
            response = HttpResponse(content, content_type="message/rfc822")
            response["Content-Disposition"] = f'attachment; filename="{kwargs["name"]}.eml"'
            return response
        answer: HttpResponse = super().get(request, *args, **kwargs)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the parts of the message."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        _content, message, envelope = read(self.kwargs["name"])
        text, html = message.get_body(("plain",)), message.get_body(("html",))
        context |= {
            "envelope": envelope,
            "headers": [(name, str(value)) for name, value in message.items()],
            "text": text.get_content() if text else "",
            "html": html.get_content() if html else "",
            "name": self.kwargs["name"],
        }
        return context
