"""Slides as they are read back."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
from pptx import Presentation

from cx.exports.document import Document
from cx.exports.pptx import pptx


def opened(document: Document) -> Any:
    return Presentation(io.BytesIO(pptx(document)))


def titles(deck: Any) -> list[str]:
    return [slide.shapes.title.text_frame.text for slide in deck.slides]


def texts(slide: Any) -> str:
    """Everything that is read on a slide, tables too."""
    said = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    cells = [cell for row in table_of(slide) for cell in row]
    return "\n".join([*said, *cells])


def notes(slide: Any) -> str:
    return str(slide.notes_slide.notes_text_frame.text)


def table_of(slide: Any) -> list[list[str]]:
    """The rows of its table, the head first; none where it has none."""
    found = [shape.table for shape in slide.shapes if getattr(shape, "has_table", False) and shape.has_table]
    return [[cell.text for cell in row.cells] for row in found[0].rows] if found else []


def charts_of(deck: Any) -> list[tuple[Any, Any]]:
    """Each chart with its slide."""
    return [(slide, shape.chart) for slide in deck.slides for shape in slide.shapes if shape.has_chart]


def book_of(chart: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).active


def everything(file: bytes) -> str:
    """All parts of the file, the workbooks in it too."""
    said = []
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        for name in parts.namelist():
            content = parts.read(name)
            said.append(everything(content) if name.endswith(".xlsx") else content.decode("utf-8", "replace"))
    return "\n".join(said)


def parts_of(file: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(file)) as parts:
        return {name: parts.read(name) for name in parts.namelist()}
