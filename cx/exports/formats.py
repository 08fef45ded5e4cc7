"""The formats there are: adding one touches this table."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cx.errors import BadInput
from cx.exports.document import Document
from cx.reports.language import mark


class Format(NamedTuple):
    """One format. name: as the command line takes it; title: on its button; suffix: of its files; mime: as browsers
    name it; write: the file's bytes; browser: whether a Chromium has to be found.
    """

    name: str
    title: str
    suffix: str
    mime: str
    write: Callable[[Document], bytes]
    browser: bool = False


def _html(document: Document) -> bytes:
    from cx.exports.html import html

    return html(document)


def _pdf(document: Document) -> bytes:
    from cx.exports.pdf import pdf

    return pdf(document)


def _png(document: Document) -> bytes:
    from cx.exports.png import page_png

    return page_png(document)


def _pptx(document: Document) -> bytes:
    from cx.exports.pptx import pptx

    return pptx(document)


def _xlsx(document: Document) -> bytes:
    from cx.exports.xlsx import xlsx

    return xlsx(document)


def _csv(document: Document) -> bytes:
    from cx.exports.csv import csv

    return csv(document)


def _json(document: Document) -> bytes:
    from cx.exports.json import json

    return json(document)


FORMATS = {
    known.name: known
    for known in (
        Format("html", mark("Web page (HTML)"), "html", "text/html", _html),
        Format("pdf", mark("Paper (PDF)"), "pdf", "application/pdf", _pdf, browser=True),
        Format("png", mark("Picture (PNG)"), "png", "image/png", _png, browser=True),
        Format("pptx", mark("Slides (PPTX)"), "pptx",
               "application/vnd.openxmlformats-officedocument.presentationml.presentation", _pptx),
        Format("xlsx", mark("Workbook (XLSX)"), "xlsx",
               "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
        Format("csv", mark("Numbers (CSV)"), "csv", "text/csv", _csv),
        Format("json", mark("Numbers (JSON)"), "json", "application/json", _json),
    )
}  # fmt: skip


def format_of(name: str) -> Format:
    """A format by its name. BadInput for one that there is not."""
    found = FORMATS.get(name)
    if found is None:
        raise BadInput(f"There is no format {name[:40]!r}; choose one of {', '.join(FORMATS)}.")
    return found
