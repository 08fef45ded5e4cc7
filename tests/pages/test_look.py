"""The look of all pages is one message, so large that the browser keeps it."""

from __future__ import annotations

from streamlit import config

from cx.reports import markup
from pages._parts import look


def test_every_style_sheet_is_in_the_one_element_in_the_order_in_which_they_count() -> None:
    sheets = [markup.STYLE, *(look.FOLDER / name for name in ("style.css", "print.css"))]
    texts = [sheet.read_text(encoding="utf-8") for sheet in sheets]

    assert look.style() == f"<style>{''.join(texts)}</style>"


def test_it_is_large_enough_for_a_browser_to_be_sent_it_once() -> None:
    assert len(look.style().encode()) >= int(config.get_option("global.minCachedMessageSize"))


def test_a_run_is_answered_before_memory_is_cleared_up() -> None:
    assert config.get_option("runner.postScriptGC") is False
