"""Every page type in both languages: the table that page tests and browser tests walk through."""

from __future__ import annotations

LANGUAGES = ("cs", "en")
CARD_7 = (
    "/cs/akcni-plan-pro-export/akcni-plan-karta-7/",
    "/en/action-plan-for-export/action-plan-card-7/",
)
STATISTICS = (
    "/cs/projekty/mezinarodni-projekty-v-cislech/",
    "/en/projects/international-projects-in-figures/",
)

# {page type: (Czech address, English address)}
PAGES = {
    "front page": ("/cs/", "/en/"),
    "finder": ("/cs/sluzby/", "/en/services/"),
    "card": ("/cs/sluzby/pro-exportni-mentoring/", "/en/services/pro-export-mentoring/"),
    "directory": ("/cs/partneri/", "/en/partners/"),
    "organisation": (
        "/cs/partneri/inovacni-centrum-usteckeho-kraje-z-s/",
        "/en/partners/innovation-centre-of-the-usti-region/",
    ),
    "group": (
        "/cs/partneri/samospravy-kraje-a-velka-mesta/",
        "/en/partners/local-and-regional-authorities-regions-and-large-cities/",
    ),
    "foreign partner": ("/cs/partneri/kent-county-council/", "/en/partners/kent-county-council/"),
    "projects": ("/cs/projekty/", "/en/projects/"),
    "project": ("/cs/projekty/pure-cosmos/", "/en/projects/pure-cosmos/"),
    "project without facts": (
        "/cs/projekty/go-and-come-back/",
        "/en/projects/go-and-come-back/",
    ),
    "statistics": STATISTICS,
    "action plan": ("/cs/akcni-plan-pro-export/", "/en/action-plan-for-export/"),
    "action-plan card": CARD_7,
    "indicators": ("/cs/ukazatele/", "/en/indicators/"),
    "indicator": (
        "/cs/ukazatele/preziti-vyvazejicich-firem-z-regionalnich-inovacnich-center/",
        "/en/indicators/survival-of-exporting-companies-from-regional-innovation-centres/",
    ),
    "partners wanted": ("/cs/hledame-partnery/", "/en/partners-wanted/"),
    "what firms tell us": ("/cs/co-rikaji-firmy/", "/en/what-firms-tell-us/"),
    "news": ("/cs/novinky/", "/en/news/"),
    "news item": (
        "/cs/novinky/czechtrade-a-czechinvest-se-spojuji-sluzby-pokracuji/",
        "/en/news/czechtrade-and-czechinvest-are-merging-services-continue/",
    ),
    "events": ("/cs/akce/", "/en/events/"),
    "glossary": ("/cs/slovnik/", "/en/glossary/"),
    "glossary term": ("/cs/slovnik/klastr/", "/en/glossary/cluster/"),
    "topic": ("/cs/prumysl-4-0/", "/en/industry-4-0/"),
    "changes": ("/cs/zmeny/", "/en/changes/"),
    "plain page": ("/cs/o-kontaktnim-miste/", "/en/about-the-one-stop-shop/"),
    "subscription": ("/cs/novinky-e-mailem/", "/en/news-by-email/"),
    "archive of issues": ("/cs/zpravodaj/", "/en/newsletter/"),
    "sign-up sent": ("/cs/odber/odeslano/", "/en/subscription/sent/"),
    "question": ("/cs/polozte-dotaz/", "/en/ask-a-question/"),
    "question sent": ("/cs/dotaz/odeslano/", "/en/enquiry/sent/"),
    "statement": ("/cs/prohlaseni-o-pristupnosti/", "/en/accessibility-statement/"),
    "privacy": ("/cs/ochrana-osobnich-udaju/", "/en/privacy/"),
    "search": ("/cs/hledat/?q=export", "/en/search/?q=export"),
}
