"""Documents for tests of files: small ones that say what a test is about, and the sample company's whole dashboard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pandas as pd

from cx.company import Company
from cx.exports.document import Document
from cx.filters import Filters
from cx.reports import coverage, language
from cx.reports.ask import Arrangement, Ask
from cx.reports.native import Native, Series
from cx.reports.page import Card, Cards, Chart, Head, Page, Part, Record
from cx.reports.pages import WHOLE, whole_pages

#: What people may call a channel, a page or a title, and no file may heed.
HARMFUL = (
    "=cmd|'/c calc'!A1", "+1", "-2+3", "@x", "<img src=x onerror=alert(1)>", "<r><t>x</t></r>", "&lt;b&gt;", "{=1+1}",
    "\t=1", "_x0041_", "http://a.test/", "mailto:a@b.test", "'quoted'", "12", "a" * 40_000, "bell\x07\x00null\ufffe",
)  # fmt: skip

TREND = pd.DataFrame({
    "week": [date(2026, 10, 5) + timedelta(weeks=k) for k in range(4)],
    "value": pd.Series([100 / 3, None, -12.1, 0.1 + 0.2], dtype=object),
    "low": pd.Series([30.0, None, -20.0, -1e-17], dtype=object),
    "high": pd.Series([36.0, None, None, 4.0], dtype=object),
    "n": pd.Series([1200, 0, 45, 38], dtype=object),
    "state": ["ok", "none", "few", "ok"],
})  # fmt: skip
LINE = Native("line", "week", (Series("value", "NPS", low="low", high="high"),), format='+0.0;"−"0.0;0.0')


def chart(table: pd.DataFrame = TREND, native: Native | None = LINE, **given: Any) -> Chart:
    """A chart of a table."""
    words = {"title": "NPS fell", "subtitle": "NPS by week", "definition": "NPS = promoters minus detractors"}
    shown = table.astype(str)
    made: dict[str, Any] = {"make_table": lambda: table, "make_shown": lambda: shown, "native": native,
                            "footer": ("1,283 answers", "grey: few")}  # fmt: skip
    return Chart("trend", **{**words, **made, **given})


def cards() -> Cards:
    """One with a number, one of a time without an upper limit, one that is hidden."""
    nps = Record("nps.nps", "points", 100 / 3, 30.0, 36.5, 1200, -4.5, False, "clear")
    slow = Record("resolution.p90", "seconds", 86_400.5, 3600.0, None, 45, 22.25, True, "possible")
    return Cards((
        Card("nps", "NPS", "loyalty", "ok", "+33", interval="+30 to +37", definition="of answers", record=nps),
        Card("resolution", "Resolution", "service", "ok", "24 h", interval="1 h or more", record=slow),
        Card("csat", "CSAT", "satisfaction", "hidden", verdict_text="Too few to be shown", note="Fewer than five"),
    ))  # fmt: skip


def document(*parts: Part, pages: Sequence[Page] = (), **given: Any) -> Document:
    """One page of some parts, or these pages."""
    facts = (("Time zone", "Vilnius"), ("Filters", "Channel: Chat"))
    page = Page("Loyalty", Head("Loyalty", "NPS fell", ("1,283 answers.",)), parts)
    return Document(**{"title": "The board", "facts": facts, "pages": tuple(pages) or (page,), **given})


def dashboard(company: Company, spoken: str = "en") -> Document:
    """Every page of a company, with all its tabs, as a file takes it."""
    language.use(spoken)
    ask = Ask.of_company(company, Filters())
    pages = whole_pages(ask, [(name, Arrangement()) for name in WHOLE])
    return Document("Dashboard", pages, tuple(coverage.facts(ask)), language=spoken, sealed=b'{"content": {"a": 0.1}}')
