"""All that a page and its files tell, as texts, for tests that look for what must not be among them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator

import pandas as pd

from cx.exports.document import Document
from cx.exports.formats import FORMATS
from cx.exports.png import picture
from cx.reports import coverage, loyalty, overview, satisfaction, service, tables, trust, voice
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Chart, Page, Table

#: The models of all pages, by name.
MODELS: dict[str, Callable[[Ask, Arrangement], Page]] = {
    model.__name__.rpartition(".")[2]: model.page for model in (overview, loyalty, satisfaction, service, voice, trust)
}


def pages(name: str, ask: Ask, arrangement: Arrangement) -> Iterator[Page]:
    """A page with each of its tabs in turn."""
    first = MODELS[name](ask, arrangement)
    for tab, _title in first.tabs or (("", ""),):
        yield MODELS[name](ask, arrangement.with_(tab=tab)) if tab else first


def everything(ask: Ask, page: Page) -> str:
    """What the browser, the HTML file, the files of numbers and the pictures of a page hold, choices and hover texts
    too; a workbook holds what the CSV file does."""
    document = Document(page.head.finding, (page,), tuple(coverage.facts(ask)))
    files = [FORMATS[name].write(document).decode().partition("</main>")[0] for name in ("html", "csv", "json")]
    for part in page.parts:
        if isinstance(part, Chart | Table) and part.message is None:
            files.append(tables.csv_bytes(part.table, coverage.facts(ask, part)).decode())
        if isinstance(part, Chart) and part.message is None and part.figure is not None:
            files.append(str(picture(part, coverage.cover(ask))))
    return "\n".join([*_texts(page), *files])


def _texts(given: object) -> Iterator[str]:
    """Every text in a model, however deep it lies."""
    if isinstance(given, str | int | float):
        yield str(given)
    elif isinstance(given, pd.DataFrame):
        yield given.to_csv()
    elif isinstance(given, tuple | list | dict):
        for value in given.items() if isinstance(given, dict) else given:
            yield from _texts(value)
    elif dataclasses.is_dataclass(given):
        for field in dataclasses.fields(given):
            yield from _texts(getattr(given, field.name))
