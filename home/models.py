"""Models of `home`, each in a module named after its topic."""

from __future__ import annotations

from home.changes import ChangeListPage, MaterialChange
from home.chrome_models import Navigation, OperatorSettings
from home.glossary import GlossaryPage, GlossaryTermPage
from home.ledger import LoadedFact
from home.linkcheck.records import CheckedLink
from home.links import LinkKind, PageLink
from home.media_models import PortalDocument, PortalImage, PortalRendition
from home.pages import ContentPage, HomePage
from home.stamp import ContentStamp
from home.terms import Term
from home.topics import TopicPage

__all__ = [
    "ChangeListPage",
    "CheckedLink",
    "ContentPage",
    "ContentStamp",
    "GlossaryPage",
    "GlossaryTermPage",
    "HomePage",
    "LinkKind",
    "LoadedFact",
    "MaterialChange",
    "Navigation",
    "OperatorSettings",
    "PageLink",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "Term",
    "TopicPage",
]
