"""What customers wrote: comments a page at a time, with who wrote them and the ticket they are about.

The conditions are the query builder's own. Comments to a survey declared anonymous name nobody, no ticket and no
group. They are left out where too few answered it in these days (`cx.guard.comments_allowed`), and under filters that
would tell groups apart: what two of them have in common, or one leaves out, may be a single person.

What a search finds is said in `cx.searching`; here its patterns are matched by the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Select, Subquery, and_, case, false, func, null, or_, select, true
from sqlalchemy.sql.elements import ColumnElement

from cx.filters import Filters
from cx.moods import COMMENTS, MOODS, mood_ranges
from cx.periods import Window
from cx.searching import Term, terms
from cx.store.contents import Contents
from cx.store.partners import beside
from cx.store.query import Condition, Question, Run, one_of
from cx.surveys import Survey

#: How many of the newest comments words are counted in.
NEWEST = 20_000

#: Facts of an answer that say nothing of the person who gave it; those that tell groups apart, small ones too; and
#: those that lead to the person or the ticket.
PLAIN = ("survey", "measure", "answered_at", "date_only", "score", "comment")
GROUPS = ("channel", "topic", "product", "language")
NAMING = ("source", "response_id", "customer_id", "ticket_source", "ticket_id", "url")

#: What comments are counted in over time: both periods, and the days of the trend.
PARTS = ("current", "previous", "trend")

#: Whether comments to an anonymous survey may be shown that has so many answers.
Allowed = Callable[[int], bool]


@dataclass(frozen=True, eq=False)
class Comments:
    """A page of comments, the newest first.

    frame: one row per comment: survey, measure, answered_at (UTC), date_only, score, comment, mood (None where the
    answer is none of its scale); channel, topic, product, language, who (a name, else the customer's number),
    ticket_id, subject, ticket_url, url, None where they are not known or may not be told;
    moods: how many comments there are of each mood, under the same filters and search; total: of the mood asked for;
    withheld: anonymous surveys whose comments may not be shown here.
    """

    frame: pd.DataFrame
    total: int = 0
    moods: Mapping[str, int] = field(default_factory=dict)
    withheld: tuple[str, ...] = ()


class Written(Question):
    """One set of filters over what was written, in one version. Raises Unavailable as every question does."""

    def __init__(
        self, filters: Filters, by: Sequence[str], contents: Contents, *, agents: bool = False, search: str = ""
    ) -> None:
        self.search = search
        self.withheld: tuple[str, ...] = ()
        super().__init__(COMMENTS, filters, by, contents, agents=agents)

    def _choose_surveys(self) -> dict[str, Survey]:
        """Every question: comments to different ones are not added up."""
        asked = self.filters.condition("survey")
        return {known.survey: known for known in self.contents.surveys if asked is None or known.survey in asked}

    def withhold(self, run: Run, allowed: Allowed) -> None:
        """Leave out the comments to anonymous surveys that too few answered, or that filters would tell apart by group;
        these are asked for only where there are any, and whatever the group.
        """
        if not self._private:
            return
        columns = [
            self.table.survey,
            func.sum(self._answers()).label("n"),
            func.count(self.table.comment).label("comments"),
        ]
        rows = select(*columns).where(self._dated(), self.table.survey.in_(self._private)).group_by(self.table.survey)
        counts = run(rows.order_by(self.table.survey))
        told = zip(counts["survey"], counts["n"], counts["comments"], strict=True)
        self.withheld = tuple(name for name, n, said in told if said and (self._tells_apart or not allowed(int(n))))

    @property
    def _private(self) -> list[str]:
        """The anonymous surveys among those asked for."""
        return [known.survey for known in self.surveys.values() if known.anonymous]

    @property
    def _tells_apart(self) -> bool:
        """Whether the filters would tell apart by group who wrote to an anonymous survey."""
        return any(name != "survey" for name, _values in self.filters.where)

    def _answers(self) -> ColumnElement[Any]:
        """How many answers a row stands for."""
        return case((self.table.score.is_not(None), self.table.rows), else_=0)

    def _asked(self) -> Condition:
        """Whether something was written, and under the filters, whenever it was."""
        asked = self.filters.condition("survey")
        of_survey = true() if asked is None else one_of(self.table.survey, asked)
        return and_(_holds_words(self.table.comment), self.where(), of_survey)

    def conditions(self) -> Condition:
        """Everything that chooses the comments, but for their mood."""
        found = map(self._holds, terms(self.search))
        shown = self.table.survey.not_in(self.withheld) if self.withheld else true()
        return and_(self._dated(), self._asked(), shown, *found)

    def _holds(self, term: Term) -> Condition:
        """Whether a comment holds what was searched for."""
        small = func.lower(self.table.comment)
        return func.regexp_matches(small if term.exact else func.strip_accents(small), term.pattern)

    def mood(self) -> ColumnElement[Any]:
        """The mood of an answer, by the scale of its question; missing where it is none of its scale."""
        cases: dict[tuple[str, int, int], list[str]] = {}
        for survey in self.surveys.values():
            for mood, (low, high) in mood_ranges(survey).items():
                cases.setdefault((mood, low, high), []).append(survey.survey)
        alike = [
            (and_(self.table.survey.in_(names), self.table.bin.between(low, high)), mood)
            for (mood, low, high), names in cases.items()
        ]
        return case(*alike, else_=null()) if alike else null()

    # Statements.

    def page(self, run: Run, mood: str, limit: int, offset: int) -> Comments:
        """One page and the counts of all, in one statement."""
        rows = run(self._told(self._totals(), self._newest(mood, limit, offset)))
        moods = {name: int(rows[f"n_{name}"].iloc[0]) for name in MOODS}
        total = moods[mood] if mood else int(rows["n"].iloc[0])
        shown = rows[rows["comment"].notna()].drop(columns=["n", *(f"n_{name}" for name in MOODS)])
        return Comments(shown.reset_index(drop=True), total, moods, self.withheld)

    def _totals(self) -> Subquery:
        """How many comments there are, in all and of each mood; one row."""
        inside = select(self.mood().label("mood")).where(self.conditions()).subquery("moods")
        counts = (func.count(case((inside.c.mood == name, 1))).label(f"n_{name}") for name in MOODS)
        return select(func.count().label("n"), *counts).select_from(inside).subquery("totals")

    def _newest(self, mood: str, limit: int, offset: int) -> Subquery:
        """The answers of one page."""
        chosen = self.mood() == mood if mood else true()
        rows = select(*(self.table[name] for name in (*PLAIN, *GROUPS, *NAMING)), self.mood().label("mood"))
        ordered = rows.where(self.conditions(), chosen).order_by(*self._order(self.table))
        return ordered.limit(limit).offset(offset).subquery("page")

    def _told(self, totals: Subquery, page: Subquery) -> Select[Any]:
        """The answers beside the counts, with customer and ticket where somebody may be named; a row in any case."""
        named = self._named(page.c.survey)
        joined, partners = beside(page, totals.outerjoin(page, true()))
        partners["who"] = func.coalesce(partners.pop("customer_name"), page.c.customer_id)
        told = partners | {name: page.c[name] for name in (*GROUPS, "ticket_id", "url")}
        naming = (case((named, column), else_=null()).label(name) for name, column in told.items())
        plain = (page.c[name] for name in (*PLAIN, "mood"))
        return select(totals, *plain, *naming).select_from(joined).order_by(*self._order(page.c))

    def _named(self, survey: ColumnElement[Any]) -> Condition:
        """Whether answers to a survey may be told apart: not where it is anonymous."""
        return survey.not_in(self._private) if self._private else true()

    def texts(self, run: Run, limit: int) -> pd.DataFrame:
        """The newest comments in small letters, as a search sees them: columns "comment", "mood", "language", which is
        not told of those to an anonymous survey."""
        language = case((self._named(self.table.survey), self.table.language), else_=null())
        small = func.lower(self.table.comment).label("comment")
        rows = select(small, self.mood().label("mood"), language.label("language")).where(self.conditions())
        return run(rows.order_by(*self._order(self.table)).limit(limit))

    def by_mood(self, run: Run, dimension: str) -> pd.DataFrame:
        """How many comments there are by a dimension and mood, none to an anonymous survey among them: columns
        "value", "mood", "n"."""
        rows = select(self.expression(dimension).label("value"), self.mood().label("mood"))
        inside = rows.where(self.conditions(), self._named(self.table.survey)).subquery("written").c
        counts = select(inside.value, inside.mood, func.count().label("n")).group_by(inside.value, inside.mood)
        return run(counts.order_by(inside.value, inside.mood))

    # Over time.

    def over_time(self, run: Run, shown: Window, allowed: Allowed) -> pd.DataFrame:
        """How many comments there are by mood in each of `PARTS`, those of the trend by bucket: columns "part",
        "bucket" (None in both periods), "mood", "n". Comments of no mood are left out.

        Comments to an anonymous survey count in a period where `allowed` says so of its answers there; in the trend
        where it says so of every bucket and on either side of each edge of a period; under filters that would tell
        groups apart nowhere, as in `withhold`.
        """
        within = self._within(shown)
        groups = [self.table.survey, self.table.bin, self.table[f"answered_{shown.grain}"].label("bucket")]
        counts = (func.count(case((inside, 1))).label(part) for part, inside in within.items())
        rows = select(*groups, *counts).where(self._asked(), or_(*within.values())).group_by(*groups)
        found = self._with_moods(run(rows))
        few = self._few(run, shown, within, allowed)
        return pd.concat([_moods(found, part, few[part]) for part in PARTS], ignore_index=True)

    def _with_moods(self, found: pd.DataFrame) -> pd.DataFrame:
        """Counts by survey and answer with the mood of each; those of none are left out."""
        ranges = [
            (survey.survey, mood, low, high)
            for survey in self.surveys.values() for mood, (low, high) in mood_ranges(survey).items()
        ]  # fmt: skip
        alike = [(found["survey"] == name) & found["bin"].between(low, high) for name, _mood, low, high in ranges]
        moods = np.select(alike, [mood for _name, mood, _low, _high in ranges], "") if ranges else ""
        return found.assign(mood=moods).loc[lambda known: known["mood"] != ""]

    def _within(self, shown: Window) -> dict[str, Condition]:
        """Whether an answer belongs to each of `PARTS`."""
        current = true() if self.window is None else self.within(shown.current)
        previous = self.within(shown.previous) if shown.previous else false()
        return dict(zip(PARTS, (current, previous, self.within(shown.trend)), strict=True))

    def _few(self, run: Run, shown: Window, within: Mapping[str, Condition], allowed: Allowed) -> dict[str, set[str]]:
        """The anonymous surveys whose comments do not count, for each of `PARTS`."""
        if self._tells_apart or not self._private:
            return dict.fromkeys(PARTS, set(self._private))
        parts = (case((inside, 1), else_=0).label(part) for part, inside in within.items())
        named = [self.table.survey, self.table[f"answered_{shown.grain}"].label("bucket"), *parts]
        asked = select(*named, self._answers().label("of")).where(or_(*within.values()))
        inside = asked.where(self.table.survey.in_(self._private)).subquery("answers_of").c
        groups = [inside[name] for name in ("survey", "bucket", *PARTS)]
        counts = run(select(*groups, func.sum(inside["of"]).label("n")).group_by(*groups))
        return {part: _with_few(counts[counts[part] == 1], part, allowed) for part in PARTS}


def _holds_words(comment: ColumnElement[Any]) -> Condition:
    """Whether there is a text that is not blank. Only one that begins with a space is trimmed to see: most do not."""
    return and_(comment.is_not(None), comment != "", or_(comment.not_like(" %"), func.trim(comment) != ""))


def _with_few(counts: pd.DataFrame, part: str, allowed: Allowed) -> set[str]:
    """The surveys of which a period, or a piece of the trend, has too few answers."""
    several = counts if part == "trend" else counts.groupby("survey", as_index=False)["n"].sum()
    return {survey for survey, n in zip(several["survey"], several["n"], strict=True) if not allowed(int(n))}


def _moods(found: pd.DataFrame, part: str, withheld: set[str]) -> pd.DataFrame:
    """The counts of one of `PARTS`, by mood; those of the trend by bucket too."""
    by = ["bucket", "mood"] if part == "trend" else ["mood"]
    counts = found[(found[part] > 0) & ~found["survey"].isin(withheld)].groupby(by)[part].sum().reset_index()
    bucket = counts["bucket"].astype(object) if part == "trend" else None
    return pd.DataFrame({"part": part, "bucket": bucket, "mood": counts["mood"], "n": counts[part].astype("int64")})
