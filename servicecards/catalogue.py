"""The record of a list of services for catalogues of open data (DCAT-AP-CZ, as of 2024-05-28).

A national catalogue reads the record at the list's own address (`?format=dcat`, one data set) or
the catalogue that names it (`?format=katalog`). A narrowed list has a record of its own.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from home.addresses import absolute
from home.exports import linked_data_response
from home.models import OperatorSettings
from servicecards.finder import OUTPUTS, Finder

CONTEXT = (
    "https://ofn.gov.cz/dcat-ap-cz-rozhraní-katalogů-otevřených-dat/2024-05-28/"
    "kontexty/rozhraní-katalogů-otevřených-dat.jsonld"
)
AUTHORITY = "http://publications.europa.eu/resource/authority/"
MEDIA_TYPES = "http://www.iana.org/assignments/media-types/"
PUBLIC_BODY = "https://rpp-opendata.egon.gov.cz/odrpp/zdroj/orgán-veřejné-moci/"
TERMS_OF_USE = "https://data.gov.cz/podmínky-užití/"
REGION = "https://linked.cuzk.cz/resource/ruian/vusc/60"  # the Ústí Region in RÚIAN
# Value of `format` -> file type of the EU's authority table, media type.
FILES = {
    "csv": ("CSV", "text/csv"),
    "jsonld": ("JSON_LD", "application/ld+json"),
    "atom": ("ATOM", "application/atom+xml"),
    "jsonfeed": ("JSON", "application/feed+json"),
    "ics": ("ICS", "text/calendar"),
}
KEYWORDS = {
    "cs": ["podpora podnikání", "veřejné služby", "kontaktní místo"],
    "en": ["business support", "public services", "one-stop shop"],
}


def _texts(message: Any) -> dict[str, str]:
    """Return a lazy interface text in all languages."""
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            found[code] = str(message)
    return found


def _terms_of_use(operator: OperatorSettings) -> dict[str, Any]:
    author = {"cs": operator.name_cs}
    return {
        "typ": "Specifikace podmínek užití",
        "autorské_dílo": operator.data_licence,
        "autor": author,
        "databáze_jako_autorské_dílo": operator.data_licence,
        "autor_databáze": author,
        "databáze_chráněná_zvláštními_právy": (
            TERMS_OF_USE + "není-chráněna-zvláštním-právem-pořizovatele-databáze/"
        ),
        # Contacts are role mailboxes and telephones of offices.
        "osobní_údaje": TERMS_OF_USE + "neobsahuje-osobní-údaje/",
    }


def _distribution(finder: Finder, path: str, code: str, name: Any, terms: Any) -> dict[str, Any]:
    url = absolute(path + finder.as_format(code))
    file_type, media_type = FILES[code]
    return {
        "iri": url,
        "typ": "Distribuce",
        "podmínky_užití": terms,
        "přístupové_url": url,
        "soubor_ke_stažení": url,
        "formát": f"{AUTHORITY}file-type/{file_type}",
        "typ_média": MEDIA_TYPES + media_type,
        "název": _texts(name),
    }


def _publisher(operator: OperatorSettings) -> str:
    """Return the identifier of the operator: the register's, or the portal without a number."""
    return PUBLIC_BODY + operator.ico if operator.ico else absolute("/")


def _contact(operator: OperatorSettings) -> dict[str, Any]:
    name = {"cs": operator.name_cs, "en": operator.name_en}
    contact = {"typ": "Organizace", "jméno": {code: text for code, text in name.items() if text}}
    if operator.contact_email:
        contact["e-mail"] = f"mailto:{operator.contact_email}"
    return contact


def data_set(finder: Finder, request: HttpRequest) -> HttpResponse:
    """Answer with the record of the data set: the list with its distributions."""
    operator, path = OperatorSettings.load(), request.path
    terms = _terms_of_use(operator)
    files = [(code, name) for code, name, _why in OUTPUTS if code in FILES]
    return linked_data_response(
        {
            "@context": CONTEXT,
            "typ": "Datová sada",
            "iri": absolute(path + finder.as_format("dcat")),
            "název": _texts(_("Publicly funded services for entrepreneurs")),
            "popis": _texts(
                _(
                    "Who provides each service, for whom, what it costs, how to start and whether "
                    "it is available, from the portal Rozcestník."
                )
            ),
            "poskytovatel": _publisher(operator),
            "kontaktní_bod": _contact(operator),
            "téma": [f"{AUTHORITY}data-theme/ECON"],
            "periodicita_aktualizace": f"{AUTHORITY}frequency/IRREG",
            "klíčové_slovo": KEYWORDS,
            "prvek_rúian": [REGION],
            "dokumentace": absolute(path + finder.same_query),
            "specifikace": ["https://semiceu.github.io/CPSV-AP/releases/3.2.0/"],
            "distribuce": [_distribution(finder, path, code, name, terms) for code, name in files],
        }
    )


def catalogue(finder: Finder, request: HttpRequest) -> HttpResponse:
    """Answer with the catalogue that holds this one data set."""
    operator = OperatorSettings.load()
    return linked_data_response(
        {
            "@context": CONTEXT,
            "typ": "Katalog",
            "iri": absolute(request.path + finder.as_format("katalog")),
            "název": _texts(_("Open data of the portal Rozcestník")),
            "popis": _texts(_("The services of the region's one-stop shop as open data.")),
            "poskytovatel": _publisher(operator),
            "kontaktní_bod": _contact(operator),
            "domovská_stránka": absolute("/"),
            "datová_sada": [absolute(request.path + finder.as_format("dcat"))],
        }
    )
