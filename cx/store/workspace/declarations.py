"""What questions are, and where a company's own dimensions stand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import delete, insert, select

from cx.errors import BadInput
from cx.filters import DIMENSIONS as BUILT_IN
from cx.filters import RESERVED
from cx.store.schema import OWN_DIMENSIONS
from cx.store.workspace.base import Base
from cx.store.workspace.tables import DIMENSIONS, SURVEYS
from cx.surveys import Survey


class Declarations(Base):
    """Surveys and own dimensions."""

    def surveys(self) -> tuple[Survey, ...]:
        """Every question declared, by name."""
        return tuple(_survey(row) for row in self._all(select(SURVEYS).order_by(SURVEYS.c.survey)))

    def surveys_with(self, declared: Iterable[Survey]) -> tuple[Survey, ...]:
        """Every question, by name, as it would be if a preset declared these; nothing is written."""
        rows = self._all(select(SURVEYS))
        by_hand = {row["survey"] for row in rows if row["by_hand"]}
        known = {row["survey"]: _survey(row) for row in rows}
        known |= {survey.survey: survey for survey in declared if survey.survey not in by_hand}
        return tuple(known[name] for name in sorted(known))

    def declare(self, *surveys: Survey, by_hand: bool) -> None:
        """Say what questions are. What a preset says does not replace what was said by hand."""
        with self._edit() if by_hand else self._change() as connection:
            rows = connection.execute(select(SURVEYS.c.survey).where(SURVEYS.c.by_hand == 1))
            kept = set() if by_hand else set(rows.scalars())
            said = [_row(survey, by_hand) for survey in surveys if survey.survey not in kept]
            if said:
                connection.execute(delete(SURVEYS).where(SURVEYS.c.survey.in_([row["survey"] for row in said])))
                connection.execute(insert(SURVEYS), said)

    def dimensions(self) -> dict[str, str]:
        """The company's own dimensions: name -> column d1..d6."""
        return {row["name"]: row["place"] for row in self._all(select(DIMENSIONS).order_by(DIMENSIONS.c.place))}

    def name_dimension(self, name: str) -> str:
        """The column of a dimension by name, the next free one if the name is new. Sources that use one name share it.

        A name stays taken when its import fails: another import may count on it by then, and no column may ever
        stand for two names.
        Raises BadInput for a name that means something else, or when all are taken.
        """
        _check_name(name)
        with self._change() as connection:
            taken = {row[0]: str(row[1]) for row in connection.execute(select(DIMENSIONS.c.name, DIMENSIONS.c.place))}
            if name in taken:
                return taken[name]
            free = [place for place in OWN_DIMENSIONS if place not in taken.values()]
            if not free:
                names = ", ".join(sorted(taken))
                raise BadInput(f"All own dimensions are taken ({names}), so {name!r} finds no place; leave one out.")
            connection.execute(insert(DIMENSIONS).values(name=name, place=free[0]))
            return free[0]


def _row(survey: Survey, by_hand: bool) -> dict[str, Any]:
    values = asdict(survey) | {"cuts": json.dumps(survey.cuts), "by_hand": by_hand}
    return {name: int(value) if isinstance(value, bool) else value for name, value in values.items()}


def _survey(row: Mapping[str, Any]) -> Survey:
    values = {name: row[name] for name in ("survey", "measure", "low", "high", "direction", "kind", "wording")}
    cuts, anonymous, headline = tuple(json.loads(row["cuts"])), bool(row["anonymous"]), bool(row["headline"])
    return Survey(**values, cuts=cuts, anonymous=anonymous, headline=headline)


def _check_name(name: str) -> None:
    if name in (*BUILT_IN, *RESERVED, *OWN_DIMENSIONS) or not name.strip():
        raise BadInput(f"An own dimension cannot be named {name!r}: the name is in use; choose another one.")
