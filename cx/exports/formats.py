"""The formats there are: adding one touches this table."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from cx.errors import BadInput
from cx.exports.csv import csv
from cx.exports.document import Document
from cx.exports.html import html
from cx.exports.json import json
from cx.exports.pdf import pdf
from cx.exports.png import page_png
from cx.exports.pptx import pptx
from cx.exports.xlsx import xlsx
from cx.reports.language import mark


class Format(NamedTuple):
    """One format. name: as the command line takes it, and what its files end in; title: on its button; mime: as
    browsers name it; write: the file's bytes; browser: whether a Chromium has to be found.
    """

    name: str
    title: str
    mime: str
    write: Callable[[Document], bytes]
    browser: bool = False


FORMATS = {
    known.name: known
    for known in (
        Format("html", mark("Web page (HTML)"), "text/html", html),
        Format("pdf", mark("Document (PDF)"), "application/pdf", pdf, browser=True),
        Format("png", mark("Picture (PNG)"), "image/png", page_png, browser=True),
        Format("pptx", mark("Slides (PPTX)"),
               "application/vnd.openxmlformats-officedocument.presentationml.presentation", pptx),
        Format("xlsx", mark("Workbook (XLSX)"),
               "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx),
        Format("csv", mark("Numbers (CSV)"), "text/csv", csv),
        Format("json", mark("Numbers (JSON)"), "application/json", json),
    )
}  # fmt: skip


def format_of(name: str) -> Format:
    """A format by its name. BadInput for one that there is not."""
    found = FORMATS.get(name)
    if found is None:
        raise BadInput(f"There is no format {name[:40]!r}; choose one of {', '.join(FORMATS)}.")
    return found
