"""What is proposed of a file's columns: a table, and for each column its part in it. A draft becomes a preset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from cx.readers.preset import Shape
from cx.surveys import Survey

#: What a column can be: a field of the table, a dimension of the company's own, a question of a survey, the comment to
#: one, or nothing.
PARTS = ("field", "dimension", "question", "comment", "aside")


@dataclass(frozen=True)
class Choice:
    """One column of the file. part: one of `PARTS`; name: of the field or of the dimension, "" for others; survey: of a
    question; of a comment, the question it belongs to is named by `name`; options: how it is read, with the keys of a
    preset's column (as, formats, zone, comma, values, missing, required); why: how it was known ("vendor", "name",
    "content", "chosen", "" for nothing).
    """

    column: str
    part: str = "aside"
    name: str = ""
    survey: Survey | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True)
class Draft:
    """A mapping that can be changed by choosing. table: of the warehouse; source: what its rows are called; zone: of
    stamps without one ("" for the business zone); vendor: the preset it began as, "" for none.
    """

    table: str
    source: str
    shape: Shape
    choices: tuple[Choice, ...]
    zone: str = ""
    vendor: str = ""
