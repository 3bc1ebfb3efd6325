"""Who may do what at the contact point, and the common frame of its views."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from home import rooms

SEE = "partners.view_enquiry"
MANAGE = "partners.change_enquiry"
EXPORT = "partners.export_enquiry"
SEE_FEEDBACK = "partners.view_feedback"
SEE_RULES = "partners.view_referralrule"
SEE_NEEDS = "partners.view_firmneed"
NOTE_NEEDS = "partners.add_firmneed"
REPORT_NEEDS = "partners.change_firmneed"


class RoomView(rooms.RoomView):
    """A page of the contact point."""

    permission = SEE
    room_url_name = "enquiries"
    room_label = _("Contact point")
    header_icon = "comment"
