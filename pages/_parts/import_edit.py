"""A mapping changed by choosing: each change makes another draft. Nothing here is drawn."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from babel import Locale

from cx.recognise.choosing import chosen
from cx.recognise.draft import ASKED, RATED, REQUIRED, Choice, Draft, fields_of
from cx.recognise.look import Look
from cx.reports.language import LOCALES
from cx.store.schema import TABLES
from cx.surveys import SCALES, Survey

#: What a column can be besides a field and a comment, as a choice is coded in a list.
ASIDE, DIMENSION, QUESTION = "aside", "dimension", "question"

#: Tables in the order in which they are offered.
KINDS = ("answers", "tickets", "customers", "invitations", "ticket_events")

#: A letter, in a pattern.
_LETTER = r"[^\W\d_]"

#: The longest name of a dimension, a question or a source.
LONGEST_NAME = 60


def code_of(choice: Choice) -> str:
    """What a column is, as one text."""
    return f"{choice.part}:{choice.name}" if choice.part in ("field", "comment") else choice.part


def codes(draft: Draft, column: str) -> list[str]:
    """What a column of this draft can be: nothing, a question or the comment to one, a field (those that must be there
    first), a dimension of the company's own.
    """
    must = REQUIRED[draft.table]
    fields = [*must, *(name for name in fields_of(draft.table) if name not in must)]
    coded = [f"field:{name}" for name in fields]
    own = [DIMENSION] if own_dimensions(draft.table) else []
    if draft.table not in ASKED:
        return [ASIDE, *coded, *own]
    coded += [f"field:{name}" for name in RATED.get(draft.table, ()) if draft.questions]
    asked = [one.survey.survey for one in draft.questions if one.survey and one.column != column]
    return [ASIDE, QUESTION, *(f"comment:{name}" for name in asked), *coded, *own]


def own_dimensions(table: str) -> bool:
    """Whether rows of a table have dimensions of the company's own."""
    return any(column.name == "d1" for column in TABLES[table].facts)


def choice_of(draft: Draft, column: str) -> Choice:
    """What a column is. KeyError if the draft has none of that name."""
    return {one.column: one for one in draft.choices}[column]


def recoded(looked: Look, draft: Draft, column: str, code: str) -> Draft:
    """A column is something else from here on; what only one column can be, another one is no longer."""
    part, _, name = code.partition(":")
    return chosen(looked, draft, column, part, column[:LONGEST_NAME] if part == DIMENSION else name)


def dated(draft: Draft, column: str, written: str) -> Draft:
    """The dates of a column are written so: a format of strptime, or "iso"."""
    return _read_by(draft, column, {"formats": [written]}, dated=True)


def decimals(draft: Draft, column: str, comma: bool) -> Draft:
    """Decimals in a column follow a comma, or commas stand between its thousands."""
    return _read_by(draft, column, {"comma": comma})


def _read_by(draft: Draft, column: str, options: Mapping[str, Any], **said: Any) -> Draft:
    """A column is read so from here on."""
    return replace(draft, choices=tuple(
        replace(one, options={**one.options, **options}, why="chosen", **said) if one.column == column else one
        for one in draft.choices
    ))  # fmt: skip


def declared(looked: Look, draft: Draft, survey: Survey, changes: Mapping[str, Any]) -> Draft:
    """A question declared otherwise, be it a column of its own or one of those that a column names; another measure
    brings its usual scale. ValueError where it cannot be.
    """
    if changes.get("measure", survey.measure) != survey.measure:
        low, high = SCALES[changes["measure"]]
        changes = {"low": low, "high": high, **changes}
    cuts = () if {"measure", "low", "high", "direction"} & set(changes) else survey.cuts
    now = replace(survey, **{"cuts": cuts, **changes})
    column = next((one.column for one in draft.questions if one.survey == survey), "")
    if column:
        return chosen(looked, draft, column, QUESTION, survey=now)
    return replace(draft, surveys=tuple(now if one == survey else one for one in draft.surveys))


def source_name(file: str) -> str:
    """What the rows of a file are called unless somebody says otherwise: its name without endings, dates, months and
    numbers at its end, so that the file of next month belongs to the same source.
    """
    stem = file.rpartition("/")[2].partition(".")[0]
    short = re.sub(rf"([\W_]*(\d|(?<!{_LETTER})({_months()})(?!{_LETTER})))+[\W_]*$", "", stem, flags=re.IGNORECASE)
    return (short or stem).strip(" _-")[:LONGEST_NAME]


@cache
def _months() -> str:
    """The names of months in every language spoken here, as a pattern: longer ones first."""
    calendars = [Locale.parse(spoken).months for spoken in LOCALES.values()]
    lists = [months[place][width] for months in calendars for place in months for width in ("wide", "abbreviated")]
    named = {name.strip(".") for months in lists for name in months.values()}
    return "|".join(sorted((re.escape(name) for name in named if not name.isdigit()), key=len, reverse=True))
