"""Rules about the files of the repository, as tests."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

import pytest
import wagtail
from django.apps import apps
from packaging.requirements import Requirement

from tests.conftest import require
from tests.portal.production import ROOT

MAX_FILE, MAX_FUNCTION, MAX_TEMPLATE = 350, 45, 80  # lines
# One long list of the editor's fields reads better whole.
LONG_FUNCTIONS = {"card_content_panels"}
# Split, so that this file does not hold them itself.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        *(("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("yarnpkg", "com")),
        *(("registry", "yarnpkg"), ("conda", "anaconda")),
    )
)
INDEX_OPTION = re.compile(r"(?<!emit)--(?:extra-)?index-url|registry\s*=\s*http")


def own_packages() -> list[str]:
    """Return the folders of our apps and of the project package."""
    inside = (Path(app.path) for app in apps.get_app_configs())
    return [path.name for path in inside if path.parent == ROOT] + ["site/portal"]


def python_files() -> Iterator[Path]:
    """Yield our own Python files, migrations left out."""
    for name in own_packages():
        for path in sorted((ROOT / name).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def git(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Ask git something about the repository; skip where there is none."""
    require(bool(shutil.which("git")) and (ROOT / ".git").exists(), "a git repository")
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def committed_texts() -> Iterator[tuple[str, str]]:
    """Yield (name, text) of every text file that git knows."""
    for name in git("ls-files", "-z").stdout.split("\0"):
        path = ROOT / name
        if name and path.is_file():
            yield name, path.read_bytes().decode(errors="ignore")


# --- Folders ---------------------------------------------------------------------------------


def test_site_is_a_folder_and_no_package() -> None:
    assert (ROOT / "site/portal/__init__.py").exists()
    assert not (ROOT / "site/__init__.py").exists()


@pytest.mark.parametrize("name", ["site/portal/urls.py", "site/portal/settings/base.py", "site/"])
def test_site_is_not_ignored(name: str) -> None:
    result = git("check-ignore", "--no-index", "--quiet", name)

    assert result.returncode == 1  # 0 means ignored


@pytest.mark.parametrize("name", ["var/portal.sqlite3", "var/secret_key", ".venv/x", "a.mo"])
def test_data_and_secrets_are_ignored(name: str) -> None:
    assert git("check-ignore", "--no-index", "--quiet", name).returncode == 0


def test_standard_module_site_is_still_found() -> None:
    import site  # the name that our folder must not take

    assert site.getsitepackages()


def test_nobody_writes_utils() -> None:
    names = {"utils.py", "util.py", "helpers.py", "misc.py", "common.py"}

    assert not [path for path in python_files() if path.name in names]


# --- Packages --------------------------------------------------------------------------------


def test_wagtail_is_of_the_series_we_build_on() -> None:
    assert re.fullmatch(r"8\.0\.\d+", wagtail.__version__)


@pytest.mark.parametrize("name", ["requirements.txt", "requirements/dev.txt"])
def test_every_package_is_locked_with_hashes(name: str) -> None:
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and line.lstrip()[0] != "#"]

    assert len(lines) > 10
    for line in lines:
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==[\w.!+-]+( ;[^#]+)?\s+--hash=sha256:", line), line


def test_an_extra_a_package_asks_for_is_named_in_its_lock() -> None:
    """pip takes ``coverage[toml]`` for another requirement than a locked ``coverage``.

    It then looks for the newest release, which has no hash here, and refuses the installation on
    the day that release comes out.
    """
    locks = [(ROOT / name).read_text() for name in ("requirements.txt", "requirements/dev.txt")]
    asked = {
        (needed.name.lower(), extra)
        for package in distributions()
        for needed in map(Requirement, package.requires or [])
        if needed.marker is None or needed.marker.evaluate({"extra": ""})
        for extra in needed.extras
    }

    assert ("coverage", "toml") in asked
    for name, extra in asked:
        assert any(re.search(rf"^{name}\[[\w,-]*{extra}", text, re.M) for text in locks), name


def test_no_file_names_a_package_registry() -> None:
    found = [
        name
        for name, text in committed_texts()
        if any(host in text for host in REGISTRIES) or INDEX_OPTION.search(text)
    ]

    assert found == []


# --- Sizes -----------------------------------------------------------------------------------


def test_python_files_stay_short() -> None:
    sizes = {path: len(path.read_text().splitlines()) for path in python_files()}

    assert {path: size for path, size in sizes.items() if size > MAX_FILE} == {}


def long_functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield (name, lines) of the functions that are too long."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or 0) - node.lineno + 1
            if lines > MAX_FUNCTION and node.name not in LONG_FUNCTIONS:
                yield node.name, lines


def test_functions_stay_short() -> None:
    assert [found for path in python_files() for found in long_functions(path)] == []


def test_templates_stay_short() -> None:
    paths = [path for path in (ROOT / "templates").rglob("*") if path.suffix in {".html", ".xml"}]
    sizes = {path.name: len(path.read_text().splitlines()) for path in paths}

    assert len(sizes) > 10
    assert {name: size for name, size in sizes.items() if size > MAX_TEMPLATE} == {}


def test_test_files_stay_short() -> None:
    sizes = {
        path.name: len(path.read_text().splitlines()) for path in (ROOT / "tests").rglob("*.py")
    }

    assert {name: size for name, size in sizes.items() if size > MAX_FILE} == {}


def test_every_module_says_what_it_is() -> None:
    silent = [
        path
        for path in (*python_files(), *(ROOT / "tests").rglob("*.py"))
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]

    assert silent == []


# --- Migrations ------------------------------------------------------------------------------


def migration_files() -> list[Path]:
    found = [path for name in own_packages() for path in (ROOT / name).glob("migrations/0*.py")]
    assert found
    return found


def base_names(path: Path) -> Iterator[str]:
    """Yield the classes that stand in `bases=(…)` of a migration, as dotted names."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.keyword) and node.arg == "bases":
            for base in getattr(node.value, "elts", []):
                if not isinstance(base, ast.Constant):
                    yield ast.unparse(base)


def test_migrations_hold_no_class_of_ours_as_base() -> None:
    own = tuple(f"{Path(name).name}." for name in own_packages())

    bases = [(path.name, name) for path in migration_files() for name in base_names(path)]

    assert [found for found in bases if found[1].startswith(own)] == []
