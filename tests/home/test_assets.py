"""The style sheet, the fonts and the marks: complete, small, and from our own server only."""

import gzip
import os
import re
import shutil
from pathlib import Path

import pytest
import yaml
from django.contrib.staticfiles import finders

from home import assets

ROOT = Path(__file__).resolve().parents[2]
CSS = ROOT / "static" / "css"
MARKS = ROOT / "templates" / "components" / "marks"
COLOUR_LITERAL = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|hwb|lab|lch|oklab|oklch|color)a?\(", re.I
)
FOREIGN_ADDRESS = re.compile(r"(?:url\(|@import)\s*[\"']?\s*(?:https?:)?//", re.I)

every_mark = pytest.mark.parametrize(
    "mark", sorted(MARKS.glob("*.svg")), ids=lambda path: path.stem
)


@pytest.fixture
def sources(settings, tmp_path):
    """A copy of the sources that a test may change, and a build folder of its own."""
    settings.BASE_DIR = tmp_path
    settings.STATIC_SOURCE = tmp_path / "static"
    shutil.copytree(CSS, tmp_path / "static" / "css")
    return tmp_path / "static" / "css"


def test_every_source_is_in_the_bundle(sources):
    bundle = assets.build_bundle().read_text()

    for path in sources.rglob("*.css"):
        assert assets.minify(path.read_text()) in bundle, path.name


def test_bundle_opens_with_the_order_of_layers(sources):
    opening = "@layer reset,tokens,base,layout,components,utilities,print;"

    assert assets.build_bundle().read_text().startswith(opening)


def test_minifying_keeps_a_descendant_a_descendant():
    small = assets.minify("@layer a { .b :is(i, u) { top: 0; } .c ::placeholder { top: 0; } }")

    assert ".b *:is(i,u){" in small
    assert ".c *::placeholder{" in small


def test_minifying_leaves_other_pseudo_classes_alone():
    small = assets.minify("@layer a { :root { top: 0; } .b:hover { top: 0; } } @page :first { }")

    assert "*" not in small


def test_bundle_weighs_at_most_15_kb(sources):
    assert len(gzip.compress(assets.build_bundle().read_bytes())) <= 15_000


def test_fonts_weigh_at_most_45_kb_together():
    fonts = list((ROOT / "static" / "fonts").glob("*.woff2"))

    assert fonts
    assert sum(path.stat().st_size for path in fonts) <= 45_000


def test_components_hold_no_colour_literal():
    for path in [*(CSS / "components").glob("*.css"), CSS / "forced_colors.css"]:
        assert not COLOUR_LITERAL.search(path.read_text()), path.name


def test_style_sheets_name_no_foreign_host():
    for path in CSS.rglob("*.css"):
        assert not FOREIGN_ADDRESS.search(path.read_text()), path.name


def test_files_named_in_style_sheets_exist():
    for name in re.findall(r"url\(\"([^\"]+)\"\)", (CSS / "tokens.css").read_text()):
        assert (CSS / name).is_file(), name


def test_bundle_is_not_rebuilt_without_a_change(sources):
    first = assets.build_bundle().stat()

    assert assets.build_bundle().stat().st_ino == first.st_ino


def test_bundle_follows_a_changed_source(sources):
    assets.build_bundle()
    (sources / "components" / "button.css").write_text("@layer components { .new { top: 0; } }")
    later = max(path.stat().st_mtime for path in assets.source_files()) + 3600
    os.utime(sources / "components" / "button.css", (later, later))

    assert ".new{top:0}" in assets.build_bundle().read_text()


def test_bundle_forgets_a_removed_source(sources):
    skip = assets.minify((sources / "components" / "skip.css").read_text())
    assert skip in assets.build_bundle().read_text()
    (sources / "components" / "skip.css").unlink()

    assert skip not in assets.build_bundle().read_text()


def test_staticfiles_find_the_bundle_and_nothing_else(sources):
    finder = finders.get_finder("home.assets.BundleFinder")

    assert finder.find("css/portal.css") == str(assets.build_bundle())
    assert finder.find("css/portal.css", find_all=True) == [str(assets.build_bundle())]
    assert finder.find("css/tokens.css") == []


def test_collectstatic_is_offered_a_readable_bundle(sources):
    [(name, storage)] = assets.BundleFinder().list(None)

    assert name == "css/portal.css"
    with storage.open(name) as bundle:
        assert bundle.read().startswith(b"@layer")
    assert list(assets.BundleFinder().list(["*.css"])) == []


@every_mark
def test_mark_has_exactly_one_solid_part(mark):
    assert mark.read_text().count('class="solid"') == 1


@every_mark
def test_mark_is_hidden_from_screen_readers(mark):
    opening = '<svg class="mark" viewBox="0 0 40 40" aria-hidden="true" focusable="false">'

    assert mark.read_text().startswith(opening)
    assert "<style" not in mark.read_text()


def test_every_topic_has_a_mark():
    taxonomy = yaml.safe_load((ROOT / "content" / "taxonomy.yaml").read_text())

    assert {topic["slug"] for topic in taxonomy["topics"]} <= {
        path.stem for path in MARKS.glob("*.svg")
    }
