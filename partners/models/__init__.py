"""Models of the partners' room."""

from __future__ import annotations

from partners.models.enquiries import (
    ContactPointSettings,
    Enquiry,
    EnquiryEntry,
    Referral,
    ReferralRule,
    SurveyAnswer,
)
from partners.models.feedback import Feedback
from partners.models.needs import FirmNeed, FirmVoicesPage, Occasion, QuarterReport
from partners.models.organisations import Organisation, OrganisationIndexPage
from partners.models.page import EnquiryPage

__all__ = [
    "ContactPointSettings",
    "Enquiry",
    "EnquiryEntry",
    "EnquiryPage",
    "Feedback",
    "FirmNeed",
    "FirmVoicesPage",
    "Occasion",
    "Organisation",
    "OrganisationIndexPage",
    "QuarterReport",
    "Referral",
    "ReferralRule",
    "SurveyAnswer",
]
