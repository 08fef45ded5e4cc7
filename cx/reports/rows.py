"""The rows behind a number as people read them, and unrounded as a file takes them: the same rows, newest first.

Texts that came with the data stay as they were written; whoever shows them shows plain text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pandas as pd

from cx.errors import Unavailable
from cx.measures import Measure, Reading
from cx.moods import mood_of
from cx.reports import coverage, tables, words
from cx.reports.ask import Ask
from cx.reports.dates import moment
from cx.reports.language import mark
from cx.reports.mood_words import mood_word
from cx.reports.page import Behind, Table
from cx.reports.quotes import web_address
from cx.reports.words import _
from cx.store import schema

#: Rows shown at once, and in one file.
STEP, MOST_IN_FILE = 100, 10_000

Row = dict[str, Any]


class Told(NamedTuple):
    """One column: its head, as a message to translate, and what stands in it for a row ("" or None for nothing)."""

    head: str
    say: Callable[[Ask, Row], object]


class Rows(NamedTuple):
    """One page of rows. shown: as words, nothing where nothing is known; more: whether others follow; links, wide: the
    heads of the columns of addresses, and of those with whole sentences."""

    shown: pd.DataFrame
    more: bool
    links: tuple[str, ...] = ()
    wide: tuple[str, ...] = ()


def page(ask: Ask, behind: Behind, start: int = 0, step: int = STEP) -> Rows:
    """Rows number `start` (from 0) and following. Raises Unavailable where they may not be read one by one."""
    found = _asked(ask, behind, limit=step + 1, offset=start)
    rows = [_plain(row) for row in found.head(step).to_dict("records")]
    told = {_(column.head): [_said(column, ask, row) for row in rows] for column in _COLUMNS[_measure(behind).table]}
    kept = {head: values for head, values in told.items() if any(value not in ("", None) for value in values)}
    links, wide = (tuple(_(head) for head in heads if _(head) in kept) for heads in ((_LINK,), (_COMMENT, _SUBJECT)))
    return Rows(pd.DataFrame(kept), len(found) > step, links, wide)


def _said(column: Told, ask: Ask, row: Row) -> object:
    """What stands in a cell; an empty text where nothing does, but no address where there is none."""
    value = column.say(ask, row)
    return "" if value is None and column.head not in (_LINK, _SCORE) else value


def span(behind: Behind, start: int, shown: Rows) -> str:
    """Which rows these are: "1 to 100 of 1,608"; "1 to 12, which stand for 40" where a row counts as several."""
    end, n = start + len(shown.shown), words.count(behind.n)
    if end == start:
        return _("none of {n}").format(n=n)
    ended_early = end < behind.n and not shown.more
    said = _("{first} to {last}, which stand for {n}") if ended_early and not start else _("{first} to {last} of {n}")
    return said.format(first=words.count(start + 1), last=words.count(end), n=n)


def csv_file(ask: Ask, behind: Behind) -> bytes:
    """These rows as CSV for a spreadsheet, unrounded, the newest ten thousand where there are more."""
    found = _asked(ask, behind, limit=MOST_IN_FILE, offset=0)
    note = file_note(behind)
    head = Table("rows", behind.title, definition=definition(ask, behind), footer=(note,) if note else ())
    facts = coverage.facts(replace(ask, filters=behind.filters), head)
    return tables.csv_bytes(
        table(ask, found, _measure(behind)), [*facts, *[(_("Group"), text) for text in _group(behind)]]
    )


def _group(behind: Behind) -> list[str]:
    """Which group these are, one line for each dimension; several values stand in the title, by the name they share."""
    named = [(name, value) for name, value in behind.values if not isinstance(value, tuple)]
    return [f"{words.dimension_name(name)}: {words.value_name(value, name)}" for name, value in named]


def file_note(behind: Behind) -> str:
    """That a file holds not all of them; "" where it does."""
    if behind.n <= MOST_IN_FILE:
        return ""
    return _("Only the newest {most} are in the file.").format(most=words.count(MOST_IN_FILE))


def definition(ask: Ask, behind: Behind) -> str:
    """What the number is that these rows stand behind."""
    asked = _measure(behind)
    chosen = [dict(behind.values).get("survey"), *(behind.filters.condition("survey") or ())]
    named = [survey for name in chosen if name and (survey := ask.contents.survey(str(name)))]
    known = [survey for name in asked.asks for survey in ask.contents.questions(name)]
    return words.definition(asked, _reading(behind), next(iter([*named, *known]), None))


def table(ask: Ask, found: pd.DataFrame, measure: Measure) -> pd.DataFrame:
    """The rows as they are stored, columns without any value left out, stamps in the business zone, dates as dates."""
    stamps = schema.TABLES[measure.table].stamps
    own = {column: name for name, column in ask.contents.dimensions.items()}
    rows = [_plain(row) for row in found.to_dict("records")]
    columns = {
        own.get(name, name): [_iso(ask, row, name, stamps) if name in stamps else row[name] for row in rows]
        for name in map(str, found) if name != "date_only"
    }  # fmt: skip
    kept = {name: values for name, values in columns.items() if any(value is not None for value in values)}
    return pd.DataFrame(kept, dtype=object)


def _iso(ask: Ask, row: Row, name: str, stamps: tuple[str, ...]) -> str | None:
    when: datetime | None = row[name]
    if when is None or _only_date(row, name, stamps):
        return when.date().isoformat() if when else None
    return when.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(ask.settings.zone)).isoformat()


def _only_date(row: Row, name: str, stamps: tuple[str, ...]) -> bool:
    return bool(int(row.get("date_only") or 0) & (1 << stamps.index(name)))


def _asked(ask: Ask, behind: Behind, *, limit: int, offset: int) -> pd.DataFrame:
    if ask.company is None:
        raise Unavailable(behind.measure, "no_data")
    return ask.company.warehouse.rows(
        behind.measure, behind.filters, limit=limit, offset=offset, by_values=dict(behind.values),
        reading=_reading(behind).full_name, bins=behind.bins, beside=behind.beside, left_open=behind.left_open,
    )  # fmt: skip


def _measure(behind: Behind) -> Measure:
    return behind.filters.measure(behind.measure)


def _reading(behind: Behind) -> Reading:
    return behind.filters.read_as(behind.measure, behind.reading).reading(behind.measure)


def _plain(row: dict[Any, Any]) -> Row:
    """A row with None for everything missing and stamps as Python has them."""
    known = {str(name): None if pd.isna(value) else value for name, value in row.items()}
    return {name: value.to_pydatetime() if isinstance(value, pd.Timestamp) else value for name, value in known.items()}


# What stands in the columns.


def _fact(name: str) -> Callable[[Ask, Row], object]:
    return lambda _ask, row: row.get(name)


def _value(dimension: str) -> Callable[[Ask, Row], object]:
    """A value of a dimension, by the name that the company has for it."""
    return lambda _ask, row: words.value_name(row[dimension], dimension) if row.get(dimension) is not None else ""


def _number(name: str) -> Callable[[Ask, Row], object]:
    """A whole number without its decimals."""

    def say(_ask: Ask, row: Row) -> object:
        value = row.get(name)
        return int(value) if value is not None and value == int(value) else value

    return say


def _when(name: str, table: schema.Table) -> Callable[[Ask, Row], object]:
    def say(ask: Ask, row: Row) -> object:
        when = row.get(name)
        return moment(when, ask.settings.zone, date_only=_only_date(row, name, table.stamps)) if when else ""

    return say


def _took(name: str) -> Callable[[Ask, Row], object]:
    """How long after its creation something happened to a ticket; "" where either is known to the day only."""

    def say(_ask: Ask, row: Row) -> object:
        begun, ended = row.get("created_at"), row.get(name)
        vague = any(_only_date(row, stamp, schema.TICKETS.stamps) for stamp in ("created_at", name))
        if begun is None or ended is None or vague or ended < begun:
            return ""
        return words.duration((ended - begun).total_seconds())

    return say


def _solved(ask: Ask, row: Row) -> object:
    return _("still open") if row.get("is_open") else _took("solved_at")(ask, row)


def _class(ask: Ask, row: Row) -> object:
    survey = ask.contents.survey(str(row["survey"]))
    return mood_word(mood_of(row.get("score"), survey), survey.measure) if survey else ""


def _customer(_ask: Ask, row: Row) -> object:
    return row.get("customer_name") or row.get("name") or row.get("customer_id")


def _address(_ask: Ask, row: Row) -> object:
    return web_address(row.get("ticket_url") or "") or web_address(row.get("url") or "") or None


def _happened(_ask: Ask, row: Row) -> object:
    return _(_KINDS.get(str(row["kind"]), str(row["kind"])))


def _answered(_ask: Ask, row: Row) -> object:
    """What became of an invitation."""
    outcomes = {"opted_out": _("asked for no more"), "answered": _("answered"), "delivered": _("delivered")}
    return next((said for name, said in outcomes.items() if row.get(name)), _("not delivered"))


_KINDS = {
    "created": mark("created"), "customer_message": mark("message of the customer"),
    "bot_reply": mark("reply of a bot"),
    "agent_reply": mark("reply"), "transferred": mark("transferred"), "escalated": mark("escalated"),
    "hold_start": mark("on hold"), "hold_end": mark("no longer on hold"), "solved": mark("solved"),
    "reopened": mark("reopened"),
}  # fmt: skip

_SCORE, _LINK, _COMMENT, _SUBJECT = mark("Score"), mark("Link"), mark("Comment"), mark("Subject")
_TICKET = (Told(mark("Ticket"), _fact("ticket_id")), Told(_SUBJECT, _fact("subject")))
_CUSTOMER, _CHANNEL = Told(mark("Customer"), _customer), Told(mark("Channel"), _value("channel"))

_COLUMNS = {
    "answers": (
        Told(_SCORE, _number("score")), Told(mark("Class"), _class), Told(_COMMENT, _fact("comment")),
        Told(mark("Answered"), _when("answered_at", schema.ANSWERS)), _CUSTOMER, _CHANNEL, *_TICKET,
        Told(_LINK, _address),
    ),
    "tickets": (
        *_TICKET, _CHANNEL, Told(mark("Created"), _when("created_at", schema.TICKETS)),
        Told(mark("First reply"), _took("first_response_at")), Told(mark("Solved after"), _solved),
        Told(mark("Replies"), _number("agent_replies")), Told(mark("Reopened"), _number("reopens")),
        Told(mark("Transferred"), _number("transfers")), _CUSTOMER, Told(_LINK, _address),
    ),
    "ticket_events": (
        Told(mark("When"), _when("at", schema.TICKET_EVENTS)), Told(mark("What happened"), _happened), *_TICKET,
        Told(mark("Team"), _value("team")), _CHANNEL, Told(_LINK, _address),
    ),
    "customers": (
        _CUSTOMER, Told(mark("Segment"), _value("segment")), Told(mark("Plan"), _fact("plan")),
        Told(mark("Joined"), _when("joined_on", schema.CUSTOMERS)),
        Told(mark("Left"), _when("left_on", schema.CUSTOMERS)),
    ),
    "invitations": (
        Told(mark("Sent"), _when("sent_at", schema.INVITATIONS)), Told(mark("Survey"), _value("survey")),
        Told(mark("Outcome"), _answered), _CHANNEL, _CUSTOMER,
    ),
}  # fmt: skip
