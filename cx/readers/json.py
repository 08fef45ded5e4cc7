"""JSON: one object a line, or one array of objects; streamed either way. Keys inside objects are named with dots."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

import numpy as np

from cx.errors import BadInput
from cx.readers.files import CHUNK, OpenFile, open_file, sniff_encoding
from cx.readers.preset import Shape
from cx.readers.rows import Batches, OnReject, Reject, Rows, text_batch

BATCH_ROWS = 10_000
_BLANK = " \t\r\n"

Numbered = Iterator[tuple[int, Any]]


def read_json(path: str | Path, shape: Shape, on_reject: OnReject, on_position: Callable[[OpenFile], None]) -> Batches:
    """The objects of a JSON file as rows of text; a batch has the columns met so far.

    Numbers keep their digits, true and false are those words, a list is its JSON. A line that is no object goes to
    the rejects. Raises BadInput where an array is broken or never closed.
    """
    encoding = shape.encoding or sniff_encoding(path)
    with open_file(path) as file:
        # Only \n ends a line: other breaks may stand inside a text.
        texts = io.TextIOWrapper(file.stream, encoding, newline="\n")
        head, line = _first_character(texts)
        values = _array(file.name, texts) if head == "[" else _lines(file.name, head, line, texts, on_reject)
        objects = _objects(file.name, values, on_reject)
        names: dict[str, None] = {}
        while chunk := list(islice(objects, BATCH_ROWS)):
            on_position(file)
            names |= dict.fromkeys(name for _, flat in chunk for name in flat)
            yield _rows(chunk, list(names))


def _first_character(texts: TextIO) -> tuple[str, int]:
    """The first character that is not blank, "" if there is none, and its line."""
    line = 1
    while character := texts.read(1):
        if character not in _BLANK + "\ufeff":
            return character, line
        line += character == "\n"
    return "", line


def _lines(name: str, head: str, first: int, texts: TextIO, on_reject: OnReject) -> Numbered:
    for line, text in enumerate(texts, first):
        whole = head + text if line == first else text
        if whole.strip():
            try:
                yield line, _parse(whole)
            except json.JSONDecodeError as error:
                on_reject(Reject(name, line, "", f"not JSON: {error.msg}", whole.rstrip("\r\n")))


def _array(name: str, texts: TextIO) -> Numbered:
    """The elements of an array whose opening bracket has been read; numbered by their place, from 1."""
    buffer, place, number = "", 0, 0
    while True:
        place = _skip(buffer, place, _BLANK + ",")
        if buffer[place : place + 1] == "]":
            return
        try:
            value, end = _DECODER.raw_decode(buffer, place)
            if end == len(buffer):  # a number may go on in the next chunk
                raise json.JSONDecodeError("unfinished", buffer, end)
        except json.JSONDecodeError as error:
            more = texts.read(CHUNK)
            if not more:
                raise BadInput(f"{name} is broken after its element {number} ({error.msg}); export it again.") from None
            buffer, place = buffer[place:] + more, 0
            continue
        number, place = number + 1, end
        yield number, value


def _skip(text: str, place: int, characters: str) -> int:
    while place < len(text) and text[place] in characters:
        place += 1
    return place


_DECODER = json.JSONDecoder()


def _parse(text: str) -> Any:
    return _DECODER.decode(text.strip())


def _objects(name: str, values: Numbered, on_reject: OnReject) -> Iterator[tuple[int, dict[str, str | None]]]:
    for line, value in values:
        if isinstance(value, dict):
            yield line, flatten(value)
        else:
            on_reject(Reject(name, line, "", "not an object", json.dumps(value, ensure_ascii=False)))


def flatten(value: dict[str, Any], prefix: str = "") -> dict[str, str | None]:
    """Keys inside objects joined with dots, values as texts."""
    flat: dict[str, str | None] = {}
    for key, inner in value.items():
        if isinstance(inner, dict):
            flat |= flatten(inner, f"{prefix}{key}.")
        else:
            flat[prefix + key] = _text(inner)
    return flat


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


def _rows(chunk: list[tuple[int, dict[str, str | None]]], names: list[str]) -> Rows:
    columns = [[flat.get(name) for _, flat in chunk] for name in names]
    return Rows(text_batch(names, columns), np.array([line for line, _ in chunk], dtype=np.int64))
