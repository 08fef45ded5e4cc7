"""Pages on paper: written as PDF and read back."""

from __future__ import annotations

import io

import pypdfium2
import pytest

from cx.exports.chromium import chromium
from cx.exports.document import Document
from cx.exports.pdf import pdf
from tests.test_html import page

pytestmark = pytest.mark.skipif(not chromium(), reason="no Chromium is found to print")

#: A4 lying, in points.
SHEET = (842, 595)
EVIL = ("=cmd|' /C calc'!A0", "+1", "@x", "<img onerror=alert(1)>", "</script>", "<!--")


def read(document: Document) -> list[str]:
    """The text of every sheet."""
    with pypdfium2.PdfDocument(io.BytesIO(pdf(document))) as paper:
        assert {tuple(map(round, sheet.get_size())) for sheet in paper} == {SHEET}
        return [sheet.get_textpage().get_text_bounded().replace("\u00a0", " ") for sheet in paper]


def test_every_sheet_says_what_the_numbers_are_of_and_the_last_says_all() -> None:
    facts = (("Days", "May 2026"), ("As of", "Sat 28 Nov"), ("Time zone", "Vilnius"), ("Seal", "0123456789abcdef"))

    sheets = read(Document("In November", (page("Chat"), page("Phone")), facts, note="For the board"))

    assert len(sheets) == 2
    assert all("May 2026 · Data to Sat 28 Nov · Seal 01234567" in sheet for sheet in sheets)
    assert all(f"{number} / 2" in sheet for number, sheet in enumerate(sheets, 1))
    assert "For the board" in sheets[0]
    assert ["Phone leads" in sheet for sheet in sheets] == [True, True]  # in the contents, and on its own sheet
    assert ["0123456789abcdef" in sheet for sheet in sheets] == [False, True]


def test_charts_are_drawn_with_what_belongs_to_them() -> None:
    (sheet,) = read(Document("Loyalty", (page(),)))

    for text in ("NPS by channel", "9 answers", "NPS = promoters minus detractors", "+30"):
        assert text in sheet


def test_names_that_could_do_harm_arrive_as_text() -> None:
    lines = "\n".join(EVIL)
    sheets = read(Document(lines, tuple(map(page, EVIL)), (("Days", "May"), ("Filters", lines)), note=lines))

    assert [evil for evil in EVIL if sheets[0].count(evil) < 3] == []  # title, note and contents
    assert [evil for evil, sheet in zip(EVIL, sheets, strict=True) if evil not in sheet] == []
    assert [evil for evil in EVIL if evil not in sheets[-1]] == []  # the filters
