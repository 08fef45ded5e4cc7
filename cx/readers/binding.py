"""Where the columns that a preset names stand in one file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cx.errors import BadInput
from cx.readers.preset import Column, Preset, Question


@dataclass(frozen=True)
class Bound:
    """A field, its kind, how it is read, and the column of this very file it comes from ("" for a constant)."""

    field: str
    kind: str
    column: Column
    source: str

    @property
    def name(self) -> str:
        """The column as the file's owner knows it."""
        return self.source or self.field


class BoundQuestion(NamedTuple):
    """A question of a wide file: its survey, its answers, and the comments to them, if the file has any."""

    survey: str
    score: Bound
    comment: Bound | None


@dataclass(frozen=True)
class Binding:
    """What was found. names: the file's columns; columns: one for each field; questions: of a wide file."""

    names: list[str]
    columns: list[Bound]
    questions: list[BoundQuestion]


def bind(preset: Preset, dimensions: Mapping[str, str], file: str, names: Sequence[str]) -> Binding:
    """Find a preset's columns among those of a file, by their names in any case of letters.

    dimensions: the column (d1..d6) of each own dimension. Raises BadInput naming the columns that are missing.
    """
    finder = _Finder(names)
    wanted = [*_fields(preset, dimensions), *_log_fields(preset)]
    columns = [bound for field, kind, column in wanted for bound in finder.find(field, kind, column)]
    questions = [bound for question in preset.questions for bound in _question(finder, question)]
    if finder.missing:
        raise BadInput(_lacks(preset, file, names, finder.missing))
    if preset.table.name == "answers" and not questions and not _names_survey(preset, columns, names):
        raise BadInput(f"{file} lacks a column survey (or measure) that says which question was answered.")
    return Binding(list(names), columns, questions)


def fits(preset: Preset, names: Sequence[str]) -> bool:
    """Whether a file with these columns is one that a reading is meant for. One whose preset reads nothing else is
    taken at its word: what is missing is said when its columns are bound.
    """
    known = {name.casefold() for name in names}
    return all(name.casefold() in known for name in preset.signature)


def lacking(preset: Preset, file: str, names: Sequence[str]) -> str:
    """Why a file fits none of a preset's readings: the columns that the nearest of them needs."""
    known = {name.casefold() for name in names}
    missing = [[name for name in one.signature if name.casefold() not in known] for one in preset.readings]
    return _lacks(preset, file, names, min(missing, key=len))


def _lacks(preset: Preset, file: str, names: Sequence[str], missing: Sequence[str]) -> str:
    shown = f"{', '.join(list(names)[:12])}{', ...' if len(names) > 12 else ''}"
    return f"{file} lacks the column {', '.join(missing)}, which the preset {preset.name} needs; it has {shown}."


def _fields(preset: Preset, dimensions: Mapping[str, str]) -> list[tuple[str, str, Column]]:
    facts = [(column.field, preset.table.kind(column.field), column) for column in preset.columns]
    return facts + [(dimensions[name], "dim", column) for name, column in preset.dimensions.items()]


def _log_fields(preset: Preset) -> list[tuple[str, str, Column]]:
    if not preset.log:
        return []
    actor = [("actor", "dim", preset.log.actor)] if preset.log.actor else []
    return [("at", "stamp", preset.log.at), *actor]


def _question(finder: _Finder, question: Question) -> list[BoundQuestion]:
    comments = finder.find("comment", "text", question.comment) if question.comment else []
    scores = finder.find("score", "real", question.score)
    return [BoundQuestion(question.survey.survey, score, comments[0] if comments else None) for score in scores]


def _names_survey(preset: Preset, columns: Sequence[Bound], names: Sequence[str]) -> bool:
    measure = preset.surveys_on_rows and "measure" in names
    return measure or any(bound.field == "survey" for bound in columns)


class _Finder:
    """Finds columns of a file and remembers which are missing."""

    def __init__(self, names: Sequence[str]) -> None:
        self.places = {name.casefold(): name for name in reversed(names)} | {name: name for name in names}
        self.missing: list[str] = []

    def find(self, field: str, kind: str, column: Column) -> list[Bound]:
        """The column, or none where it is optional."""
        if column.constant is not None:
            return [Bound(field, kind, column, "")]
        hits = [self.places.get(name) or self.places.get(name.casefold()) for name in column.sources]
        hit = next((name for name in hits if name), None)
        if hit is None and not column.optional:
            self.missing.append(" or ".join(column.sources))
        return [Bound(field, kind, column, hit)] if hit else []
