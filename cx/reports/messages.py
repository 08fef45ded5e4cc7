"""What there is to translate: `make messages` writes `locale/cx.pot` and brings all catalogues up to date with it.

Messages are marked where they are written: `_()`, `ngettext()` or `translate_plural()` where they are said, `mark()`
where they are only written down (measures, tables of words). The template has no line numbers and no dates, so it
changes only when a message does. What is not translated is shown in English.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po, write_po

from cx.reports.language import CATALOGUES, LOCALES, catalogue_file

ROOT = Path(__file__).parents[2]
TEMPLATE = CATALOGUES / "cx.pot"
FOLDERS = ("cx", "pages")

#: The functions that take messages; two arguments are a singular and a plural.
KEYWORDS = {"_": None, "mark": None, "translate": None, "ngettext": (1, 2), "translate_plural": (1, 2)}

COMMENT = "# The messages of the dashboard. Written by `make messages`."

#: What Babel puts into the head of a catalogue that changes without any message.
LEFT_OUT = tuple(f'"{name}'.encode() for name in (
    "Project-Id-", "Report-Msgid-", "POT-Creation-", "PO-Revision-", "Last-Translator", "Language-Team", "Generated-By",
))  # fmt: skip


def template() -> Catalog:
    """All messages of the code, in the order of their words, each with the files that say it."""
    found = Catalog(header_comment=COMMENT, fuzzy=False)
    for path in sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py")):
        for message in _messages(path):
            found.add(message, locations=[(path.relative_to(ROOT).as_posix(), 0)])
    return found


def _messages(path: Path) -> Iterator[str | tuple[str, ...]]:
    with path.open("rb") as source:
        for _line, message, _comments, _context in extract("python", source, KEYWORDS, options={"encoding": "utf-8"}):
            yield message


def text(catalogue: Catalog) -> bytes:
    """A catalogue as a file."""
    out = io.BytesIO()
    write_po(out, catalogue, sort_output=True, width=100, include_lineno=False, ignore_obsolete=True)
    return b"".join(line for line in out.getvalue().splitlines(keepends=True) if not line.startswith(LEFT_OUT))


def updated(language: str) -> Catalog:
    """The catalogue of a language with all messages there are now, what was translated kept."""
    path = catalogue_file(language)
    known = path.read_bytes() if path.exists() else b""
    catalogue = read_po(io.BytesIO(known), locale=LOCALES[language], domain="cx")
    catalogue.fuzzy, catalogue.header_comment = False, COMMENT
    catalogue.update(template(), no_fuzzy_matching=True, update_header_comment=False)
    return catalogue


def main() -> None:
    """Write the template and all catalogues."""
    TEMPLATE.write_bytes(text(template()))
    for language in sorted(set(LOCALES) - {"en"}):
        path = catalogue_file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text(updated(language)))


if __name__ == "__main__":
    main()
