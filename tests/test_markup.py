"""Heads, keys, footers and messages as HTML: complete, and never markup of the data."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from cx.reports import markup
from cx.reports.page import Chart, Head, Message, Swatch

EVIL = '<img src=x onerror="alert(1)">'


def test_the_head_says_where_we_are_what_was_found_and_what_it_covers() -> None:
    head = markup.head(Head("Loyalty · NPS", "NPS is +34", ("4,816 answers", "26 Oct–22 Nov 2026"), ("Sample data",)))

    assert "<h1>NPS is +34</h1>" in head
    assert "<span>4,816 answers</span> <span>26 Oct–22 Nov 2026</span>" in head
    assert '<p class="cx-note">Sample data</p>' in head


def test_a_key_is_only_there_where_marks_need_one() -> None:
    assert markup.key(()) == ""
    assert markup.key([Swatch("line", "main", "NPS")]) == (
        '<div class="cx-key"><span><i class="cx-line cx-mark-main"></i>NPS</span></div>'
    )


def test_an_empty_footer_takes_no_room() -> None:
    assert markup.footer(()) == ""
    assert markup.footer(["4,816 answers"]) == '<div class="cx-footer"><span>4,816 answers</span></div>'


def test_a_message_keeps_the_height_of_the_chart_it_replaces() -> None:
    assert "min-height:252px" in markup.message(Message("No answer", "Drop a filter."), 252)


def test_no_text_can_leave_its_place() -> None:
    parts = [
        markup.head(Head(EVIL, EVIL, (EVIL,), (EVIL,))),
        markup.chart_head(Chart("x", EVIL, EVIL, "", swatches=(Swatch(EVIL, EVIL, EVIL),))),
        markup.footer([EVIL]),
        markup.message(Message(EVIL, EVIL), 100),
    ]

    for part in parts:
        assert "<img" not in part
        assert '"alert' not in part


def test_the_style_sheet_knows_every_class_of_the_markup() -> None:
    style = markup.STYLE.read_text(encoding="utf-8")

    for name in ("cx-head", "cx-eyebrow", "cx-cover", "cx-note", "cx-title", "cx-subtitle", "cx-key", "cx-footer"):
        assert f".{name}" in style


def test_style_sheets_lean_on_our_own_names_only() -> None:
    """Class names that Streamlit makes change with every release; of its own only the app's, and Plotly's ticks."""
    frame = (Path(__file__).parent.parent / "pages" / "_parts" / "style.css").read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", markup.STYLE.read_text(encoding="utf-8") + frame, flags=re.DOTALL)
    selectors = " ".join(re.findall(r"([^{};]+)\{", text))

    assert {
        name for name in re.findall(r"\.([A-Za-z][\w-]*)", selectors) if not name.startswith(("cx-", "st-key-"))
    } <= {"stApp", "xtick", "ytick", "y2tick"}
    assert all(key.startswith("st-key-") for key in re.findall(r'class\*="([^"]+)"', selectors))


def test_links_and_names_of_files_in_tables_break_between_their_parts() -> None:
    shown = pd.DataFrame({"File": ["2026-08-tickets_of_the_web_form.csv"], "Short": ["a_b.csv"], "Text": ["1.5 of 3"]})

    made = markup.table("Files", shown)

    assert ">2026-08-<wbr>tickets_<wbr>of_<wbr>the_<wbr>web_<wbr>form.<wbr>csv<" in made
    assert ">a_b.csv<" in made
    assert ">1.5 of 3<" in made


def test_a_table_of_words_is_escaped_and_marks_what_is_right_or_wrong() -> None:
    shown = pd.DataFrame({"State <b>": ["✓ agrees", "✗ <script>", None], "Why": ["x" * 25, "short", "=1+1"]})

    made = markup.table('A "title"', shown)

    assert made.startswith('<div class="cx-table" role="region" tabindex="0" aria-label="A &quot;title&quot;">')
    assert '<th scope="col">State &lt;b&gt;</th>' in made
    state = '<td data-column="State &lt;b&gt;" class="cx-short">'
    assert f'{state}<span class="cx-right">✓ agrees</span></td>' in made
    assert f'{state}<span class="cx-wrong">✗ &lt;script&gt;</span></td>' in made
    assert f'<td data-column="Why">{"x" * 25}</td>' in made
    assert '<td data-column="State &lt;b&gt;" class="cx-short"></td>' in made
