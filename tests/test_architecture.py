"""The shape of the project, walked through the source: who may import whom, how long files may be, what they say."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

CORE = {
    "alerts", "audit", "bins", "calendars", "change", "definitions", "errors", "filters", "function_words",
    "goal", "groups", "guard", "hiding",
    "intervals", "kinds", "measures", "moods", "notes", "pairs", "path", "periods", "pools", "power",
    "profiles", "quick", "scores", "searching", "settings", "superiority", "surveys", "survival", "tally",
    "trends", "version", "weeks", "why", "wording",
}  # fmt: skip

#: The layer of each part of `cx`, from the bottom; a module may import its own layer and those below.
LAYERS = {
    **dict.fromkeys(CORE, 0),
    "store": 1, "readers": 1, "charts": 1,
    "imports": 2, "recognise": 2, "company": 2, "sample": 2,
    "reports": 3,
    "exports": 4, "snapshots": 5,
    "commands": 6, "__main__": 6,
}  # fmt: skip

#: Third-party packages that only these parts may import.
ONLY_IN = {
    "sqlalchemy": ("cx/store/",),
    "duckdb": ("cx/store/engines/",),
    "duckdb_sqlalchemy": ("cx/store/engines/",),
    "sqlite3": ("cx/store/engines/",),
    "plotly": ("cx/charts/", "cx/reports/", "cx/exports/", "pages/_parts/figures.py"),
    "kaleido": ("cx/exports/",),
    "pptx": ("cx/exports/",),
    "xlsxwriter": ("cx/exports/",),
    "streamlit": ("pages/", "app.py"),
    "openpyxl": ("cx/readers/",),
    "babel": ("cx/reports/", "pages/"),
}

CORE_PACKAGES = {"numpy", "pandas", "scipy", "stopwords"}


def sources(*folders: str) -> list[Path]:
    files = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [*files, ROOT / "app.py"] if "pages" in folders else files


def imports_of(path: Path) -> set[str]:
    """Full names of all modules a file imports, those inside functions too."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def top_level_imports_of(path: Path) -> set[str]:
    body = ast.parse(path.read_text(encoding="utf-8")).body
    nodes = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    return {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)} | {
        alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names
    }


def part_of(path: Path) -> str:
    return path.relative_to(ROOT / "cx").parts[0].removesuffix(".py")


def parts_imported(path: Path) -> set[str]:
    names = {name.split(".")[1] for name in imports_of(path) if name.startswith("cx.")}
    return {name for name in names if name in LAYERS}


def test_every_part_of_cx_has_a_layer() -> None:
    parts = {part_of(path) for path in sources("cx")} - {"__init__"}

    assert parts - set(LAYERS) == set()


#: The public face opens the store, lazily; everything else obeys the layers.
LAYERED = [path for path in sources("cx") if part_of(path) not in ("__init__", "quick")]


@pytest.mark.parametrize("path", LAYERED, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_run_only_downwards(path: Path) -> None:
    own = LAYERS[part_of(path)]

    assert {part for part in parts_imported(path) if LAYERS[part] > own} == set()


#: What parts of layer 1 may import of each other: readers need the names of the tables.
SIDEWAYS: dict[str, set[str]] = {"readers": {"store"}, "charts": set(), "store": set()}


@pytest.mark.parametrize("part", sorted(SIDEWAYS))
def test_parts_of_one_layer_do_not_import_each_other_by_accident(part: str) -> None:
    files = [path for path in sources("cx") if part_of(path) == part]

    assert files
    assert {name for path in files for name in parts_imported(path) if LAYERS[name] == 1} - {part} <= SIDEWAYS[part]


@pytest.mark.parametrize("package", sorted(ONLY_IN))
def test_a_package_is_imported_only_where_it_belongs(package: str) -> None:
    breaches = [
        str(path.relative_to(ROOT))
        for path in sources("cx", "pages")
        if any(name.split(".")[0] == package for name in imports_of(path))
        and not str(path.relative_to(ROOT)).startswith(ONLY_IN[package])
    ]

    assert breaches == []


def test_the_core_imports_only_numpy_and_pandas_and_scipy_lazily() -> None:
    for path in sources("cx"):
        if part_of(path) not in CORE:
            continue
        foreign = {name.split(".")[0] for name in imports_of(path)} - set(sys.stdlib_module_names) - {"cx"}

        assert foreign <= CORE_PACKAGES, path
        assert not any(name.startswith("scipy") for name in top_level_imports_of(path)), path


def test_importing_cx_is_light() -> None:
    probe = "import cx, sys; print(sorted({'scipy', 'sqlalchemy', 'plotly', 'streamlit', 'duckdb'} & set(sys.modules)))"

    run = subprocess.run([sys.executable, "-c", probe], cwd=ROOT, capture_output=True, text=True, check=True)

    assert run.stdout.strip() == "[]"


def test_no_file_passes_400_lines_without_a_reason() -> None:
    for path in sources("cx", "pages", "tests", "bench"):
        text = path.read_text(encoding="utf-8")
        docstring = ast.get_docstring(ast.parse(text)) or ""

        assert len(text.splitlines()) <= 400 or "long because" in docstring, path


def test_every_module_says_what_it_is() -> None:
    silent = [str(path) for path in sources("cx", "pages") if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]

    assert silent == []


@pytest.mark.parametrize(
    ("folder", "table"),
    [
        ("cx/readers", "docs/architecture.md"), ("cx/imports", "docs/architecture.md"),
        ("cx/recognise", "cx/recognise/__init__.py"),
    ],
)  # fmt: skip
def test_a_table_says_what_each_of_many_modules_is_for(folder: str, table: str) -> None:
    named = set(re.findall(r"`(?:\w+/)?(\w+)(?:\.\w+)?`", (ROOT / table).read_text(encoding="utf-8")))
    modules = {path.stem for path in (ROOT / folder).glob("*.py")} - {"__init__"}

    assert modules <= named


def test_pages_are_short() -> None:
    for path in sorted((ROOT / "pages").glob("*.py")):
        if not path.name.startswith("_"):
            assert len(path.read_text(encoding="utf-8").splitlines()) <= 100, path


def test_nothing_is_left_for_later_without_an_issue() -> None:
    word = "TO" + "DO"
    left = [
        str(path) for path in sources("cx", "pages", "tests", "bench") if re.search(rf"\b{word}\b", path.read_text())
    ]

    assert left == []


def test_streamlit_never_renders_raw_html_of_data() -> None:
    """`unsafe_allow_html` is not used anywhere: our own markup goes through st.html, escaped where it is made."""
    used = [str(path) for path in sources("pages") if "unsafe_allow_html" in path.read_text(encoding="utf-8")]

    assert used == []
