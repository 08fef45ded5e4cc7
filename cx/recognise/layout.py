"""How a text file is laid out: encoding, delimiter, where its header stands, and how it closes."""

from __future__ import annotations

from pathlib import Path

from cx.readers.files import read_head, sniff_delimiter, sniff_encoding
from cx.readers.preset import Shape


def text_layout(path: str | Path) -> Shape:
    """The layout of a delimited file."""
    encoding = sniff_encoding(path)
    return Shape(encoding=encoding, delimiter=sniff_delimiter(read_head(path, encoding)))
