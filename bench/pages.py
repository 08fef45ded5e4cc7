"""Each page's server time against its own SQL written by hand and its figures drawn from constants.

Cold: no tally and no model is remembered, and every round asks for other days, so that nothing else that is kept by
filters helps either. What only a new version of the data changes, and how the page asked the last time, is known. Warm:
the same days once more. Each time is the quickest of several rounds, in which all of them take turns; what an empty
script costs is taken off all.
"""

from __future__ import annotations

import gc
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from bench import by_hand, imports
from cx.company import Company, open_own
from cx.filters import Filters
from cx.imports import import_files
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Chart, Page
from cx.reports.pages import MODELS
from cx.settings import load
from pages._parts.registry import ENTRIES, Entry

ROUNDS = 7
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


class Times(NamedTuple):
    """Seconds of one page, or one of its tabs. statements: of the SQL by hand, 0 where there is none."""

    cold: float
    warm: float
    statements: float
    figures: float
    empty: float

    @property
    def cold_ratio(self) -> float:
        """Against its statements and its figures."""
        return (self.cold - self.empty) / (self.statements + self.figures - self.empty)

    @property
    def warm_ratio(self) -> float:
        """Against its figures."""
        return (self.warm - self.empty) / max(self.figures - self.empty, 1e-3)


def bench(folder: Path) -> None:
    """Print one line per page and tab, with the databases that `imports.bench` left in the folder, or make them."""
    logging.disable(logging.WARNING)  # Streamlit warns of scripts that run without a browser
    _compile_once()
    opened = imported(folder)
    gc.freeze()  # as `app.py` does at its start
    for entry in ENTRIES:
        for tab in _tabs(opened, entry):
            _print(f"{entry.name} {tab}".strip(), _measured(opened, entry, tab))


def _compile_once() -> None:
    """As a server does; AppTest would compile the scripts anew at every run."""
    from streamlit.runtime.scriptrunner.script_cache import ScriptCache
    from streamlit.testing.v1 import local_script_runner

    compiled = ScriptCache()
    local_script_runner.ScriptCache = lambda: compiled  # type: ignore[assignment, misc]


def _print(name: str, times: Times) -> None:
    cold, warm, statements, figures, empty = (1000 * seconds for seconds in times)
    known = f"{times.cold_ratio:5.2f} x" if statements else "      -"
    print(
        f"page {name:<20} cold {cold:6.0f} ms  SQL by hand {statements:6.1f} ms  figures {figures:5.0f} ms  {known} | "
        f"warm {warm:5.0f} ms  {times.warm_ratio:5.2f} x  |  an empty script {empty:4.1f} ms",
        flush=True,
    )


def imported(folder: Path) -> Company:
    """Answers and tickets in one warehouse, imported where they are not there yet."""
    urls = {
        "CX_WAREHOUSE_URL": f"duckdb:///{folder}/both.duckdb",
        "CX_WORKSPACE_URL": f"sqlite:///{folder}/both.sqlite",
    }
    os.environ.update(urls)
    company = open_own(load())
    if company.warehouse.is_empty:
        for table, preset in imports.PRESETS.items():
            import_files(company, [folder / f"{table}.csv"], preset)
    return company


def _model(company: Company, entry: Entry, tab: str) -> Page | None:
    warehouse = company.warehouse
    ask = Ask(warehouse.contents(), company.settings, Filters(), warehouse.tally, company=company)
    return MODELS[entry.name](ask, Arrangement(tab=tab)) if entry.modelled else None


def _tabs(company: Company, entry: Entry) -> Iterator[str]:
    """The keys of a page's tabs, "" for a page without."""
    model = _model(company, entry, "")
    if model is not None:
        yield from [key for key, _ in model.tabs] or [""]


def _measured(company: Company, entry: Entry, tab: str) -> Times:
    """The quickest of each; every round asks for other days."""
    from streamlit.testing.v1 import AppTest

    model = _model(company, entry, tab)
    parts = model.parts if model else ()
    FIGURES[:] = [part.figure.to_dict() for part in parts if isinstance(part, Chart) and part.figure is not None]
    page = _opened(entry.name, tab)
    constants, empty = (AppTest.from_string(script, default_timeout=120) for script in (CONSTANTS, ""))
    with company.warehouse.database.read() as connection:
        raw: Any = connection.connection.driver_connection
        rounds = []
        for days in range(ROUNDS + 1):
            ask = _ask(company, days)
            page.query_params["period"] = ask.filters.period
            statements = by_hand.statements(entry.name, tab, ask.window)
            works = (partial(_forget, page), page.run, partial(_run, raw, statements), constants.run, empty.run)
            rounds.append([_seconds(work) for work in works])
    quickest = Times(*(min(times) for times in zip(*rounds[1:], strict=True)))
    return quickest if statements else quickest._replace(statements=0)


def _ask(company: Company, days: int) -> Ask:
    """The question of four weeks that end so many days before the last but one."""
    contents = company.warehouse.contents()
    assert contents.as_of_day is not None
    last = contents.as_of_day - timedelta(days=days + 1)
    filters = Filters(period=f"{last - timedelta(days=27)}..{last}")
    return Ask(contents, company.settings, filters, company.warehouse.tally, company=company)


def _forget(page: Any) -> None:
    """Run the page with nothing of the data remembered."""
    from pages._parts import data

    data._remembered.clear()
    data._model.clear()
    page.run()


def _run(raw: Any, statements: list[str]) -> None:
    for statement in statements:
        raw.execute(statement).to_arrow_table()


def _opened(name: str, tab: str) -> Any:
    """The page as a visitor has it, drawn once."""
    from streamlit.testing.v1 import AppTest

    page = AppTest.from_file(FRAME, default_timeout=120)
    page.run()
    page.switch_page(f"{name}.py")
    if tab:
        page.query_params["tab"] = tab
    return page.run()


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


if __name__ == "__main__":
    from bench.pages import bench as pages  # the module whose figures the page of constants draws

    pages(Path(sys.argv[1]))
