"""StreamField blocks. One template per block in `templates/components/blocks/`.

Wording is translated, everything else (codes, dates, addresses, links) is shared: readers of a
translation get the structure and the facts of the source page (`home.overlay`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bs4 import BeautifulSoup
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock

from home.vocabularies import Vocabulary

EMPTY_LINK_WORDS = {
    *("", "zde", "tady", "klikněte zde", "kliknutím zde", "odkaz", "více"),
    *("here", "click here", "link", "more"),
}
PARAGRAPH_FEATURES = ["bold", "ol", "ul", "link", "document-link"]
TEMPLATES = "components/blocks"


def term_choices(vocabulary: Vocabulary) -> Callable[[], list[tuple[str, str]]]:
    """Return a function that lists (code, name) of a vocabulary in the source language."""

    def choices() -> list[tuple[str, str]]:
        from home.models import Term  # blocks are loaded before the models are ready

        terms = Term.objects.filter(
            vocabulary=vocabulary, locale__language_code=settings.LANGUAGE_CODE
        )
        return list(terms.values_list("code", "name"))

    return choices


def parts(name: str, block: type, label: object, **options: Any) -> StreamField:
    """Return an ordered list of parts of one kind (ADR 0005)."""
    return StreamField(
        [(name, block())], blank=True, verbose_name=label, use_json_field=True, **options
    )


class TermBlock(blocks.ChoiceBlock):
    """The stable code of one term of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary, **kwargs: Any) -> None:
        self.vocabulary = vocabulary
        super().__init__(choices=term_choices(vocabulary), **kwargs)

    def deconstruct(self) -> tuple[str, tuple[Any, ...], dict[str, Any]]:
        """Leave the choices out of migrations: they are content."""
        return ("wagtail.blocks.CharBlock", (), {})


class HeadingBlock(blocks.StructBlock):
    """A section heading; sections of a page are h2, the template adds an anchor."""

    text = blocks.CharBlock(label=_("heading"), max_length=150)

    class Meta:
        icon = "title"
        label = _("heading")
        template = f"{TEMPLATES}/heading.html"


class ParagraphBlock(blocks.RichTextBlock):
    """Running text: bold, lists and links only."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(features=PARAGRAPH_FEATURES, label=_("text"), **kwargs)

    def clean(self, value: Any) -> Any:
        """Refuse links whose words say nothing about where they lead (WCAG 2.4.4)."""
        cleaned = super().clean(value)
        for link in BeautifulSoup(cleaned.source, "html.parser").find_all("a"):
            words = " ".join(link.get_text().split()).strip(" .…").casefold()
            if words in EMPTY_LINK_WORDS:
                raise ValidationError(
                    _("The link “%(words)s” does not say where it leads."), params={"words": words}
                )
        return cleaned

    class Meta:
        icon = "pilcrow"
        template = f"{TEMPLATES}/paragraph.html"


class ArrowListBlock(blocks.StructBlock):
    """Things one gets, each a short phrase."""

    items = blocks.ListBlock(blocks.CharBlock(label=_("item")), label=_("items"))

    class Meta:
        icon = "list-ul"
        label = _("list with arrows")
        template = f"{TEMPLATES}/arrow_list.html"


class TextPartBlock(blocks.StructBlock):
    """One sentence or paragraph of an ordered list."""

    text = blocks.TextBlock(label=_("text"))

    class Meta:
        icon = "list-ul"
        label = _("item")


class QuoteBlock(blocks.StructBlock):
    """Somebody's words and whose they are."""

    text = blocks.TextBlock(label=_("quotation"))
    attribution = blocks.CharBlock(label=_("who said it"), required=False, default="")

    class Meta:
        icon = "openquote"
        label = _("quotation")
        template = f"{TEMPLATES}/quote.html"


class NoticeBlock(blocks.StructBlock):
    """A short warning or note beside the text."""

    heading = blocks.CharBlock(label=_("heading"), max_length=120)
    text = blocks.TextBlock(label=_("text"))

    class Meta:
        icon = "warning"
        label = _("notice")
        template = f"{TEMPLATES}/notice.html"


class PictureBlock(blocks.StructBlock):
    """An image with its alternative text (Wagtail asks for it, or for "decorative")."""

    image = ImageBlock(label=_("image"))
    caption = blocks.CharBlock(label=_("caption"), required=False, default="")

    class Meta:
        icon = "image"
        label = _("image")
        template = f"{TEMPLATES}/picture.html"


class BodyBlock(blocks.StreamBlock):
    """Body of a plain page."""

    heading = HeadingBlock()
    paragraph = ParagraphBlock()
    arrow_list = ArrowListBlock()
    quote = QuoteBlock()
    notice = NoticeBlock()
    picture = PictureBlock()


class MenuLinkBlock(blocks.StructBlock):
    """A link of the menu or the footer: to a page, or to an address on this site or elsewhere."""

    label = blocks.CharBlock(label=_("label"), max_length=60)
    page = blocks.PageChooserBlock(label=_("page"), required=False)
    url = blocks.CharBlock(
        label=_("address"),
        required=False,
        default="",
        help_text=_("Only where there is no page: /…"),
    )

    def clean(self, value: Any) -> Any:
        """Take addresses of this site and of the web only: no `javascript:`, no `//host`."""
        cleaned = super().clean(value)
        url = cleaned.get("url") or ""
        is_own = url.startswith("/") and not url.startswith(("//", "/\\"))
        if url and not is_own and not url.startswith("https://"):
            error = ValidationError(_("Begin the address with “/” or with “https://”."))
            raise blocks.StructBlockValidationError({"url": error})
        return cleaned

    class Meta:
        icon = "link"
        label = _("link")


class FooterColumnBlock(blocks.StructBlock):
    """One column of the footer."""

    heading = blocks.CharBlock(label=_("heading"), max_length=60)
    links = blocks.ListBlock(MenuLinkBlock(), label=_("links"))

    class Meta:
        icon = "list-ul"
        label = _("column")
