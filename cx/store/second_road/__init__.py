"""The second road: the numbers of the pages once more, as plain sums over rows.

Written apart from the query builder and from the scores, so that a fault in either shows as a difference: nothing of
`cx/store/query.py`, `cx/scores.py`, `cx/kinds.py` or of the catalogue's formulas is used here. What an answer is comes
from its raw score, a duration from its two stamps, a repeat contact from the customer's tickets. Days come from the
derived calendar columns, for no two engines convert zones alike.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cx.store.contents import Contents
from cx.store.engines.base import Database
from cx.store.second_road.answers import FORMULAS, MEASURES, count_answers
from cx.store.second_road.others import INVITED, count_customers, count_invitations
from cx.store.second_road.rows import Found, Road, Wanted
from cx.store.second_road.tickets import RULES, count_not_back, count_open, count_tickets
from cx.store.second_road.times import TIMES, count_times

__all__ = ["Found", "Wanted", "count_all"]

_ROADS: Mapping[tuple[str, str], Callable[[Road], Found]] = {
    **{(measure, reading): count_answers for measure in MEASURES for reading in FORMULAS},
    **dict.fromkeys(RULES, count_tickets),
    **{("fcr", name): count_not_back for name in ("F1", "F1_topic", "F2")},
    ("backlog", "open"): count_open,
    **{("response_rate", name): count_invitations for name in INVITED},
    **{("churn", name): count_customers for name in ("lost", "retained", "net", "gap")},
}


def count_all(database: Database, contents: Contents, wanted: Sequence[Wanted]) -> list[Found]:
    """These numbers by the second road, all in one version: that of the contents, "newer" where it is gone.

    One statement for each (churn two; times of one measure share theirs). Raises ValueError for a condition on a
    dimension the table has not; the pages do not get as far.
    """
    with database.read() as connection:
        if database.version_of(connection) != contents.version:
            return [Found(why="newer") for _ in wanted]
        remembered: dict[Wanted, Any] = {}
        return [_count(Road(one, contents, connection, database, remembered)) for one in wanted]


def _count(road: Road) -> Found:
    wanted = road.wanted
    if wanted.basis:
        return Found(why="definition")
    if wanted.measure in TIMES:
        return count_times(road)
    counted = _ROADS.get((wanted.measure, wanted.reading))
    return counted(road) if counted else Found(why="definition")
