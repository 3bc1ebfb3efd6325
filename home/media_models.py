"""Images, their renditions and documents: Wagtail's own, with safe storage (reliability 33-40)."""

from __future__ import annotations

from io import BytesIO
from typing import ClassVar

import PIL.Image
from django.core.files.base import ContentFile, File
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Image,
    WagtailImageField,
    WagtailImageFieldFile,
    get_upload_to,
)

# What Pillow may find in a file that holds nothing but the picture and its colour profile.
HARMLESS_INFO = {
    *("adobe", "adobe_transform", "background", "bbox", "blend", "chromaticity"),
    *("default_image", "disposal", "dpi", "duration", "gamma", "icc_profile", "interlace"),
    *("jfif", "jfif_density", "jfif_unit", "jfif_version", "loop", "progression"),
    *("progressive", "srgb", "timestamp", "transparency", "version"),
}
PICTURE_MARKERS = {"APP0": b"JFIF", "APP2": b"ICC_PROFILE", "APP14": b"Adobe"}  # of a JPEG


def only_picture(data: bytes) -> bytes:
    """Return `data` without metadata. Raises ValidationError when it is no sound picture.

    Pictures from a form are clean already; writing them again would only cost quality.
    """
    # Late: the module also holds the forms, which need all models to be loaded.
    from home.uploads import IMAGE_FORMATS, cleaned_image

    formats = sorted(set(IMAGE_FORMATS.values()))
    return cleaned_image(data, formats) if carries_metadata(data, formats) else data


def carries_metadata(data: bytes, formats: list[str]) -> bool:
    """Return whether there is more in `data` than a picture; also when that cannot be read."""
    try:
        image = PIL.Image.open(BytesIO(data), formats=formats)
        image.load()  # PNG may have texts behind the pixels
    except Exception:  # noqa: BLE001  (decoders raise anything; cleaning then says what is wrong)
        return True
    strange_markers = [
        name
        for name, text in getattr(image, "applist", [])
        if name not in PICTURE_MARKERS or not text.startswith(PICTURE_MARKERS[name])
    ]
    return bool(strange_markers or set(image.info) - HARMLESS_INFO)


class CleanImageFieldFile(WagtailImageFieldFile):
    """Every way into the storage leads through `save`: forms, loaders, `image.file.save(...)`."""

    def save(self, name: str, content: File, save: bool = True) -> None:
        """Store `content` without metadata. Raises ValidationError when it is no sound picture."""
        content.seek(0)
        super().save(name, ContentFile(only_picture(content.read()), name=name), save)

    def get_image_dimensions(self) -> tuple[int, int]:
        """Return width and height in pixels from the header; Willow would decode everything."""
        close_again = self.closed
        self.open()
        try:
            return PIL.Image.open(self).size
        finally:
            if close_again:
                self.close()
            else:
                self.seek(0)


class CleanImageField(WagtailImageField):
    """An image field that never stores a position, a serial number or an owner."""

    attr_class = CleanImageFieldFile


class PortalImage(AbstractImage):
    """An image. Its `description`, the alternative text, is required by `PortalImageForm`."""

    file = CleanImageField(
        verbose_name=_("file"), upload_to=get_upload_to, width_field="width", height_field="height"
    )
    # Fields are saved in the order of this counter. The file must stay in front of width and
    # height: storing it may turn the picture.
    file.creation_counter = AbstractImage._meta.get_field("file").creation_counter

    admin_form_fields = Image.admin_form_fields

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions: ClassVar = [("choose_image", "Can choose image")]


class PortalRendition(AbstractRendition):
    """A picture made from a `PortalImage`, one per filter and focal point."""

    image = models.ForeignKey(PortalImage, related_name="renditions", on_delete=models.CASCADE)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=("image", "filter_spec", "focal_point_key"), name="unique_rendition"
            )
        ]


class PortalDocument(AbstractDocument):
    """A document. What it holds is checked by `PortalDocumentForm`."""

    admin_form_fields = Document.admin_form_fields

    class Meta(AbstractDocument.Meta):
        permissions: ClassVar = [("choose_document", "Can choose document")]

    def clean(self) -> None:
        """Check the extension, unless the file comes later.

        Wagtail's upload of several documents validates the other fields first. Its check would
        then put an error on a field that the form does not have, which is a 500.
        """
        if self.file:
            super().clean()
