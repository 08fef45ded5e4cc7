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

import pandas as pd
from sqlalchemy import Select, Subquery, and_, case, func, null, select, true
from sqlalchemy.sql.elements import ColumnElement

from cx.filters import Filters
from cx.measures import Measure
from cx.moods import MOODS, mood_ranges
from cx.searching import Term, terms
from cx.store.contents import Contents
from cx.store.partners import beside
from cx.store.query import Condition, Question, Run, one_of
from cx.surveys import Survey

#: What a page of comments asks for, as the query builder knows questions: answers with a comment, by their day.
WRITTEN = Measure("comments", "answers", "comment", "answered", (), ("comment",))

#: How many of the newest comments words are counted in.
NEWEST = 20_000

#: Facts of an answer that say nothing of the person who gave it; those that tell groups apart, small ones too; and
#: those that lead to the person or the ticket.
PLAIN = ("survey", "measure", "answered_at", "date_only", "score", "comment")
GROUPS = ("channel", "topic", "product", "language")
NAMING = ("source", "response_id", "customer_id", "ticket_source", "ticket_id", "url")

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
        super().__init__(WRITTEN, filters, by, contents, agents=agents)

    def _choose_surveys(self) -> dict[str, Survey]:
        """Every question: comments to different ones are not added up."""
        asked = self.filters.condition("survey")
        return {known.survey: known for known in self.contents.surveys if asked is None or known.survey in asked}

    def withhold(self, run: Run, allowed: Allowed) -> None:
        """Leave out the comments to anonymous surveys that too few answered, or that filters would tell apart by group;
        these are asked for only where there are any, and whatever the group.
        """
        private = [known.survey for known in self.surveys.values() if known.anonymous]
        if not private:
            return
        answers = case((self.table.score.is_not(None), self.table.rows), else_=0)
        columns = [self.table.survey, func.sum(answers).label("n"), func.count(self.table.comment).label("comments")]
        rows = select(*columns).where(self._dated(), self.table.survey.in_(private)).group_by(self.table.survey)
        counts = run(rows.order_by(self.table.survey))
        told = zip(counts["survey"], counts["n"], counts["comments"], strict=True)
        apart = any(name != "survey" for name, _values in self.filters.where)
        self.withheld = tuple(survey for survey, n, comments in told if comments and (apart or not allowed(int(n))))

    def _asked(self) -> Condition:
        """The conditions of the page, of whatever was written."""
        asked = self.filters.condition("survey")
        return and_(self._dated(), self.where(), true() if asked is None else one_of(self.table.survey, asked))

    def conditions(self) -> Condition:
        """Everything that chooses the comments, but for their mood."""
        comment, found = self.table.comment, and_(true(), *map(self._holds, terms(self.search)))
        shown = self.table.survey.not_in(self.withheld) if self.withheld else true()
        return and_(comment.is_not(None), func.trim(comment) != "", self._asked(), shown, found)

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
        private = [known.survey for known in self.surveys.values() if known.anonymous]
        return survey.not_in(private) if private else true()

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
