"""Each page's tallies against the same statements sent straight to DuckDB, and its server time against its figures."""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from duckdb_sqlalchemy import Dialect

from bench import imports
from cx.company import Company, open_own
from cx.errors import Unavailable
from cx.filters import Filters
from cx.imports import import_files
from cx.measures import measure
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Chart
from cx.settings import load
from cx.store.query import Question
from pages._parts.registry import ENTRIES, Entry

REPEATS = 5
FRAME = str(imports.ROOT / "pages" / "_frame.py")

#: What the page of constants draws: the traces and layouts of a page's figures, set before it runs.
FIGURES: list[dict[str, Any]] = []
CONSTANTS = """
import plotly.graph_objects as go
import streamlit as st
from bench.pages import FIGURES
for number, constants in enumerate(FIGURES):
    st.plotly_chart(go.Figure(constants), key=str(number))
"""


@dataclass(frozen=True)
class Run:
    """One page: seconds of its tallies and of the bare statements, of its run and of its figures alone."""

    page: str
    questions: int
    tallies: float
    statements: float
    page_cold: float
    page_warm: float
    figures: float


def bench(folder: Path) -> None:
    """Print one line per page, with the databases that `imports.bench` left in the folder."""
    company = _company(folder)
    for entry in ENTRIES:
        run = _page(company, entry)
        print(
            f"page {run.page:<13} {run.questions:2} tallies {1000 * run.tallies:7.1f} ms  bare statements "
            f"{1000 * run.statements:7.1f} ms  {run.tallies / run.statements:5.2f} x   |  server cold "
            f"{1000 * run.page_cold:6.0f} ms  warm {1000 * run.page_warm:6.0f} ms  figures alone "
            f"{1000 * run.figures:6.0f} ms  warm {run.page_warm / run.figures:5.2f} x",
            flush=True,
        )


def _company(folder: Path) -> Company:
    """Answers and tickets in one warehouse."""
    urls = {
        "CX_WAREHOUSE_URL": f"duckdb:///{folder}/both.duckdb",
        "CX_WORKSPACE_URL": f"sqlite:///{folder}/both.sqlite",
    }
    os.environ.update(urls)
    company = open_own(load())
    for table, preset in imports.PRESETS.items():
        import_files(company, [folder / f"{table}.csv"], preset)
    return company


def _page(company: Company, entry: Entry) -> Run:
    warehouse, contents = company.warehouse, company.warehouse.contents()
    asked: list[tuple[str, Filters, tuple[str, ...]]] = []

    def remember(name: str, filters: Filters, by: tuple[str, ...]) -> Any:
        asked.append((name, filters, by))
        return warehouse.tally(name, filters, by)

    model = entry.model(Ask(contents, company.settings, Filters(), remember), Arrangement())
    statements = [sql for question in asked if (sql := _statement(question, contents))]
    answered = [question for question in asked if _statement(question, contents)]
    charts = [part.figure for part in model.parts if isinstance(part, Chart)]
    FIGURES[:] = [figure.to_dict() for figure in charts if figure is not None]
    with warehouse.database.read() as connection:
        raw: Any = connection.connection.driver_connection
        bare = _median(lambda: [raw.execute(sql).to_arrow_table() for sql in statements])
    tallies = _median(lambda: [warehouse.tally(*question) for question in answered])
    cold, warm, figures = _served(entry)
    return Run(entry.name, len(answered), tallies, bare, cold, warm, figures)


def _statement(question: tuple[str, Filters, tuple[str, ...]], contents: Any) -> str:
    """The statement behind a tally with its values written in; empty for what is not available."""
    name, filters, by = question
    try:
        select = Question(measure(name), filters, by, contents).tally()
    except Unavailable:
        return ""
    return str(select.compile(dialect=Dialect(), compile_kwargs={"literal_binds": True})).replace("%%", "%")


def _served(entry: Entry) -> tuple[float, float, float]:
    """Seconds of the page without and with remembered tallies, and of a page that only draws its figures."""
    import streamlit as st
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_file(FRAME, default_timeout=120)
    page.run()
    page.switch_page(f"{entry.name}.py").run()
    cold = statistics.median(_cold(st, page) for _ in range(REPEATS))
    warm = _median(page.run)
    constants = AppTest.from_string(CONSTANTS, default_timeout=120)
    constants.run()
    return cold, warm, _median(constants.run)


def _cold(st: Any, page: Any) -> float:
    from pages._parts import data

    data._tally.clear()
    return _seconds(page.run)


def _median(work: Callable[[], object]) -> float:
    work()
    return statistics.median(_seconds(work) for _ in range(REPEATS))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    bench(Path(sys.argv[1]))
