"""What the numbers rest on: sources, questions and their scales, what joined, imports and what they rejected."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from cx.errors import Unavailable
from cx.reports import parts, trust_imports, trust_questions, words
from cx.reports.ask import Arrangement, Ask, local_day
from cx.reports.language import mark
from cx.reports.page import Message, Part, Table
from cx.reports.words import _, ngettext
from cx.store.contents import Source
from cx.store.joins import Join

TABLES = {
    "answers": mark("Answers"), "tickets": mark("Tickets"), "ticket_events": mark("Events of tickets"),
    "customers": mark("Customers"), "invitations": mark("Invitations"),
}  # fmt: skip

_NAMED = {"tickets": mark("a ticket"), "customers": mark("a customer")}


def tab(ask: Ask, arrangement: Arrangement) -> tuple[str, tuple[Part, ...]]:
    """The finding and the parts."""
    questions, asked = _questions(ask)
    imports = trust_imports.parts(ask, arrangement.about)
    return finding(ask, questions), (_sources(ask), *asked, _joins(ask), _settings(ask), *imports)


def _questions(ask: Ask) -> tuple[Sequence[trust_questions.Question], tuple[Table, ...]]:
    """The questions, and what is said of them."""
    try:
        found = trust_questions.questions(ask)
    except Unavailable as reason:
        return (), (Table("data-questions", _("Questions"), message=parts.unavailable_message(reason)),)
    return found, (trust_questions.table(found), trust_questions.changes(found))


def finding(ask: Ask, questions: Sequence[trust_questions.Question]) -> str:
    """The first thing that asks for a look, else that nothing does."""
    if not ask.contents.sources:
        return _("There are no data yet")
    if ask.edited:
        return _("Settings were changed since these numbers were derived")
    unused = [question for question in questions if question.unused]
    if unused:
        return _("“{name}” may have been asked on another scale than declared").format(name=unused[0].survey.survey)
    outside = sum(source.outside_scale for source in ask.contents.sources)
    if outside:
        text = ngettext("{n} answer lies outside its scale", "{n} answers lie outside their scale", outside)
        return text.format(n=words.count(outside))
    return _("Nothing in the data asks for a look")


# Sources.


def _sources(ask: Ask) -> Table:
    rows = ask.contents.sources
    message = None if rows else Message(_("There are no data yet"), _("Import a file to see what it holds."))
    return Table(
        "data-sources", _("What there is"), _("Rows of each source, and how far they reach"),
        _("A source ends with its newest row. Answers outside the scale of their question, or between its steps, are "
          "counted here and left out of every score."),
        lambda: _sources_shown(ask, rows), lambda: _sources_unrounded(rows), wraps=True,
        message=message,
    )  # fmt: skip


def _sources_shown(ask: Ask, rows: Sequence[Source]) -> pd.DataFrame:
    return pd.DataFrame({
        _("Table"): [_(TABLES[row.table]) for row in rows],
        _("Source"): [row.source for row in rows],
        _("Rows"): [words.count(row.rows) for row in rows],
        _("First"): [_day(ask, row.first) for row in rows],
        _("Newest"): [_day(ask, row.last) for row in rows],
        _("Data to"): [words.as_of(row.as_of, ask.settings.zone) if row.as_of else "" for row in rows],
        _("Outside the scale"): [words.count(row.outside_scale) if row.table == "answers" else "" for row in rows],
    })  # fmt: skip


def _day(ask: Ask, stamp: datetime | None) -> str:
    return words.day(local_day(stamp, ask.settings.zone)) if stamp else ""


def _sources_unrounded(rows: Sequence[Source]) -> pd.DataFrame:
    columns = ["table", "source", "rows", "first", "last", "as_of", "outside_scale"]
    return pd.DataFrame([[getattr(row, name) for name in columns] for row in rows], columns=columns, dtype=object)


# What joined.


def _joins(ask: Ask) -> Table:
    try:
        found = _joined(ask) if ask.contents.sources else []
    except Unavailable as reason:
        return Table("data-joins", _("What joined, and what did not"), message=parts.unavailable_message(reason))
    message = None if found else Message(_("Nothing names anything else"), _("No file names a ticket or a customer."))
    return Table(
        "data-joins", _("What joined, and what did not"),
        _("Rows that name a ticket or a customer, and whether that is there"),
        _("An answer finds its ticket by the ticket’s number and source. Rows that name nothing, or something that no "
          "file holds, count in every score, but in no chart that needs both."),
        lambda: _joins_shown(found), lambda: pd.DataFrame(found, columns=list(Join._fields)),
        wraps=True, message=message,
    )  # fmt: skip


def _joined(ask: Ask) -> list[Join]:
    return ask.fact("joins", lambda company: company.warehouse.joins())


def _joins_shown(found: Sequence[Join]) -> pd.DataFrame:
    return pd.DataFrame({
        _("Rows of"): [_(TABLES[one.table]) for one in found],
        _("Name"): [_(_NAMED[one.other]) for one in found],
        _("In all"): [words.count(one.rows) for one in found],
        _("Found"): [words.count(one.found) for one in found],
        _("Named but missing"): [words.count(one.named - one.found) for one in found],
        _("Not named"): [words.count(one.rows - one.named) for one in found],
        _("Share found"): [words.score(one.found / one.named, "percent") if one.named else words.DASH for one in found],
    })  # fmt: skip


# Settings.


def _settings(ask: Ask) -> Table:
    """The settings that the numbers were derived with, beside those in force."""
    recorded, edited = ask.contents.derived_with, ask.edited
    now = _in_force(ask)
    names = [*recorded, *(name for name in edited if name not in recorded)]
    message = None if names else Message(_("Nothing was derived yet"), _("Import a file first."))
    title = _("Settings were changed since: derive again") if edited else _("The settings in force are in the numbers")
    return Table(
        "data-settings", title, _("What the numbers were derived with, and what is in force"),
        _("These settings are written into the numbers when they are derived: on an import, in Settings, or by "
          "python -m cx derive."),
        lambda: pd.DataFrame({
            _("Setting"): [words.edited_name(name) for name in names],
            _("Derived with"): [_value(recorded.get(name)) for name in names],
            _("In force"): [_value(now.get(name)) for name in names],
            _("State"): [_("✗ derive again") if name in edited else _("✓ the same") for name in names],
        }),
        wraps=True, message=message,
    )  # fmt: skip


def _in_force(ask: Ask) -> dict[str, str]:
    nothing: dict[str, str] = {}
    return ask.fact_or(nothing, "settings_in_force", lambda company: company.settings.derived())


LONGEST = 60


def _value(text: str | None) -> str:
    """Short enough for a cell; a file of calendars is recorded by what it says."""
    if not text:
        return words.DASH
    days = {"monday": _("Monday"), "sunday": _("Sunday")}
    return days.get(text, text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")
