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


@pytest.mark.parametrize("evil", EVIL)
def test_a_name_that_could_do_harm_arrives_as_text(evil: str) -> None:
    sheets = read(Document(evil, (page(evil), page(evil)), (("Days", "May"), ("Filters", evil)), note=evil))

    assert all(evil in sheet for sheet in sheets)
