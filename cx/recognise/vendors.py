"""The presets that come with the product, by the columns that a file has."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from typing import Any

from cx.errors import BadInput
from cx.readers.preset import FOLDER, SURVEY_COLUMNS, Column, Preset, known_presets
from cx.readers.preset_parser import parse_preset
from cx.recognise.look import Look, head_of

#: Columns of a file that a preset without a signature must name before it is taken for the file's.
_ENOUGH = 3


def known_reading(looked: Look) -> tuple[Preset, dict[str, Any]] | None:
    """The preset whose files have these columns, and its keys; the one that names most of them, None if none does."""
    fitting = [(told, name) for name in known_presets() if (told := _told(looked, _loaded(name)[0]))]
    if not fitting:
        return None
    return _loaded(max(fitting)[1])


@cache
def _loaded(name: str) -> tuple[Preset, dict[str, Any]]:
    raw = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    return parse_preset(raw, name), raw


def _told(looked: Look, preset: Preset) -> int:
    """How many columns of a file tell that it is a preset's; 0 where it is not."""
    return max(_told_by(names, one) for one in preset.readings for names in _names(looked, one))


def _names(looked: Look, reading: Preset) -> Iterator[set[str]]:
    """The columns of a file as it was looked at, and as a reading would lay it out."""
    yield {name.casefold() for name in looked.head.schema.names}
    laid_out = reading.shape.unfold or reading.shape.pairs or reading.shape.records or reading.shape.header_rows > 1
    if laid_out and (looked.kind == "json") == bool(reading.shape.header_rows == 1):
        try:
            yield {name.casefold() for name in head_of(looked.path, reading.shape)[0].values.schema.names}
        except BadInput:
            return


def _told_by(names: set[str], reading: Preset) -> int:
    if reading.signature:
        return len(reading.signature) if all(one.casefold() in names for one in reading.signature) else 0
    if not all(_found(column, names) for column in _columns(reading) if not column.optional):
        return 0
    own = {name.casefold() for column in _columns(reading) for name in column.sources}
    own |= set(SURVEY_COLUMNS) if reading.surveys_on_rows else set()
    told = len(names & own)
    return told if told >= _ENOUGH and (not _any_file(reading) or _all_told(names, own)) else 0


def _columns(reading: Preset) -> list[Column]:
    log = [reading.log.at, *([reading.log.actor] if reading.log.actor else [])] if reading.log else []
    return [*reading.columns, *reading.dimensions.values(), *(one.score for one in reading.questions), *log]


def _found(column: Column, names: set[str]) -> bool:
    return column.constant is not None or any(name.casefold() in names for name in column.sources)


def _any_file(reading: Preset) -> bool:
    """Whether a preset is for files of nobody in particular."""
    return not reading.vendor and reading.name.startswith("generic-")


def _all_told(names: set[str], own: set[str]) -> bool:
    """Whether a generic preset reads every column, so that nothing of the file is lost; and knows the question."""
    return names <= own
