"""Voice: how those feel who write, whether that changed, which words mark the unhappy, and what was written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from cx.company import Company
from cx.errors import CxError, Unavailable
from cx.moods import MOODS
from cx.reports import attempt, comments_by, coverage, moods_over_time, parts, typical_words, words
from cx.reports.ask import Arrangement, Ask
from cx.reports.dates import moment
from cx.reports.mood_words import mood_mark, mood_word
from cx.reports.names import own_name
from cx.reports.page import Chart, Head, Message, Page, Part, Picker, Quote, Quotes
from cx.reports.words import _, ngettext
from cx.searching import unquoted
from cx.store.comments import Comments

#: Comments read at once, and what of a group is said beside each.
STEP, GROUPS = 20, ("channel", "topic", "product")


def page(ask: Ask, arrangement: Arrangement) -> Page:
    """Moods over time, the words of the unhappy and the happy, what comments are about, and the comments themselves."""
    name, eyebrow = _("Voice"), _("Voice · Comments")
    try:
        every = _comments(ask, Arrangement())
        found = every if arrangement == Arrangement() else _comments(ask, arrangement)
    except Unavailable as reason:
        said = _unavailable(reason)
        return Page(name, Head(eyebrow, said.title, coverage.cover(ask)), (_empty(said),))
    head = Head(eyebrow, _finding(ask, every), coverage.cover(ask, _counted(every.total)))
    read: tuple[Part, ...] = (*_pickers(arrangement, found), _quotes(ask, arrangement, found))
    return Page(name, head, (*_charts(ask, arrangement, every), *read))


def _comments(ask: Ask, arrangement: Arrangement) -> Comments:
    """The page of comments that the link asks for, or the last one where there are fewer; of a snapshot their numbers
    only.
    """
    search, start = arrangement.search, _start(arrangement.start)
    mood = arrangement.mood if arrangement.mood in MOODS else ""

    def read(company: Company) -> Comments:
        found = from_(company, start)
        return from_(company, _start(found.total - 1)) if found.total and found.frame.empty else found

    def from_(company: Company, first: int) -> Comments:
        return company.warehouse.comments(ask.filters, search=search, mood=mood, limit=STEP, offset=first)

    return ask.fact("comments", read, ask.filters, search, mood, start)


def _start(wanted: int) -> int:
    """The beginning of the page that a comment stands on."""
    return wanted - wanted % STEP


# The head.


def _finding(ask: Ask, every: Comments) -> str:
    if not every.total:
        return _("No comment matches these filters") if ask.filters.where else _("No comments in these days")
    said = _verdict(ask)
    if said:
        return said
    known = sum(every.moods.values())
    if not known:
        return _counted(every.total)
    share = words.score(every.moods["unhappy"] / known, "percent")
    return _("{comments}, {share} of them unhappy").format(comments=_counted(every.total), share=share)


def _verdict(ask: Ask) -> str:
    """How many are unhappy, and whether that changed; "" where too few tell, or moods are not known."""
    try:
        return moods_over_time.finding(ask)
    except Unavailable:
        return ""


def _counted(n: int) -> str:
    return ngettext("{n} comment", "{n} comments", n).format(n=words.count(n))


def _unavailable(reason: Unavailable) -> Message:
    """Why there are no comments at all, and the way out."""
    if reason.kind in ("no_data", "columns_missing"):
        return Message(_("No comments yet"), _("No file has a column of comments. Import one that has."))
    if reason.kind == "dimension_missing":
        return Message(
            _("Comments have no {dimensions}").format(dimensions=", ".join(map(words.in_sentence, reason.values))),
            _("Clear that filter to read them."), drop=tuple(reason.values),
        )  # fmt: skip
    return Message(*words.unavailable(reason))


# The charts.


def _charts(ask: Ask, arrangement: Arrangement, every: Comments) -> tuple[Part, ...]:
    if not every.total:
        return ()
    dimension = comments_by.chosen(ask, arrangement)
    trend = _attempted("moods-trend", lambda: moods_over_time.chart(ask), wide=True)
    shown: list[Part] = [_attempted("words", lambda: typical_words.chart(typical_words.asked(ask)))]
    if dimension:
        shown.append(_attempted("moods-by", lambda: comments_by.chart(ask, dimension)))
    return (trend, *comments_by.pickers(ask, arrangement), *shown)


def _attempted(key: str, make: Callable[[], Chart], *, wide: bool = False) -> Chart:
    """The chart, or in its place why there is none."""
    try:
        return make()
    except Unavailable as reason:
        said = parts.unavailable_message(reason)
    except CxError:
        raise
    except Exception:
        said = attempt.failed(key)
    return Chart(key, _("Comments"), "", "", message=said, wide=wide)


# The comments.


def _pickers(arrangement: Arrangement, found: Comments) -> tuple[Picker, ...]:
    """Whose comments are read: how many there are of each mood, under the same search."""
    if not sum(found.moods.values()):
        return ()
    counted = tuple((mood, f"{mood_word(mood)} {words.count(found.moods[mood])}") for mood in MOODS)
    chosen = arrangement.mood if arrangement.mood in MOODS else ""
    return (Picker("mood", _("Mood"), (("", _("All")), *counted), chosen),)


def _quotes(ask: Ask, arrangement: Arrangement, found: Comments) -> Quotes:
    n, shown = found.total, len(found.frame)
    first = min(_start(arrangement.start), _start(n - 1)) if n else 0
    quotes = tuple(_quote(ask, row) for row in found.frame.to_dict("records"))
    return Quotes(
        "comments", _title(arrangement, found), _span(first, shown, n), quotes, _footer(ask, found),
        _instead(ask, arrangement, found), n, first, STEP, search=arrangement.search,
    )  # fmt: skip


def _title(arrangement: Arrangement, found: Comments) -> str:
    if not arrangement.search:
        return _counted(found.total)
    return ngettext("{n} comment with “{search}”", "{n} comments with “{search}”", found.total).format(
        n=words.count(found.total), search=unquoted(arrangement.search)
    )


def _span(first: int, shown: int, n: int) -> str:
    if not shown:
        return ""
    numbers = (words.count(number) for number in (first + 1, first + shown, n))
    return _("{first} to {last} of {n}, newest first").format(**dict(zip(("first", "last", "n"), numbers, strict=True)))


def _quote(ask: Ask, row: dict[Any, Any]) -> Quote:
    known = {str(name): None if pd.isna(value) else value for name, value in row.items()}
    survey = ask.contents.survey(str(known["survey"]))
    return Quote(
        str(known["comment"]), mood_mark(known["mood"]), _score(known, survey.high if survey else None),
        _facts(ask, known), str(known["who"] or ""), _ticket(known), str(known["ticket_url"] or known["url"] or ""),
    )  # fmt: skip


def _score(row: dict[str, Any], top: int | None) -> str:
    """The answer on its scale and its class: "3 of 10, detractor"."""
    if row["score"] is None:
        return ""
    given = words.decimal(row["score"], 0 if row["score"] == int(row["score"]) else 1)
    if top is None:
        return given
    said = _("{score} of {top}").format(score=given, top=top)
    return f"{said} · {mood_word(row['mood'], str(row['measure']))}"


def _facts(ask: Ask, row: dict[str, Any]) -> tuple[str, ...]:
    """When, to which question, and where, each group with what it is a group of."""
    known = (
        (words.dimension_name(name), words.value_name(row[name], name)) for name in GROUPS if row[name] is not None
    )
    groups = (_("{name}: {value}").format(name=name, value=value) for name, value in known)
    return (_when(ask, row), _question(ask, row), *groups)


def _question(ask: Ask, row: dict[str, Any]) -> str:
    """What was asked: as the company calls it, else the measure, with the survey where it is not the only one."""
    survey, measure = str(row["survey"]), words.measure_name(str(row["measure"]))
    own = own_name("survey", survey)
    alone = len(ask.contents.questions(str(row["measure"]))) == 1
    if own or alone or survey.lower() in (measure.lower(), str(row["measure"]).lower()):
        return own or measure
    return survey if measure.lower() in survey.lower() else f"{measure} ({survey})"


def _when(ask: Ask, row: dict[str, Any]) -> str:
    if row["answered_at"] is None:
        return ""
    only_date = bool(int(row["date_only"] or 0) & 1)  # the first stamp of an answer
    return moment(pd.Timestamp(row["answered_at"]).to_pydatetime(), ask.settings.zone, date_only=only_date)


def _ticket(row: dict[str, Any]) -> str:
    if row["ticket_id"] is None:
        return ""
    number = _("Ticket {number}").format(number=row["ticket_id"])
    return f"{number}: {row['subject']}" if row["subject"] else number


def _footer(ask: Ask, found: Comments) -> tuple[str, ...]:
    if not found.withheld:
        return ()
    surveys = ", ".join(f"“{words.value_name(name, 'survey')}”" for name in found.withheld)
    if any(name != "survey" for name, _values in ask.filters.where):
        said = _("What was written to {surveys} is not shown by group: nobody is to be recognised.")
    else:
        said = _("Too few answered {surveys} to show what they wrote: nobody is to be recognised.")
    return (said.format(surveys=surveys),)


def _instead(ask: Ask, arrangement: Arrangement, found: Comments) -> Message | None:
    """What stands in the place of comments, where none can be shown."""
    if not found.total:
        return _nothing(ask, arrangement)
    if not ask.live:
        return Message(_("Comments are not kept in a snapshot"), _("Open the live page to read them."))
    return None


def _nothing(ask: Ask, arrangement: Arrangement) -> Message:
    """Why no comment is shown, and the way out."""
    if arrangement.search or arrangement.mood in MOODS:
        text = _("Search for less, or in every mood. Words are found by how they begin, in quotes as they stand.")
        return Message(_("No comment is like this"), text)
    drop = tuple(name for name, _values in ask.filters.where)
    if drop:
        return Message(_("No comment matches these filters"), _("Fewer filters, or more days, may have some."), drop)
    return Message(_("No comments in these days"), _("Choose more days to see some."), wider=True)


def _empty(said: Message) -> Quotes:
    return Quotes("comments", _("Comments"), "", (), message=said)
