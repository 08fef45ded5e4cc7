"""What a file probably is: a preset that is known, a mapping of last time, or a draft by names and content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any

from cx.readers.preset import Preset
from cx.readers.preset_parser import parse_preset
from cx.recognise.doubts import doubts
from cx.recognise.draft import REQUIRED, Choice, Draft, needed
from cx.recognise.drafting import draft_of, with_questions_of
from cx.recognise.look import Look, look
from cx.recognise.raw import from_raw
from cx.recognise.vendors import known_reading

__all__ = ["Suggestion", "draft_of", "suggest"]


@dataclass(frozen=True)
class Suggestion:
    """What is proposed of a file.

    preset, preset_name: one that is known to read it (by a vendor's signature, or a mapping that was saved), None and
    "" where there is none; vendor: whose export it is; draft: what can be changed by choosing, None where the preset
    cannot be edited column by column (where there is one it holds more than the preset: of a survey tool's export the
    questions, which no preset knows); sure: "certain", "likely" or "guess"; why: how it was known ("vendor", "saved",
    "name", "content").
    """

    preset: Preset | None
    preset_name: str
    vendor: str
    draft: Draft | None
    sure: str
    why: str


def suggest(looked: Look, saved: Sequence[tuple[str, Mapping[str, Any]]] = ()) -> Suggestion:
    """What a file is read by: the preset of a vendor whose signature it has; else a mapping saved for files of its
    shape; else a draft by the names and the content of its columns.

    saved: (name, keys of a preset) of mappings that were saved for files of this `shape_key`, the newest first.
    """
    for name, raw in saved[:1]:
        return _known(looked, parse_preset(raw, name), raw, "saved")
    known = known_reading(looked)
    if known:
        return _known(looked, *known, "vendor")
    draft = draft_of(looked)
    return Suggestion(None, "", "", draft, _sure(looked, draft), _why(draft))


def _known(looked: Look, preset: Preset, raw: Mapping[str, Any], why: str) -> Suggestion:
    """By a preset: certain, unless it is a survey tool's and its questions cannot be told from the file."""
    draft = from_raw(raw, looked, preset.name)
    if draft is not None:
        draft = replace(draft, choices=tuple(_told(one, why) for one in draft.choices))
        draft = with_questions_of(_laid_out(looked, preset), draft) if why == "vendor" else draft
    sure = "certain" if draft is None or not needed(draft) else "likely"
    return Suggestion(preset, preset.name, preset.vendor, draft, sure, why)


def _laid_out(looked: Look, preset: Preset) -> Look:
    """The file as its preset lays it out, where that changes what its columns hold and not which there are."""
    above = attrgetter("header_row", "header_rows", "label_row", "skip_rows")
    if above(preset.shape) == above(looked.shape):
        return looked
    seen = look(looked.path, preset.shape)
    return seen if seen.head.schema.names == looked.head.schema.names else looked


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
