"""What a file probably is: a preset that is known, a mapping of last time, or a draft by names and content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cx.readers.preset import Preset
from cx.recognise.draft import Choice, Draft
from cx.recognise.look import Look


@dataclass(frozen=True)
class Suggestion:
    """What is proposed of a file.

    preset, preset_name: one that is known to read it (by a vendor's signature, or a mapping that was saved), None and
    "" where there is none; vendor: whose export it is; draft: what can be changed by choosing, None where the preset
    cannot be edited column by column; sure: "certain", "likely" or "guess"; why: how it was known ("vendor", "saved",
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

    saved: (name, keys of a preset) of mappings that were saved, the newest first.
    """
    return Suggestion(None, "", "", draft_of(looked), "guess", "content")


def draft_of(looked: Look) -> Draft:
    """A draft by the names and the content of a file's columns, whatever presets know of it."""
    choices = tuple(Choice(one.name) for one in looked.columns)
    return Draft("answers", looked.file.split(".")[0], looked.shape, choices)
