"""Uploads: bombs, damaged and disguised files, metadata, names, and the way through the admin."""

from __future__ import annotations

import gc
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
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import resolve, reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms
from wagtail.models import Collection

from home import uploads
from home.documents import serve_document
from home.models import PortalDocument, PortalImage

pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
SECRETS = (b"SERIAL-123", b"Jane Owner", b"a comment", b"<x:xmpmeta>")
TURNED = (40, 60)  # pixels
ICC_PROFILE = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 nan inf"></svg>'
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
TYPES = "[Content_Types].xml"
OOXML = "application/vnd.openxmlformats-officedocument"
ODF = "application/vnd.oasis.opendocument"


def picture(kind: str = "JPEG", size: tuple[int, int] = (60, 40), **options: object) -> bytes:
    """Return a picture, its left half red and its right half blue."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1]))
    image.save(output := BytesIO(), kind, **options)
    return output.getvalue()


def telltale(kind: str = "JPEG") -> bytes:
    """Return a picture lying on its side, with everything in it that must not be published."""
    if kind == "GIF":
        return picture(kind, comment=b"a comment of Jane Owner")
    exif = Image.Exif()
    exif[0x0112] = 6  # orientation
    exif[0x013B] = "Jane Owner"
    exif.get_ifd(0x8769)[0xA431] = "SERIAL-123"
    exif.get_ifd(0x8825)[2] = (50.0, 39.0, 36.0)
    xmp = b"<x:xmpmeta></x:xmpmeta>"
    return picture(kind, comment=b"a comment", exif=exif, icc_profile=ICC_PROFILE, xmp=xmp)


def animation(kind: str) -> bytes:
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "blue", "lime")]
    moving = {"save_all": True, "append_images": frames[1:], "duration": 70, "loop": 0}
    frames[0].save(output := BytesIO(), kind, **moving)
    return output.getvalue()


def is_clean(data: bytes) -> bool:
    """Return whether nothing but the picture and its colour profile is left."""
    image = Image.open(BytesIO(data))
    image.load()
    keys = {"exif", "xmp", "comment", "XML:com.adobe.xmp"} & set(image.info)
    return not keys and not image.getexif() and not any(text in data for text in SECRETS)


def png_bomb(width: int, height: int, channels: int) -> bytes:
    """Return a black PNG, about 1/1000 of what it needs in memory."""
    packer = zlib.compressobj(9)
    row = bytes(1 + width * channels)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 8, channels - 1, 0, 0, 0)
    file = b"\x89PNG\r\n\x1a\n"
    for chunk in (b"IHDR" + header, b"IDAT" + pixels, b"IEND"):
        file += struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk))
    return file


def archive(member: str, text: str) -> bytes:
    with zipfile.ZipFile(output := BytesIO(), "w") as file:
        file.writestr(zipfile.ZipInfo(member), text)  # no time of now: workers compare names
    return output.getvalue()


DOCUMENTS = {
    "pdf": PDF,
    "docx": archive(TYPES, f"{OOXML}.wordprocessingml.document.main+xml"),
    "xlsx": archive(TYPES, f"{OOXML}.spreadsheetml.sheet.main+xml"),
    "pptx": archive(TYPES, f"{OOXML}.presentationml.presentation.main+xml"),
    "odt": archive("mimetype", f"{ODF}.text"),
    "ods": archive("mimetype", f"{ODF}.spreadsheet"),
    "odp": archive("mimetype", f"{ODF}.presentation"),
    "csv": "služba;počet\r\nžádost;5\r\n".encode("cp1250"),
    "txt": "\ufeffPříloha".encode(),
    "ics": b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nEND:VCALENDAR\r\n",
}
DISGUISED = [
    ("x.svg.pdf", SVG),
    *(("a.pdf", data) for data in (HTML, SVG, HTML + PDF, PDF[:20], DOCUMENTS["docx"])),
    *(("a.docx", DOCUMENTS[kind]) for kind in ("xlsx", "odt", "pdf", "txt")),
    *(("a.docx", data) for data in (HTML + DOCUMENTS["docx"], DOCUMENTS["docx"][:60])),
    ("a.docx", archive(TYPES, "application/vnd.ms-word.document.macroEnabled.main+xml")),
    ("a.odt", archive("index.html", "<html>")),
    *((f"a.{kind}", data) for kind in ("csv", "txt", "ics") for data in (HTML, SVG, b"MZ\x00")),
    ("a.txt", b"\xef\xbb\xbf\n" + HTML),
    ("a.ics", b"BEGIN:VCARD"),
    *((f"a.{kind}", PDF) for kind in ("html", "svg", "exe", "docm", "")),
]
UNSOUND = [
    *(("a.jpg", data) for data in (picture()[:-200], b"", HTML, picture("PNG"))),
    *(("a.png", data) for data in (picture("PNG")[:-40], SVG, picture("TIFF"))),
    *((name, SVG) for name in ("a.svg", "x.svg.jpg")),
    *((name, picture("TIFF")) for name in ("a", "a.tiff")),
    ("a.webp", picture("WEBP")[:-20]),
]
NAMES = {
    "Příloha č. 1 – žádost.PDF": "priloha-c-1-zadost.pdf",
    "../../etc/passwd.txt": "passwd.txt",
    "..\\..\\a.txt": "a.txt",
    "faktura\u202efdp.exe": "fakturafdp.exe",
    "x.svg.pdf": "x-svg.pdf",
    "\u202e.pdf": "file.pdf",
    "a" * 300 + ".pdf": "a" * 60 + ".pdf",
}


@pytest.fixture
def media(settings: LazySettings, tmp_path: Path, db: None) -> Iterator[Path]:
    settings.MEDIA_ROOT = tmp_path / "media"
    yield settings.MEDIA_ROOT
    gc.collect()  # Wagtail leaves files open; their warnings belong to this test


def image_error(name: str, data: bytes) -> str:
    """Return the message of the image field for a file; empty when it is taken."""
    try:
        uploads.ImageUploadField().clean(SimpleUploadedFile(name, data))
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


BOMB_SCRIPT = """
import pathlib, re, sys, time
sys.path[:0] = sys.argv[2:]
import django
django.setup()
from home import uploads
start = time.perf_counter()
try:
    uploads.ImageUploadField().clean(uploads.UploadedFile(open(sys.argv[1], "rb"), "a.png", size=1))
except uploads.ValidationError as error:
    print(error.code, time.perf_counter() - start)
# Not `ru_maxrss`, which a child process inherits from its parent.
print(re.search(r"VmHWM:\\s+(\\d+)", pathlib.Path("/proc/self/status").read_text())[1])
"""


@pytest.mark.parametrize("bomb", [(16_000, 11_100, 3), (30_000, 30_000, 1)])
def test_image_bomb_is_refused_before_it_is_decoded(tmp_path: Path, bomb: tuple[int, ...]) -> None:
    file = tmp_path / "bomb.png"
    file.write_bytes(png_bomb(*bomb))
    command = [sys.executable, "-c", BOMB_SCRIPT, str(file), *sys.path]
    code, seconds, kibibytes = subprocess.check_output(command).split()
    assert code == b"file_too_many_pixels"
    assert float(seconds) < 1
    assert int(kibibytes) < 250 * 1024


def test_the_cap_counts_all_frames(settings: LazySettings) -> None:
    settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS = 2 * 20 * 20
    assert image_error("a.gif", animation("GIF"))
    assert not image_error("a.gif", picture("GIF", (20, 20)))


@given(st.data())
def test_damage_never_leads_to_another_exception(data: st.DataObject) -> None:
    extension, kind = data.draw(st.sampled_from(sorted(uploads.IMAGE_FORMATS.items())))
    content = bytearray(telltale(kind))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    image_error(f"a.{extension}", bytes(content[: data.draw(st.integers(0, len(content)))]))


@pytest.mark.parametrize("kind", sorted(set(uploads.IMAGE_FORMATS.values())))
def test_only_picture_and_profile_are_left(kind: str) -> None:
    data = telltale(kind)
    cleaned = uploads.cleaned_image(data, [kind])
    image = Image.open(BytesIO(cleaned))
    assert is_clean(cleaned) > is_clean(data)
    if kind != "GIF":  # which knows neither orientation nor profile
        assert image.size == TURNED
        assert image.info["icc_profile"] == ICC_PROFILE
        red, blue = (image.getpixel((20, y)) for y in (5, 55))  # left has become top
        assert min(red[0], blue[2]) > 240 > 15 > max(red[2], blue[0])


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_animation_goes_on_moving(kind: str) -> None:
    image = Image.open(BytesIO(uploads.cleaned_image(animation(kind), [kind])))
    image.seek(2)
    assert image.convert("RGB").getpixel((5, 5))[1] > 240
    assert (image.n_frames, image.info["duration"], image.info["loop"]) == (3, 70, 0)


def test_large_upload_on_disk_is_cleaned_in_place() -> None:
    with TemporaryUploadedFile("a.jpg", "image/jpeg", 0, None) as upload:
        upload.size = upload.file.write(telltale())
        upload.seek(0)
        assert uploads.ImageUploadField().clean(upload) is upload
        stored = Path(upload.temporary_file_path()).read_bytes()
    assert is_clean(stored)
    assert len(stored) == upload.size


def test_image_saved_without_a_form_is_clean_too(media: Path) -> None:
    image = PortalImage.objects.create(title="a", file=SimpleUploadedFile("a.jpg", telltale()))
    assert is_clean(Path(image.file.path).read_bytes())
    image.refresh_from_db()
    assert (image.width, image.height) == TURNED


def test_settings_allow_what_can_be_checked(settings: LazySettings) -> None:
    assert sorted(DOCUMENTS) == uploads.DOCUMENT_EXTENSIONS
    assert sorted(settings.WAGTAILDOCS_EXTENSIONS) == uploads.DOCUMENT_EXTENSIONS
    assert set(settings.WAGTAILIMAGES_EXTENSIONS) <= set(uploads.IMAGE_FORMATS)
    assert 2 * Image.MAX_IMAGE_PIXELS <= settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS <= 25_000_000


@pytest.mark.parametrize("extension", uploads.DOCUMENT_EXTENSIONS)
def test_sound_documents_are_taken(extension: str) -> None:
    upload = SimpleUploadedFile(f"Příloha 1.{extension.upper()}", DOCUMENTS[extension])
    assert uploads.DocumentUploadField().clean(upload).name == f"priloha-1.{extension}"
    assert upload.read() == DOCUMENTS[extension]


@pytest.mark.parametrize(("name", "data"), DISGUISED)
def test_disguised_documents_are_refused(name: str, data: bytes) -> None:
    with pytest.raises(ValidationError):
        uploads.DocumentUploadField().clean(SimpleUploadedFile(name, data))


def test_more_than_ten_megabytes_get_a_message() -> None:
    data = b"x" * (10 * 1024 * 1024 + 1)
    assert "10" in image_error("a.jpg", data)
    with pytest.raises(ValidationError, match="10"):
        uploads.DocumentUploadField().clean(SimpleUploadedFile("a.txt", data))


@pytest.mark.parametrize(("name", "expected"), NAMES.items())
def test_names_are_normalised(name: str, expected: str) -> None:
    assert uploads.safe_file_name(name) == expected


@given(st.text(st.characters(codec=None)))
def test_any_name_becomes_safe(name: str) -> None:
    safe = uploads.safe_file_name(name)
    assert safe.isascii()
    assert 1 <= len(safe) <= 71
    assert uploads.safe_file_name(safe) == safe
    assert uploads.visible_text(name).isprintable()


def send(client: Client, view: str, prefix: str = "", **values: object) -> HttpResponse:
    """Post a form with title and collection to a view of the admin; no answer may be a 500."""
    post = {"title": "Most\u202e", "collection": Collection.get_first_root_node().pk, **values}
    url = view if view.startswith("/") else reverse(view)
    response = client.post(url, {f"{prefix}{name}": value for name, value in post.items()})
    assert response.status_code in (200, 302)
    return response


@pytest.mark.parametrize("chooser", [False, True])
def test_image_forms(admin_client: Client, media: Path, chooser: bool) -> None:
    view = "wagtailimages_chooser:create" if chooser else "wagtailimages:add"
    prefix = "image-chooser-upload-" if chooser else ""
    for name, data in UNSOUND:
        assert image_error(name, data), name
        file = SimpleUploadedFile(name, data)
        send(admin_client, view, prefix, file=file, description="Most")
    send(admin_client, view, prefix, file=SimpleUploadedFile("a.jpg", telltale()))
    assert not PortalImage.objects.exists()
    file = SimpleUploadedFile("../fo\u202eto.x.jpg", telltale())
    send(admin_client, view, prefix, file=file, description="Most přes Labe")
    image = PortalImage.objects.get()
    image.get_renditions("max-30x30", "width-20|format-webp", "width-20|format-avif")
    stored = [path.read_bytes() for path in media.rglob("*.*")]
    assert len(stored) >= 4
    assert all(is_clean(data) for data in stored)
    assert (image.title, image.filename) == ("Most", "foto-x.jpg")
    assert image.file_size == len(Path(image.file.path).read_bytes())
    assert (image.width, image.height, image.default_alt_text) == (*TURNED, "Most přes Labe")


def test_several_images_ask_for_their_description(admin_client: Client, media: Path) -> None:
    damaged, photo = ({"files[]": SimpleUploadedFile("a.jpg", x)} for x in (HTML, telltale()))
    assert send(admin_client, "wagtailimages:add_multiple", **damaged).json()["error_message"]
    answer = send(admin_client, "wagtailimages:add_multiple", **photo).json()
    assert "description" in answer["form"]
    assert all(is_clean(path.read_bytes()) for path in media.rglob("*.*"))  # it waits in media
    key = answer["uploaded_file_id"]
    url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[key])
    prefix = f"uploaded-image-{key}-"
    assert not send(admin_client, url, prefix).json()["success"]
    assert send(admin_client, url, prefix, description="Most").json()["success"]
    assert PortalImage.objects.get().description == "Most"
    assert [is_clean(path.read_bytes()) for path in media.rglob("*.*")] == [True]


@pytest.mark.parametrize("chooser", [False, True])
def test_document_forms(admin_client: Client, media: Path, chooser: bool) -> None:
    view = "wagtaildocs_chooser:create" if chooser else "wagtaildocs:add"
    prefix = "document-chooser-upload-" if chooser else ""
    for data, count in ((HTML, 0), (b"", 0), (PDF, 1)):
        send(admin_client, view, prefix, file=SimpleUploadedFile("a.pdf", data))
        assert PortalDocument.objects.count() == count


def test_several_documents_are_checked(admin_client: Client, media: Path) -> None:
    many = "wagtaildocs:add_multiple"
    wrong, right = ({"files[]": SimpleUploadedFile("a.pdf", data)} for data in (SVG, PDF))
    assert not send(admin_client, many, **wrong).json()["success"]
    key = send(admin_client, many, title="a" * 300, **right).json()["uploaded_file_id"]
    url = reverse("wagtaildocs:create_multiple_from_uploaded_document", args=[key])
    assert send(admin_client, url, f"uploaded-document-{key}-").json()["success"]
    assert PortalDocument.objects.get().filename == "a.pdf"


def test_document_is_served_as_a_harmless_download(rf: RequestFactory, media: Path) -> None:
    document = PortalDocument.objects.create(title="a", file=SimpleUploadedFile("a.pdf", PDF))
    assert resolve(document.url).func is serve_document
    response = serve_document(rf.get(document.url), str(document.pk), document.filename)
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Disposition"] == 'attachment; filename="a.pdf"'
    assert response["Content-Security-Policy"] == "default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "Content-Encoding" not in response
    response.close()
