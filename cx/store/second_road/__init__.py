"""The second road: the numbers of the pages once more, as plain sums over rows.

Written apart from the query builder and from the scores, so that a fault in either shows as a difference: nothing of
`cx/store/query.py`, `cx/scores.py`, `cx/kinds.py` or of the catalogue's formulas is used here. What an answer is comes
from its raw score, a duration from its two stamps, a repeat contact from the customer's tickets, what the customer said
from the answers that name the ticket, open hours from what clocks show. Days come from the derived calendar columns,
for no two engines convert zones alike.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from cx.store.contents import Contents
from cx.store.engines.base import Database
from cx.store.second_road import answers, flow, others, returns, said, tickets, times
from cx.store.second_road.rows import Found, Road, Sums, Wanted, count_sums

__all__ = ["Found", "Wanted", "count_all"]

#: What is made of sums over rows; numbers of the same rows share a statement.
_SUMS: Mapping[tuple[str, str], Callable[[Road], Sums]] = {
    **tickets.SUMS,
    **times.SUMS,
    **{("response_rate", name): others.sum_invitations for name in others.INVITED},
}
_ROADS: Mapping[tuple[str, str], Callable[[Road], Found]] = {
    **{(measure, reading): answers.count_answers for measure in answers.MEASURES for reading in answers.FORMULAS},
    **{("advocates", name): answers.count_advocates for name in ("advocates", "share")},
    **{("fcr", name): returns.count_not_back for name in returns.READINGS},
    ("fcr", "F9"): said.count_said_solved,
    **{("confirmed", name): said.count_confirmed for name in ("of_solved", "of_rated")},
    **{("flow", name): flow.count_flow for name in flow.READINGS},
    **{("churn", name): others.count_customers for name in ("lost", "retained", "net", "gap")},
}


def count_all(database: Database, contents: Contents, wanted: Sequence[Wanted]) -> list[Found]:
    """These numbers by the second road, all in one version: that of the contents, "newer" where it is gone.

    One statement for all sums over the same rows, one for all scores of answers, one for times of one measure; a few
    for each of the others. Raises ValueError for a condition on a dimension the table has not; the pages do not get as
    far.
    """
    with database.read() as connection:
        if database.version_of(connection) != contents.version:
            return [Found(why="newer") for _ in wanted]
        remembered: dict[Hashable, Any] = {}
        roads = [Road(one, contents, connection, database, remembered) for one in wanted]
        sums = {place: _SUMS[_name(road)](road) for place, road in enumerate(roads) if _name(road) in _SUMS}
        found = dict(zip(sums, count_sums([(roads[place], one) for place, one in sums.items()]), strict=True))
        return [found[place] if place in found else _count(road) for place, road in enumerate(roads)]


def _name(road: Road) -> tuple[str, str]:
    return road.wanted.measure, road.wanted.reading


def _count(road: Road) -> Found:
    if times.has_times(road.wanted):
        return times.count_times(road)
    counted = _ROADS.get(_name(road))
    return counted(road) if counted else Found(why="definition")
