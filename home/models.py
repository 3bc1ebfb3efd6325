"""Models of `home`, each in a module named after its topic."""

from __future__ import annotations

from home.chrome_models import Navigation, OperatorSettings
from home.ledger import LoadedFact
from home.links import LinkKind, PageLink
from home.media_models import PortalDocument, PortalImage, PortalRendition
from home.pages import ContentPage, HomePage
from home.terms import Term

__all__ = [
    "ContentPage",
    "HomePage",
    "LinkKind",
    "LoadedFact",
    "Navigation",
    "OperatorSettings",
    "PageLink",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "Term",
]
