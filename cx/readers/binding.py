"""Where the columns that a preset names stand in one file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from cx.errors import BadInput
from cx.readers.preset import Column, Preset, Question, RowMark

#: A name of so few words is a name, and no wording of a question.
SHORT = 3


@dataclass(frozen=True)
class Bound:
    """A field, its kind, how it is read, and the columns of this very file it comes from: none for a constant, several
    where their texts make one value together."""

    field: str
    kind: str
    column: Column
    sources: tuple[str, ...]

    @property
    def name(self) -> str:
        """The column as the file's owner knows it."""
        return " + ".join(self.sources) or self.field


class BoundQuestion(NamedTuple):
    """A question of a wide file: its survey, its answers, and the comments to them, if the file has any."""

    survey: str
    score: Bound
    comment: Bound | None


class Chosen(NamedTuple):
    """A column of this file and the texts of it, by which rows are data or are none."""

    source: str
    texts: tuple[str, ...]


class BoundMark(NamedTuple):
    """What a row of a log says that makes it an event of some kind, by the columns of this file."""

    kind: str
    by: str
    when: list[Chosen]
    unless: list[Chosen]
    same: list[str]


@dataclass(frozen=True)
class Binding:
    """What was found. names: the file's columns; columns: one for each field; questions: of a wide file; only,
    leave_out: what tells rows that are data from those that are none; marks: what a log's rows say of themselves."""

    names: list[str]
    columns: list[Bound]
    questions: list[BoundQuestion]
    only: list[Chosen]
    leave_out: list[Chosen]
    marks: dict[str, BoundMark]


def bind(
    preset: Preset,
    dimensions: Mapping[str, str],
    file: str,
    names: Sequence[str],
    labels: Mapping[str, str] | None = None,
) -> Binding:
    """Find a preset's columns among those of a file: by their names in any case of letters, and where no name is there,
    by a part of the name or the label.

    dimensions: the column (d1..d6) of each own dimension, none of those that are not to be read; labels: the wording of
    columns that have one.
    Raises BadInput naming the columns that are missing.
    """
    wanted = [*_fields(preset, dimensions), *_log_fields(preset)]
    finder = Finder(names, labels or {}, [*(column for _, _, column in wanted), *_asked(preset)])
    columns = [bound for field, kind, column in wanted for bound in finder.find(field, kind, column)]
    questions = [bound for question in preset.questions for bound in _question(finder, question)]
    only = [chosen for name, texts in preset.only.items() for chosen in finder.chosen(name, texts, needed=True)]
    leave_out = [chosen for name, texts in preset.leave_out.items() for chosen in finder.chosen(name, texts)]
    marks = {name: _row_mark(finder, mark) for name, mark in preset.log.marks.items()} if preset.log else {}
    if finder.missing:
        raise BadInput(_lacks(preset, file, names, finder.missing))
    if preset.table.name == "answers" and not questions and not _names_survey(preset, columns, names):
        raise BadInput(_no_question(preset, file, names))
    return Binding(list(names), _in_order(columns), questions, only, leave_out, marks)


def _in_order(columns: Sequence[Bound]) -> list[Bound]:
    """What is counted from another field comes after all others, and not at all where the file lacks that field."""
    plain = [bound for bound in columns if not bound.column.since]
    found = {bound.field for bound in plain}
    return [*plain, *(bound for bound in columns if bound.column.since in found)]


def fits(preset: Preset, names: Iterable[str]) -> bool:
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


def wording(question: Bound, labels: Mapping[str, str]) -> str:
    """A question as the file words it: the label of its column, else the name where that is a sentence; else ""."""
    label = next((labels[source] for source in question.sources if labels.get(source)), "")
    return label or (question.name if len(question.name.split()) > SHORT else "")


def _lacks(preset: Preset, file: str, names: Sequence[str], missing: Sequence[str]) -> str:
    needed = f"lacks the column {', '.join(missing)}, which the preset {preset.name} needs"
    return f"{file} {needed}; it has {_shown(names)}."


def _no_question(preset: Preset, file: str, names: Sequence[str]) -> str:
    if not preset.questions:
        return f"{file} lacks a column survey (or measure) that says which question was answered."
    return (
        f"{file} holds no question that the preset {preset.name} knows; declare yours in a preset of your own by "
        f'[questions.NAME] with from = "its column" and measure = "nps" (or csat, ces, ...); it has {_shown(names)}.'
    )


def _shown(names: Sequence[str]) -> str:
    return f"{', '.join(list(names)[:12])}{', ...' if len(names) > 12 else ''}"


def _fields(preset: Preset, dimensions: Mapping[str, str]) -> list[tuple[str, str, Column]]:
    facts = [(column.field, preset.table.kind(column.field), column) for column in preset.columns]
    own = ((dimensions[name], "dim", column) for name, column in preset.dimensions.items() if name in dimensions)
    return [*facts, *own]


def _log_fields(preset: Preset) -> list[tuple[str, str, Column]]:
    if not preset.log:
        return []
    said = (("at", "stamp", preset.log.at), ("actor", "dim", preset.log.actor), ("answers", "id", preset.log.answers))
    return [(field, kind, column) for field, kind, column in said if column]


def _row_mark(finder: Finder, mark: RowMark) -> BoundMark:
    needed = not mark.optional
    when = [chosen for name, texts in mark.when.items() for chosen in finder.chosen(name, texts, needed=needed)]
    unless = [chosen for name, texts in mark.unless.items() for chosen in finder.chosen(name, texts)]
    same = [chosen.source for name in mark.same for chosen in finder.chosen(name, (), needed=needed)]
    lacking = len(when) + len(same) < len(mark.when) + len(mark.same)
    return BoundMark(mark.kind, mark.by, [Chosen("", ("never",))] if lacking else when, unless, same)


def _asked(preset: Preset) -> list[Column]:
    """The columns of questions and of the comments to them."""
    return [column for one in preset.questions for column in (one.score, one.comment) if column]


def _question(finder: Finder, question: Question) -> list[BoundQuestion]:
    scores = finder.find("score", "real", question.score)
    comments = finder.find("comment", "text", question.comment) if question.comment else []
    return [BoundQuestion(question.survey.survey, score, comments[0] if comments else None) for score in scores]


def _names_survey(preset: Preset, columns: Sequence[Bound], names: Sequence[str]) -> bool:
    measure = preset.surveys_on_rows and "measure" in names
    return measure or any(bound.field == "survey" for bound in columns)


class Finder:
    """Finds columns of a file and remembers which are missing. A column that one field calls by its name, or that was
    found for it, is nothing that another looks for by a part of its name.
    """

    def __init__(self, names: Sequence[str], labels: Mapping[str, str], wanted: Iterable[Column]) -> None:
        self.places = {name.casefold(): name for name in reversed(names)} | {name: name for name in names}
        self.wordings = {name: f"{name}\n{labels.get(name, '')}".casefold() for name in names}
        self.taken = {name for column in wanted for name in self._named(column)}
        self.missing: list[str] = []

    def find(self, field: str, kind: str, column: Column) -> list[Bound]:
        """The column, or none where it is optional."""
        if column.constant is not None:
            return [Bound(field, kind, column, ())]
        found = self._named(column) or self._containing(column)
        if not found and not column.optional:
            self.missing.append(_called(column))
        return [Bound(field, kind, column, found)] if found else []

    def chosen(self, name: str, texts: tuple[str, ...], *, needed: bool = False) -> list[Chosen]:
        """A column by whose texts rows are chosen; none where the file lacks it."""
        place = self._place(name)
        if place is None and needed:
            self.missing.append(name)
        return [Chosen(place, texts)] if place else []

    def _place(self, name: str) -> str | None:
        return self.places.get(name) or self.places.get(name.casefold())

    def _named(self, column: Column) -> tuple[str, ...]:
        """The first of the columns that a field calls by name; all of them where they are joined."""
        found = tuple(place for place in map(self._place, column.sources) if place)
        if column.join is None:
            return found[:1]
        return found if len(found) == len(column.sources) else ()

    def _containing(self, column: Column) -> tuple[str, ...]:
        """The first column left over whose name or label has one of the parts that tell it, and none that it lacks."""
        wanted, unwanted = ([part.casefold() for part in parts] for parts in (column.contains, column.without))
        free = ((name, wording) for name, wording in self.wordings.items() if name not in self.taken)
        likely = ((name, wording) for name, wording in free if any(part in wording for part in wanted))
        found = tuple(name for name, wording in likely if not any(part in wording for part in unwanted))[:1]
        self.taken.update(found)
        return found


def _called(column: Column) -> str:
    """How a missing column would have been known."""
    names = (" and " if column.join is not None else " or ").join(column.sources)
    parts = " or ".join(f'"{part}"' for part in column.contains)
    known = f"{'one ' if names else ''}with {parts} in its name" if parts else ""
    return " or ".join(filter(None, (names, known)))
