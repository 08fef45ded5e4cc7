"""Surveys that the rows of a file declare themselves: measure, scale_low, scale_high, ... beside each answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from cx.readers.converters_numbers import NO, YES
from cx.readers.preset import SURVEY_COLUMNS
from cx.surveys import SCALES, Survey

_SCALE = ("scale_low", "scale_high")

Declaration = tuple[str | None, ...]


class SurveysSeen:
    """The surveys met so far. A survey is what the first row that names it says.

    known: those declared before; worded: how questions are worded as far as that was known, for those that do not say
    it; by_name: those declared; names: all that were named.
    """

    def __init__(self, known: Iterable[Survey] = (), worded: Iterable[Survey] = ()) -> None:
        self.by_name: dict[str, Survey] = {survey.survey: survey for survey in known}
        self.names = set(self.by_name)
        self._wrong: dict[Declaration, str] = {}
        for survey in worded:
            self.word(survey.survey, survey.wording)

    def word(self, survey: str, wording: str) -> None:
        """How a question is worded, where nobody has said it."""
        known = self.by_name.get(survey)
        if known and not known.wording:
            self.by_name[survey] = replace(known, wording=wording)

    def note(self, names: pa.Array, declared: Mapping[str, pa.Array]) -> list[tuple[str, pa.BooleanArray]]:
        """Take note of the surveys of some rows; returns reasons and masks of rows whose declaration is wrong."""
        columns = [declared.get(name, pa.nulls(len(names), pa.string())) for name in SURVEY_COLUMNS]
        table = pa.table([names, *columns], names=["survey", *SURVEY_COLUMNS])
        different = table.group_by(table.schema.names).aggregate([])
        found = []
        for row in zip(*(column.to_pylist() for column in different.columns), strict=True):
            reason = self._note_one(row)
            if reason:
                found.append((reason, _rows_like(table, row)))
        return found

    def _note_one(self, row: Declaration) -> str:
        """Why a declaration is wrong, "" if it is not."""
        name = row[0]
        if name is not None:
            self.names.add(name)
        if name is None or row in self._wrong:
            return self._wrong.get(row, "")
        try:
            survey = declared_survey(name, dict(zip(SURVEY_COLUMNS, row[1:], strict=True)))
        except ValueError as error:
            self._wrong[row] = str(error)
            return str(error)
        if survey:
            self.by_name.setdefault(name, survey)
        return ""


def declared_survey(name: str, said: Mapping[str, str | None]) -> Survey | None:
    """A survey from the texts beside an answer; None if they do not say what it measures. ValueError if wrong."""
    measure = said["measure"] or (name if name in SCALES else None)
    if measure is None:
        return None
    if measure not in SCALES:
        raise ValueError(f"measure is one of {', '.join(SCALES)}")
    low, high = (_whole(said[key], default) for key, default in zip(_SCALE, SCALES[measure], strict=True))
    if low >= high:
        raise ValueError("scale_low must be under scale_high")
    direction = (said["direction"] or "high").lower()
    if direction not in ("high", "low"):
        raise ValueError("direction is high or low")
    anonymous, headline = (_is_yes(said[key]) for key in ("anonymous", "headline"))
    kind, wording = (said[key] or "" for key in ("kind", "wording"))
    return Survey(name, measure, low, high, (), direction, kind, anonymous, headline, wording)


def _is_yes(text: str | None) -> bool:
    said = (text or "no").lower()
    if said not in (*YES, *NO):
        raise ValueError("anonymous and headline are yes or no")
    return said in YES


def _whole(text: str | None, default: int) -> int:
    try:
        return int(float(text)) if text else default
    except (ValueError, OverflowError):
        raise ValueError("scale_low and scale_high are whole numbers") from None


def _rows_like(table: pa.Table, row: Declaration) -> pa.BooleanArray:
    """Where a table's rows are this one."""
    mask = pa.repeat(pa.scalar(True), table.num_rows)
    for column, value in zip(table.columns, row, strict=True):
        same = pc.is_null(column) if value is None else pc.fill_null(pc.equal(column, value), False)
        mask = pc.and_(mask, same.combine_chunks())
    return mask
