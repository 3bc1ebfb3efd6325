"""Uploads: bombs, damaged and disguised files, metadata, names, and the way through the admin."""

from __future__ import annotations

import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms
from wagtail.models import Collection, UploadedFile

from home.models import PortalDocument, PortalImage
from home.uploads import (
    DOCUMENT_EXTENSIONS,
    IMAGE_FORMATS,
    DocumentUploadField,
    ImageUploadField,
    cleaned_image,
    safe_file_name,
    visible_text,
)

SECRETS = (b"SERIAL-123", b"Jane Owner", b"a comment", b"<x:xmpmeta>")
LANDSCAPE = (60, 40)  # pixels
ICC_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 nan inf"></svg>'
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."


def picture(kind: str = "JPEG", size: tuple[int, int] = LANDSCAPE, **options: object) -> bytes:
    """Return a picture, its left half red and its right half blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    output = BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def telltale(kind: str, orientation: int = 6) -> bytes:
    """Return a picture with everything in it that must not be published."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = "Jane Owner"
    exif.get_ifd(0x8769)[0xA431] = "SERIAL-123"
    exif.get_ifd(0x8825)[2] = (50.0, 39.0, 36.0)
    options = {"exif": exif, "icc_profile": ICC_PROFILE, "xmp": b"<x:xmpmeta></x:xmpmeta>"}
    if kind == "GIF":
        return picture(kind, comment=b"a comment of Jane Owner")
    return picture(kind, comment=b"a comment", **options)


def is_clean(data: bytes) -> bool:
    """Return whether nothing but the picture and its colour profile is left."""
    image = Image.open(BytesIO(data))
    image.load()
    keys = {"exif", "xmp", "comment", "XML:com.adobe.xmp"} & set(image.info)
    return not keys and not image.getexif() and not any(text in data for text in SECRETS)


def png_bomb(width: int, height: int, channels: int = 3) -> bytes:
    """Return a black PNG, about 1/1000 of what it needs in memory."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    packer = zlib.compressobj(9)
    row = bytes(1 + width * channels)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, 2 if channels == 3 else 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


def archive(**members: str) -> bytes:
    """Return a zip archive with some of three members."""
    names = {"types": "[Content_Types].xml", "mimetype": "mimetype", "other": "index.html"}
    output = BytesIO()
    with zipfile.ZipFile(output, "w") as file:
        for name, text in members.items():
            file.writestr(names[name], text)
    return output.getvalue()


DOCUMENTS = {
    "pdf": PDF,
    "docx": archive(types=f"{OOXML}wordprocessingml.document.main+xml"),
    "xlsx": archive(types=f"{OOXML}spreadsheetml.sheet.main+xml"),
    "pptx": archive(types=f"{OOXML}presentationml.presentation.main+xml"),
    "odt": archive(mimetype=f"{ODF}text"),
    "ods": archive(mimetype=f"{ODF}spreadsheet"),
    "odp": archive(mimetype=f"{ODF}presentation"),
    "csv": "služba;počet\r\nžádost;5\r\n".encode("cp1250"),
    "txt": "\ufeffPříloha".encode(),
    "ics": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
}
DISGUISED = [
    *(("a.pdf", data) for data in (HTML, SVG, HTML + PDF, PDF[:20], DOCUMENTS["docx"])),
    ("x.svg.pdf", SVG),
    *(("a.docx", DOCUMENTS[kind]) for kind in ("xlsx", "odt", "pdf", "txt")),
    ("a.docx", archive(types="application/vnd.ms-word.document.macroEnabled.main+xml")),
    ("a.docx", HTML + DOCUMENTS["docx"]),
    ("a.docx", DOCUMENTS["docx"][:60]),
    ("a.odt", archive(other="<html>")),
    *((f"a.{kind}", data) for kind in ("csv", "txt", "ics") for data in (HTML, SVG, b"MZ\x00\x01")),
    ("a.txt", b"\xef\xbb\xbf\n" + HTML),
    ("a.ics", b"BEGIN:VCARD"),
    *((f"a.{kind}", PDF) for kind in ("html", "svg", "exe", "docm", "")),
]


@pytest.fixture(autouse=True)
def media(settings: LazySettings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def image_error(name: str, data: bytes) -> str:
    """Return the message of the image field for a file; empty when it is taken."""
    try:
        ImageUploadField().clean(SimpleUploadedFile(name, data))
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


# --- Bombs and damaged files (33, 34, 35, 37) -----------------------------------------------

BOMB_SCRIPT = """
import resource, sys, time, django
django.setup()
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from home.uploads import ImageUploadField
upload = SimpleUploadedFile("bomb.png", open(sys.argv[1], "rb").read())
start = time.perf_counter()
try:
    ImageUploadField().clean(upload)
except ValidationError as error:
    print(error.code, time.perf_counter() - start)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""


@pytest.mark.parametrize(
    ("width", "height", "channels"), [(16_000, 11_100, 3), (30_000, 30_000, 1)]
)
def test_image_bomb_is_refused_before_it_is_decoded(
    tmp_path: Path, width: int, height: int, channels: int
) -> None:
    file = tmp_path / "bomb.png"
    file.write_bytes(png_bomb(width, height, channels))
    command = [sys.executable, "-W", "ignore::ResourceWarning", "-c", BOMB_SCRIPT, str(file)]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    code, seconds, mebibytes = output
    assert code == "file_too_many_pixels"
    assert float(seconds) < 1
    assert int(mebibytes) < 250


def test_the_cap_counts_all_frames(settings: LazySettings) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 1000
    frames = [Image.new("P", (20, 20), shade) for shade in range(3)]
    output = BytesIO()
    frames[0].save(output, "GIF", save_all=True, append_images=frames[1:])
    assert "pixels" in image_error("a.gif", output.getvalue())
    assert not image_error("a.gif", picture("GIF", (20, 20)))


def test_the_cap_is_at_most_25_million(settings: LazySettings) -> None:
    assert settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS <= 25_000_000
    assert Image.MAX_IMAGE_PIXELS * 2 <= settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS
    assert not image_error("a.png", picture("PNG", (5000, 5000)))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.jpg", picture()[:-200]),
        ("a.png", picture("PNG")[:-20]),
        ("a.webp", picture("WEBP")[:-20]),
        ("a.jpg", b""),
        ("a.jpg", HTML),
        ("a.png", SVG),
        ("a.svg", SVG),
        ("x.svg.jpg", SVG),
        ("a.jpg", picture("PNG")),
        ("a.png", picture("TIFF")),
        ("a.tiff", picture("TIFF")),
        ("a", picture()),
    ],
)
def test_unsound_images_get_a_message(name: str, data: bytes) -> None:
    assert image_error(name, data)


@given(st.data())
def test_damage_never_leads_to_another_exception(data: st.DataObject) -> None:
    extension, kind = data.draw(st.sampled_from(sorted(IMAGE_FORMATS.items())))
    content = bytearray(telltale(kind))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    image_error(f"a.{extension}", bytes(content[: data.draw(st.integers(0, len(content)))]))


# --- Metadata (39) --------------------------------------------------------------------------


@pytest.mark.parametrize("kind", sorted(set(IMAGE_FORMATS.values())))
def test_only_picture_and_profile_are_left(kind: str) -> None:
    data = telltale(kind)
    assert not is_clean(data)
    cleaned = cleaned_image(data, [kind])
    image = Image.open(BytesIO(cleaned))
    assert is_clean(cleaned)
    assert image.format == kind
    assert image.size == (LANDSCAPE if kind == "GIF" else LANDSCAPE[::-1])
    assert image.info.get("icc_profile") == (None if kind == "GIF" else ICC_PROFILE)


def test_photo_is_turned_upright_and_looks_the_same() -> None:
    image = Image.open(BytesIO(cleaned_image(telltale("JPEG", orientation=6), ["JPEG"])))
    red, blue = image.getpixel((20, 5)), image.getpixel((20, 55))  # left has become top
    assert red[0] > 240 > 15 > red[2]
    assert blue[2] > 240 > 15 > blue[0]
    assert image.quantization == Image.open(BytesIO(telltale("JPEG"))).quantization


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_animation_goes_on_moving(kind: str) -> None:
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue", "lime")]
    output = BytesIO()
    frames[0].save(output, kind, save_all=True, append_images=frames[1:], duration=70, loop=0)
    image = Image.open(BytesIO(cleaned_image(output.getvalue(), [kind])))
    image.seek(2)
    assert (image.n_frames, image.info["duration"], image.info["loop"]) == (3, 70, 0)
    assert image.convert("RGB").getpixel((5, 5))[1] > 240


def test_large_upload_on_disk_is_cleaned_in_place() -> None:
    with TemporaryUploadedFile("a.jpg", "image/jpeg", 0, None) as upload:
        upload.file.write(telltale("JPEG"))
        upload.size = upload.file.tell()
        upload.seek(0)
        assert ImageUploadField().clean(upload) is upload
        stored = Path(upload.temporary_file_path()).read_bytes()
    assert is_clean(stored)
    assert len(stored) == upload.size


@pytest.mark.django_db
def test_image_saved_without_a_form_is_clean_too() -> None:
    photo = ContentFile(telltale("JPEG"), name="a.jpg")
    image = PortalImage.objects.create(title="a", file=photo)
    image.refresh_from_db()
    assert is_clean(image.file.read())
    assert (image.width, image.height) == LANDSCAPE[::-1]
    image.file.close()


# --- Documents, sizes and names (36, 40) ----------------------------------------------------


def test_settings_allow_what_can_be_checked(settings: LazySettings) -> None:
    assert sorted(settings.WAGTAILDOCS_EXTENSIONS) == DOCUMENT_EXTENSIONS == sorted(DOCUMENTS)
    assert set(settings.WAGTAILIMAGES_EXTENSIONS) <= set(IMAGE_FORMATS)


@pytest.mark.parametrize("extension", DOCUMENT_EXTENSIONS)
def test_sound_documents_are_taken(extension: str) -> None:
    upload = SimpleUploadedFile(f"Příloha 1.{extension.upper()}", DOCUMENTS[extension])
    assert DocumentUploadField().clean(upload).name == f"priloha-1.{extension}"
    assert upload.read() == DOCUMENTS[extension]


@pytest.mark.parametrize(("name", "data"), DISGUISED)
def test_disguised_documents_are_refused(name: str, data: bytes) -> None:
    with pytest.raises(ValidationError):
        DocumentUploadField().clean(SimpleUploadedFile(name, data))


def test_more_than_ten_megabytes_get_a_message() -> None:
    data = b"x" * (10 * 1024 * 1024 + 1)
    assert "10" in image_error("a.jpg", data)
    with pytest.raises(ValidationError, match="10"):
        DocumentUploadField().clean(SimpleUploadedFile("a.txt", data))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Příloha č. 1 – žádost.PDF", "priloha-c-1-zadost.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\a.txt", "a.txt"),
        ("faktura\u202efdp.exe", "fakturafdp.exe"),
        ("x.svg.pdf", "x-svg.pdf"),
        (".htaccess", "htaccess"),
        ("\u202e.pdf", "file.pdf"),
        ("a" * 300 + ".pdf", "a" * 60 + ".pdf"),
    ],
)
def test_names_are_normalised(name: str, expected: str) -> None:
    assert safe_file_name(name) == expected


@given(st.text(st.characters(codec=None)))
def test_any_name_becomes_safe(name: str) -> None:
    safe = safe_file_name(name)
    assert safe.isascii()
    assert 1 <= len(safe) <= 75
    assert safe_file_name(safe) == safe
    assert visible_text(name).isprintable()


# --- The way through the admin --------------------------------------------------------------


@pytest.fixture
def fields(admin_client: Client) -> dict[str, object]:
    """Return what every form of images and documents needs beside the file."""
    return {"title": "Most\u202e", "collection": Collection.get_first_root_node().pk, "tags": ""}


def upload_many(client: Client, app: str, name: str, data: bytes) -> dict:
    """Send one file as the page for several files does."""
    url = reverse(f"{app}:add_multiple")
    post = {"title": name, "files[]": SimpleUploadedFile(name, data)}
    post["collection"] = str(Collection.get_first_root_node().pk)
    response = client.post(url, post, headers={"X-Requested-With": "XMLHttpRequest"})
    assert response.status_code == 200
    return response.json()


def stored_files(media: Path) -> Iterator[bytes]:
    return (path.read_bytes() for path in media.rglob("*") if path.is_file())


def test_image_and_its_renditions_are_stored_clean(
    admin_client: Client, fields: dict[str, object], media: Path
) -> None:
    photo = SimpleUploadedFile("../fo\u202eto.x.jpg", telltale("JPEG"))
    post = {**fields, "file": photo, "description": "Most přes Labe"}
    assert admin_client.post(reverse("wagtailimages:add"), post).status_code == 302
    image = PortalImage.objects.get()
    image.get_renditions("max-30x30", "width-20|format-webp", "width-20|format-avif")
    files = list(stored_files(media))
    assert len(files) >= 4
    assert all(is_clean(data) for data in files)
    assert (image.title, image.filename) == ("Most", "foto-x.jpg")
    assert (image.width, image.height) == LANDSCAPE[::-1]
    assert image.file_size == Path(image.file.path).stat().st_size
    assert image.default_alt_text == "Most přes Labe"


@pytest.mark.parametrize(
    ("name", "data"), [("a.jpg", picture()[:-200]), ("a.svg", SVG), ("a.jpg", b""), ("a.jpg", HTML)]
)
@pytest.mark.parametrize("view", ["wagtailimages:add", "wagtailimages_chooser:create"])
def test_damaged_image_leads_to_a_message(
    admin_client: Client, fields: dict[str, object], view: str, name: str, data: bytes
) -> None:
    prefix = "image-chooser-upload-" if "chooser" in view else ""
    post = {**fields, "file": SimpleUploadedFile(name, data), "description": "Most"}
    response = admin_client.post(
        reverse(view), {f"{prefix}{key}": value for key, value in post.items()}
    )
    assert response.status_code == 200
    assert not PortalImage.objects.exists()


@pytest.mark.parametrize(("description", "count"), [("", 0), ("Most přes Labe", 1)])
def test_chooser_wants_a_description(
    admin_client: Client, fields: dict[str, object], description: str, count: int
) -> None:
    photo = SimpleUploadedFile("a.jpg", telltale("JPEG"))
    post = {**fields, "file": photo, "description": description}
    url = reverse("wagtailimages_chooser:create")
    response = admin_client.post(url, {f"image-chooser-upload-{k}": v for k, v in post.items()})
    assert response.status_code == 200
    assert PortalImage.objects.count() == count


def test_upload_of_several_images_asks_for_the_description(
    admin_client: Client, fields: dict[str, object], media: Path
) -> None:
    answer = upload_many(admin_client, "wagtailimages", "a.jpg", telltale("JPEG"))
    upload = UploadedFile.objects.get(pk=answer["uploaded_file_id"])
    assert answer["success"]
    assert "description" in answer["form"]
    assert all(is_clean(data) for data in stored_files(media))  # waiting files lie in media, too

    url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[upload.pk])
    prefix = f"uploaded-image-{upload.pk}-"
    post = {f"{prefix}{key}": value for key, value in fields.items()}
    assert not admin_client.post(url, post).json()["success"]
    assert admin_client.post(url, {**post, f"{prefix}description": "Most"}).json()["success"]
    assert PortalImage.objects.get().description == "Most"
    assert [is_clean(data) for data in stored_files(media)] == [True]


def test_damaged_image_among_several_is_refused(admin_client: Client) -> None:
    answer = upload_many(admin_client, "wagtailimages", "a.jpg", picture()[:-200])
    assert not answer["success"]
    assert answer["error_message"]


def test_document_among_several_is_checked(admin_client: Client) -> None:
    assert not upload_many(admin_client, "wagtaildocs", "x.svg.pdf", SVG)["success"]
    assert upload_many(admin_client, "wagtaildocs", "a.pdf", PDF)["success"]
    assert PortalDocument.objects.get().filename == "a.pdf"


def test_document_with_endless_title_asks_for_another(admin_client: Client) -> None:
    url = reverse("wagtaildocs:add_multiple")
    post = {"title": "a" * 300, "files[]": SimpleUploadedFile("a.pdf", PDF)}
    post["collection"] = str(Collection.get_first_root_node().pk)
    upload = admin_client.post(url, post).json()["uploaded_file_id"]
    url = reverse("wagtaildocs:create_multiple_from_uploaded_document", args=[upload])
    prefix = f"uploaded-document-{upload}-"
    post = {f"{prefix}{key}": post[key] for key in ("collection",)} | {f"{prefix}title": "Výzva"}
    assert admin_client.post(url, post).json()["success"]
    assert PortalDocument.objects.get().title == "Výzva"


@pytest.mark.parametrize("chooser", [False, True])
def test_single_document_is_checked(
    admin_client: Client, fields: dict[str, object], chooser: bool
) -> None:
    prefix = "document-chooser-upload-" if chooser else ""
    url = reverse("wagtaildocs_chooser:create" if chooser else "wagtaildocs:add")
    for data, count in ((HTML, 0), (PDF, 1)):
        post = {**fields, "file": SimpleUploadedFile("a.pdf", data)}
        admin_client.post(url, {f"{prefix}{key}": value for key, value in post.items()})
        assert PortalDocument.objects.count() == count


def test_document_is_served_as_a_harmless_download(client: Client, db: None) -> None:
    document = PortalDocument.objects.create(title="a", file=ContentFile(PDF, name="a.pdf"))
    response = client.get(document.url)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert "a.pdf" in response["Content-Disposition"]
    assert response["Content-Type"] == "application/pdf"
    assert "default-src 'none'" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Content-Encoding" not in response
    response.close()
