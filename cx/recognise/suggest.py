"""What a file probably is: a preset that is known, a mapping of last time, or a draft by names and content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from cx.errors import BadInput
from cx.readers.preset import Preset, Shape
from cx.readers.preset_parser import parse_preset
from cx.recognise.doubts import doubts
from cx.recognise.draft import REQUIRED, Choice, Draft, needed
from cx.recognise.drafting import draft_of, with_questions_of
from cx.recognise.look import Look, look
from cx.recognise.raw import from_raw
from cx.recognise.vendors import BROKEN, known_reading, only_reading

__all__ = ["Suggestion", "draft_of", "suggest"]


@dataclass(frozen=True)
class Suggestion:
    """What is proposed of a file.

    preset: one that reads it as it stands, by a vendor's signature or a mapping that was saved; None where there is
    none, or where the draft reads more: of a survey tool's export the questions that no preset knows; preset_name,
    vendor: what it was known by all the same, "" for nothing; draft: what can be changed by choosing, None where the
    preset cannot be edited column by column; sure: "certain", "likely" or "guess"; why: how it was known ("vendor",
    "saved", "name", "content").
    """

    preset: Preset | None
    preset_name: str
    vendor: str
    draft: Draft | None
    sure: str
    why: str


def suggest(looked: Look, saved: Sequence[tuple[str, Mapping[str, Any]]] = ()) -> Suggestion:
    """What a file is read by: a mapping saved for files of its shape; else the preset of a vendor whose signature it
    has; else a draft by the names and the content of its columns.

    saved: (name, keys of a preset) of mappings that were saved for files of this `shape_key`, the newest first. One
    that is no preset any more, because the grammar has moved on or it is broken, is passed over, as are presets of the
    product that cannot be read.
    """
    for name, raw in saved:
        with suppress(BadInput, *BROKEN):
            return _known(looked, parse_preset(raw, name), raw, "saved")
    known = known_reading(looked)
    if known:
        return _known(looked, *known, "vendor")
    draft = draft_of(looked)
    return Suggestion(None, "", "", draft, _sure(looked, draft), _why(draft))


def _known(looked: Look, preset: Preset, raw: Mapping[str, Any], why: str) -> Suggestion:
    """By a preset: certain, unless it is a survey tool's and its questions cannot be told from the file."""
    draft = from_raw(only_reading(looked, preset, raw), looked, preset.name)
    if draft is not None:
        draft = replace(draft, choices=tuple(_told(one, why) for one in draft.choices))
        draft = with_questions_of(_laid_out(looked, preset), draft) if why == "vendor" else draft
    sure = "certain" if draft is None or not needed(draft) else "likely"
    whole = None if draft and _adds(draft, why) else preset
    return Suggestion(whole, preset.name, preset.vendor, draft, sure, why)


def _adds(draft: Draft, why: str) -> bool:
    """Whether a draft reads columns that its preset does not know."""
    return any(one.part != "aside" and one.why != why for one in draft.choices)


def _laid_out(looked: Look, preset: Preset) -> Look:
    """The file as its preset lays it out, where that knows of rows above the data which did not show themselves."""
    if _above(preset.shape) <= _above(looked.shape):
        return looked
    seen = look(looked.path, preset.shape)
    return seen if seen.head.schema.names == looked.head.schema.names else looked


def _above(shape: Shape) -> int:
    """How many rows stand above the data."""
    return max(shape.header_row + shape.header_rows - 1 + shape.skip_rows, shape.label_row)


def _told(choice: Choice, why: str) -> Choice:
    return choice if choice.part == "aside" else replace(choice, why=why)


def _sure(looked: Look, draft: Draft) -> str:
    """How sure a draft is: certain where names say all that is required and nothing is doubtful."""
    if needed(draft):
        return "guess"
    told = [one for one in draft.choices if one.part == "question" or one.name in REQUIRED[draft.table]]
    return "certain" if all(one.why == "name" for one in told) and not doubts(looked, draft) else "likely"


def _why(draft: Draft) -> str:
    """How most of a draft was known."""
    told = [one.why for one in draft.choices if one.part != "aside"]
    named = sum(why in ("name", "part") for why in told)
    return "name" if named and named * 2 >= len(told) else "content"
