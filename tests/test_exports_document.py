"""What every file is made from, and what stands on each of its sheets."""

from __future__ import annotations

import pytest

from cx.exports.document import SHORT_SEAL, Document, spoken
from cx.exports.paper import sheet, short_facts
from cx.reports import language
from cx.reports.words import _

FACTS = (("Days", "2 – 8 March 2026"), ("As of", "8 March 2026, 09:00"), ("Seal", "0123456789abcdef"))


def test_a_writer_speaks_the_language_of_its_document_and_leaves_its_readers_alone() -> None:
    @spoken
    def words(document: Document) -> bytes:
        return f"{language.current()} {document.title}".encode()

    language.use("ru")

    assert words(Document("A title", (), language="lt")) == b"lt A title"
    assert language.current() == "ru"


def test_where_the_page_is_stands_behind_the_facts() -> None:
    assert Document("", (), FACTS).facts_and_link == list(FACTS)
    assert Document("", (), FACTS, link="/loyalty").facts_and_link == [*FACTS, (_("Live page"), "/loyalty")]


def test_every_sheet_says_title_days_reach_and_how_the_seal_begins() -> None:
    language.use("en")
    found = short_facts(Document("The board", (), FACTS))

    assert found == f"The board · 2 – 8 March 2026 · Data to 8 March 2026, 09:00 · Seal {FACTS[2][1][:SHORT_SEAL]}"
    assert short_facts(Document("The board", ())) == "The board"


@pytest.mark.parametrize("title", ['"; } body { display: none }', "</style><script>", "\\22 ; a\nb"])
def test_no_title_ends_the_text_on_the_margin(title: str) -> None:
    style = sheet(Document(title, ()))

    inside = style[style.index('content: "') + len('content: "') :]
    text = inside[: inside.index('"')]
    read = "".join(chr(int(part.split(" ", 1)[0], 16)) + part.split(" ", 1)[1] for part in text.split("\\")[1:])
    assert text.split("\\")[0] + read == title


def test_a_link_leads_to_where_the_dashboard_is() -> None:
    path = Document("Loyalty", (), link="/loyalty?period=4w")

    assert path.at("").link == "/loyalty?period=4w"
    assert path.at("https://cx.test/board/").link == "https://cx.test/board/loyalty?period=4w"
    assert Document("Loyalty", ()).at("https://cx.test").link == ""
