"""Who may do what in the newsletter's room, and the common frame of its views."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from home import rooms

MANAGE = "newsletter.change_run"
SEE_READERS = "newsletter.view_subscriber"
SEE_MAIL = "mail.view_outgoingmail"


class RoomView(rooms.RoomView):
    """A page of the newsletter's room."""

    permission = MANAGE
    room_url_name = "newsletter_runs"
    room_label = _("Newsletter")
    header_icon = "mail"
