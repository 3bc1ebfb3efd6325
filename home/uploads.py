"""What may be uploaded, and what is taken out of it before it is stored (reliability 33-40)."""

from __future__ import annotations

import contextlib
import re
import unicodedata
import warnings
import zipfile
from io import BytesIO
from pathlib import PurePath
from typing import Any

import PIL.Image
import willow
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms import Field, FileField
from django.utils.translation import gettext as _
from PIL import ImageOps, JpegImagePlugin
from wagtail.coreutils import string_to_ascii
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

# --- Names ----------------------------------------------------------------------------------

MAX_STEM_LENGTH = 60  # characters; leaves room for folder and suffix in Wagtail's 100


def extension_of(name: str) -> str:
    """Return the extension of a file name in lower case, without the dot."""
    return PurePath(name).suffix[1:].lower()


def safe_file_name(name: str) -> str:
    """Return `name` as ASCII letters, digits and hyphens with one extension.

    Folders, direction marks (U+202E shows `gpj.exe` as `exe.jpg`) and inner dots (a web server
    may act upon `x.php.jpg`) are gone; at most 60 characters stand before the extension.
    """
    path = PurePath(name.replace("\\", "/"))
    stem = re.sub(r"[^a-z0-9]+", "-", string_to_ascii(visible_text(path.stem)).lower())
    extension = re.sub(r"[^a-z0-9]", "", extension_of(path.name))[:10]
    stem = stem.strip("-")[:MAX_STEM_LENGTH].strip("-") or "file"
    return f"{stem}.{extension}" if extension else stem


def visible_text(text: str) -> str:
    """Return `text` without control, direction and other invisible characters (Unicode C*)."""
    shown = (" " if char in "\t\n\r" else char for char in unicodedata.normalize("NFC", text))
    kept = "".join(char for char in shown if not unicodedata.category(char).startswith("C"))
    return " ".join(kept.split())


# --- Pictures -------------------------------------------------------------------------------

# Pillow's format by extension. No SVG: it may hold script.
IMAGE_FORMATS = {
    "avif": "AVIF",
    "gif": "GIF",
    "jpeg": "JPEG",
    "jpg": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
}
MAX_FRAMES = 1000  # of an animation; frames of one pixel would pass any cap on pixels
# For files that do not tell their own quality. The quick methods, because 25 million pixels must
# not outlast the server's time limit (noise: AVIF 4 s, WebP 2 s; one step better 12 and 4 s).
WRITING = {
    "AVIF": {"quality": 90, "speed": 10},
    "WEBP": {"quality": 90, "method": 2},
    "WEBP lossless": {"lossless": True, "quality": 20, "method": 2},  # quality is effort here
}


class TooLargeError(ValueError):
    """A picture with more pixels or frames than the portal takes."""


def max_pixels() -> int:
    """Return how many pixels a picture may have, all frames together."""
    return settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS


def cleaned_image(data: bytes, formats: list[str]) -> bytes:
    """Return the picture written anew: upright, with its colour profile and nothing else.

    Raises ValidationError when `data` is none of Pillow's `formats`, damaged or too large. The
    size is judged by the header, before anything is decoded.
    """
    try:
        image = open_header(data, formats)
        return _written(image, _frames(image), lossless=b"VP8L" in data)
    except (TooLargeError, PIL.Image.DecompressionBombError) as error:
        raise ValidationError(_too_many_pixels(), code="file_too_many_pixels") from error
    except Exception as error:  # decoders raise whatever they like on damaged data
        raise ValidationError(_unreadable(formats), code="invalid_image") from error


def open_header(data: bytes, formats: list[str]) -> PIL.Image.Image:
    """Read the header only. Raises TooLargeError, or whatever Pillow raises."""
    with warnings.catch_warnings():
        # Pillow warns from half of our cap on; only the cap itself counts here.
        warnings.simplefilter("ignore", PIL.Image.DecompressionBombWarning)
        image = PIL.Image.open(BytesIO(data), formats=formats)
    if image.width * image.height > max_pixels():
        raise TooLargeError
    return image


def _frames(image: PIL.Image.Image) -> list[PIL.Image.Image]:
    """Decode `image` and return its frames, turned upright. Raises TooLargeError.

    Pixels are counted while reading, because a GIF may grow with every frame.
    """
    if isinstance(image, JpegImagePlugin.JpegImageFile) or not getattr(image, "is_animated", False):
        return [_upright(image)]  # further pictures in a JPEG (MPO) are previews or depth maps
    frames: list[PIL.Image.Image] = []
    pixels = 0
    while _has_frame(image, len(frames)):
        pixels += image.width * image.height
        if pixels > max_pixels() or len(frames) >= MAX_FRAMES:
            raise TooLargeError
        frames.append(_upright(image.copy()))
    return frames


def _has_frame(image: PIL.Image.Image, index: int) -> bool:
    try:
        image.seek(index)
    except EOFError:
        return False
    return True


def _upright(image: PIL.Image.Image) -> PIL.Image.Image:
    """Decode `image` and turn it as its EXIF says; a damaged EXIF block is no reason to refuse."""
    image.load()
    with contextlib.suppress(Exception):
        ImageOps.exif_transpose(image, in_place=True)
    return image


def _written(image: PIL.Image.Image, frames: list[PIL.Image.Image], *, lossless: bool) -> bytes:
    """Return the file with `frames`. `lossless` counts for WebP only."""
    kind, options = str(image.format), dict[str, Any]()
    if isinstance(image, JpegImagePlugin.JpegImageFile):  # or MPO, which is made of them
        kind, options = "JPEG", _jpeg_options(image)
    options |= WRITING.get("WEBP lossless" if kind == "WEBP" and lossless else kind, {})
    if len(frames) > 1:
        options |= _animation_options(image, frames)
    profile = image.info.get("icc_profile")
    for frame in frames:  # writers also take comments and texts from here
        frame.info = {key: frame.info[key] for key in ("transparency",) if key in frame.info}
    output = BytesIO()
    frames[0].save(output, kind, icc_profile=profile, **options)
    return output.getvalue()


def _jpeg_options(image: JpegImagePlugin.JpegImageFile) -> dict[str, Any]:
    """Return the tables of the original, so that writing it again costs no visible quality."""
    options: dict[str, Any] = {
        "qtables": image.quantization,
        "progressive": "progressive" in image.info,
        "optimize": True,
    }
    sampling = JpegImagePlugin.get_sampling(image)
    return options | ({"subsampling": sampling} if sampling >= 0 else {})


def _animation_options(image: PIL.Image.Image, frames: list[PIL.Image.Image]) -> dict[str, Any]:
    options: dict[str, Any] = {
        "save_all": True,
        "append_images": frames[1:],
        "duration": [frame.info.get("duration", 0) for frame in frames],
    }
    if "loop" in image.info:
        options["loop"] = image.info["loop"]
    if image.format == "GIF" and any(frame.has_transparency_data for frame in frames):
        options["disposal"] = 2  # else earlier frames shine through
    return options


def _too_many_pixels() -> str:
    millions = max_pixels() // 1_000_000
    return _(
        "The image has more than %(number)s million pixels. Make it smaller and upload it again."
    ) % {"number": millions}


def _unreadable(formats: list[str]) -> str:
    return _(
        "The file is damaged or is not really an image of the kind its name says (%(formats)s). "
        "Open it, save it as a new image and upload that one."
    ) % {"formats": ", ".join(formats)}


# --- Documents ------------------------------------------------------------------------------

MAX_MEMBER_SIZE = 1_000_000  # bytes read from one member of an archive, however large it claims
# ECMA-376 part 1: type of the main part. Templates and files with macros have other types.
OOXML_MAIN_PARTS = {
    "docx": b"wordprocessingml.document.main+xml",
    "pptx": b"presentationml.presentation.main+xml",
    "xlsx": b"spreadsheetml.sheet.main+xml",
}
# OpenDocument 1.3 part 2, 3.3: the type of the package.
ODF_TYPES = {
    "odp": b"application/vnd.oasis.opendocument.presentation",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
    "odt": b"application/vnd.oasis.opendocument.text",
}
TEXT_EXTENSIONS = ("csv", "ics", "txt")
# The same list as WAGTAILDOCS_EXTENSIONS; a test compares them.
DOCUMENT_EXTENSIONS = sorted(["pdf", *OOXML_MAIN_PARTS, *ODF_TYPES, *TEXT_EXTENSIONS])
BINARY_CHARACTER = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
FOREIGN_START = re.compile(rb"(\xef\xbb\xbf)?\s*(<[!?/a-z]|%PDF-|\{\\rtf)", re.IGNORECASE)


def holds_what_it_says(data: bytes, extension: str) -> bool:
    """Return whether `data` is a file of the kind that `extension` names."""
    if extension in OOXML_MAIN_PARTS:
        return OOXML_MAIN_PARTS[extension] in _zip_member(data, "[Content_Types].xml")
    if extension in ODF_TYPES:
        return _zip_member(data, "mimetype").strip() == ODF_TYPES[extension]
    if extension == "pdf":
        # Readers want the end mark in the last 1,024 bytes (ISO 32000-1, annex H, note 18).
        return data.startswith(b"%PDF-") and b"%%EOF" in data[-1024:]
    return extension in TEXT_EXTENSIONS and _is_text(data, calendar=extension == "ics")


def _zip_member(data: bytes, name: str) -> bytes:
    """Return the start of a member of a zip archive; empty when there is none."""
    if not data.startswith(b"PK\x03\x04"):  # else an HTML page in front of the archive passes
        return b""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive, archive.open(name) as member:
            return member.read(MAX_MEMBER_SIZE)
    except Exception:  # noqa: BLE001  (zipfile raises a dozen kinds on damaged data)
        return b""


def _is_text(data: bytes, *, calendar: bool) -> bool:
    """Return whether `data` is text in any eight-bit code, and no markup (RFC 5545 for ics)."""
    if BINARY_CHARACTER.search(data) or FOREIGN_START.match(data):
        return False
    lines = data.removeprefix(b"\xef\xbb\xbf").strip().upper()
    framed = lines.startswith(b"BEGIN:VCALENDAR") and lines.endswith(b"END:VCALENDAR")
    return framed or not calendar


# --- Forms ----------------------------------------------------------------------------------


def _replace_content(upload: UploadedFile, data: bytes) -> None:
    """Put `data` into the upload itself.

    Wagtail's upload of several images stores the request's own file, not the form's result, as
    long as the description is missing. So the request's file must be clean.
    """
    file: Any = upload.file
    file.seek(0)
    file.truncate()
    file.write(data)
    file.flush()
    upload.size = len(data)
    upload.seek(0)


class ImageUploadField(WagtailImageField):
    """Takes sound pictures only and strips them of everything else."""

    def to_python(self, data: UploadedFile | None) -> UploadedFile | None:
        """Return the upload with a safe name and cleaned content, or raise ValidationError."""
        upload: Any = FileField.to_python(self, data)
        if upload is None:
            return None
        upload.name = safe_file_name(upload.name)
        self.check_image_file_size(upload)
        extension = extension_of(upload.name)
        if extension not in IMAGE_FORMATS or extension not in self.allowed_image_extensions:
            code = "invalid_image_extension"
            raise ValidationError(self.error_messages[code], code=code)
        _replace_content(upload, cleaned_image(upload.read(), [IMAGE_FORMATS[extension]]))
        upload.image = willow.Image.open(upload)  # part of what Wagtail's field promises
        upload.content_type = upload.image.mime_type
        upload.seek(0)
        return upload


class DocumentUploadField(WagtailDocumentField):
    """Takes documents only that are what their extension says."""

    def to_python(self, data: UploadedFile | None) -> UploadedFile | None:
        """Return the upload with a safe name, or raise ValidationError."""
        upload: Any = super().to_python(data)
        if upload is None:
            return None
        upload.name = safe_file_name(upload.name)
        if not holds_what_it_says(upload.read(), extension_of(upload.name)):
            raise ValidationError(_wrong_document(), code="invalid_document")
        upload.seek(0)
        return upload


def _wrong_document() -> str:
    return _(
        "The file is damaged or is not what its name says. Upload one of these: %(extensions)s."
    ) % {"extensions": ", ".join(DOCUMENT_EXTENSIONS)}


class PortalImageForm(BaseImageForm):
    """Wagtail's form for images with safe upload and required description."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _use_field(self, ImageUploadField)
        if "description" in self.fields:
            self.fields["description"].required = True
            self.fields["description"].help_text = _(
                "What the image shows, for people who do not see it: one sentence, no file name."
            )

    def clean_title(self) -> str:
        """Return the title without invisible characters."""
        return visible_text(self.cleaned_data["title"])


class PortalDocumentForm(BaseDocumentForm):
    """Wagtail's form for documents with safe upload."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _use_field(self, DocumentUploadField)

    def clean_title(self) -> str:
        """Return the title without invisible characters."""
        return visible_text(self.cleaned_data["title"])


def _use_field(form: BaseImageForm | BaseDocumentForm, field_class: type[Field]) -> None:
    """Put our upload field in the place of Wagtail's, which builds its own by name."""
    stock = form.fields.get("file")
    if stock is not None:
        form.fields["file"] = field_class(
            label=stock.label, required=stock.required, widget=stock.widget
        )
