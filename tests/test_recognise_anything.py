"""Whatever a file holds, looking at it ends with a draft or with one clear sentence."""

from __future__ import annotations

import csv
import io
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from cx.errors import CxError
from cx.readers.preset_parser import parse_preset
from cx.recognise.doubts import doubts
from cx.recognise.draft import needed
from cx.recognise.look import look, shape_key
from cx.recognise.preview import preview
from cx.recognise.raw import to_raw
from cx.recognise.suggest import suggest

CELLS = st.one_of(
    st.sampled_from(
        ["", "5", "10", "11", "3,5", "1e999", "-", "N/A", "2026-03-01", "01/02/2026", "31.12.2025 10:00", "1772359200",
         "yes", "нет", "a@b.lt", "Email", "1:05:00", "Total", "10 - Extremely likely", "created", "45000", "1.2.3",
         "Good", "Very bad", "★★☆", "1,234"]
    ),
    st.text(max_size=12),
)  # fmt: skip
NAMES = st.one_of(
    st.sampled_from(
        ["Date", "NPS", "Rating", "Comment", "Ticket ID", "Created at", "Solved at", "Дата создания", "Оценка",
         "Kanalas", "Status", "Survey", "score", "Customer ID", "Delivered", "Sent at", "CSAT", "event", "id",
         "Ar lengva?", "Priority"]
    ),
    st.text(max_size=12),
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> str:
    width = draw(st.integers(1, 5))
    header = draw(st.lists(NAMES, min_size=width, max_size=width))
    body = draw(st.lists(st.lists(CELLS, min_size=max(0, width - 1), max_size=width + 1), max_size=8))
    text = io.StringIO()
    csv.writer(text, delimiter=draw(st.sampled_from(",;\t|"))).writerows([header, *body])
    return text.getvalue()


@settings(max_examples=60)
@given(tables())
def test_any_table_has_a_draft_or_a_clear_error(text: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(text.encode("utf-8", "replace"))
        with suppress(CxError):
            understood(path)


@settings(max_examples=40)
@given(st.binary(max_size=300), st.sampled_from(["csv", "xlsx", "json", "parquet", "zip", "csv.gz"]))
def test_any_bytes_have_a_draft_or_a_clear_error(content: bytes, ending: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"file.{ending}"
        path.write_bytes(content)
        with suppress(CxError):
            understood(path)


def understood(path: Path) -> None:
    """All that is done with a file before it is imported."""
    seen = look(path)
    suggestion = suggest(seen)
    assert shape_key(seen)
    if suggestion.draft is None:
        return
    doubts(seen, suggestion.draft)
    if not needed(suggestion.draft):
        preview(seen, parse_preset(to_raw(suggestion.draft), "x"), "UTC")
