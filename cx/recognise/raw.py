"""A draft as the keys of a preset's TOML file, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

import tomli_w

from cx.readers.binding import Finder
from cx.readers.preset import Column, Preset, Question, Shape
from cx.readers.preset_parser import SHAPE, PresetParser, parse_preset
from cx.recognise.draft import RATED, REQUIRED, Choice, Draft
from cx.recognise.look import Look
from cx.surveys import Survey

#: Keys of a reading that a draft shows by its own means.
_SHOWN = {"table", "zone", "vendor", "columns", "dimensions", "questions", "surveys", "also", *SHAPE}
#: Keys of a column that say where it stands; a draft knows.
_WHERE = ("from", "contains", "without", "optional")
#: Keys of a preset whose meaning no choice of single columns can hold.
_BEYOND = {"log", "unfold", "pairs", "surveys_on_rows"}
#: What an answer beside a ticket has in common with it.
_SHARED = ("customer_id", "channel", "product", "segment", "region", "language", "topic", "team", "agent")


def to_raw(draft: Draft) -> dict[str, Any]:
    """The preset of a draft, with the keys of its TOML file (docs/presets.md)."""
    said = {"table": draft.table, "vendor": draft.vendor, "zone": draft.zone, **_shape(draft.shape), **draft.kept}
    parts = {
        "columns": _columns(draft),
        "dimensions": {one.name: _column(one) for one in draft.choices if one.part == "dimension"},
        "surveys": {survey.survey: _survey(survey) for survey in draft.surveys},
        "questions": {one.survey.survey: _question(draft, one) for one in draft.questions if one.survey},
    }
    return _rated(draft, said, parts) if draft.rated else _said(said | parts)


def _said(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The keys that hold something."""
    return {key: value for key, value in raw.items() if value not in ("", {}, [])}


def _rated(draft: Draft, said: Mapping[str, Any], parts: Mapping[str, Any]) -> dict[str, Any]:
    """Two readings of the same rows: as tickets, and those with a rating as answers, which know their ticket. Answers
    are dated by `Draft.dated_by`, and have the dimensions of their ticket."""
    columns, questions = parts["columns"], parts["questions"]
    own = [draft.column_of(name) for name in ("ticket_id", *REQUIRED[draft.table]) if draft.column_of(name)]
    asked = [one.column for one in draft.questions]
    ids = {name: columns["ticket_id"] for name in ("response_id", "ticket_id") if "ticket_id" in columns}
    answers = {
        "table": "answers",
        "signature": [*own, *asked],
        **{key: draft.kept[key] for key in ("only", "leave_out") if key in draft.kept},
        "columns": {**ids, **_dated(draft), **{name: columns[name] for name in _SHARED if name in columns}},
        "dimensions": parts["dimensions"],
        "questions": questions,
    }
    top = {"signature": own or asked, **said, **parts, "questions": {}}
    return {**_said(top), "also": [_said(answers)]}


def _dated(draft: Draft) -> dict[str, Any]:
    """When answers beside tickets were given."""
    found = [one for one in draft.choices if (one.part, one.name) == ("field", draft.dated_by)]
    constant = draft.constants.get(draft.dated_by)
    return {"answered_at": _column(found[0]) if found else {"constant": constant}} if found or constant else {}


def to_toml(raw: Mapping[str, Any]) -> str:
    """The text of a preset's file."""
    return tomli_w.dumps(dict(raw))


def _shape(shape: Shape) -> dict[str, Any]:
    """What is said of the layout beyond what any file has; as lists, which TOML knows."""
    usual = Shape()
    said = {key: getattr(shape, key) for key in SHAPE if getattr(shape, key) != getattr(usual, key)}
    said = {key: list(value) if isinstance(value, tuple) else value for key, value in said.items()}
    if "pairs" in said:
        said["pairs"] = {name: [key, value] for name, key, value in shape.pairs}
    return said


def _columns(draft: Draft) -> dict[str, Any]:
    beside = RATED.get(draft.table, ())
    columns = {one.name: _column(one) for one in draft.choices if one.part == "field" and one.name not in beside}
    columns |= {name: {"constant": text} for name, text in draft.constants.items()}
    for name in REQUIRED[draft.table]:
        if name in columns:
            columns[name]["required"] = True
    return columns


def _column(choice: Choice) -> dict[str, Any]:
    return {"from": choice.column, **{key: _plain(value) for key, value in choice.options.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _survey(survey: Survey) -> dict[str, Any]:
    """A survey's keys: its measure and scale always, the rest where it is not the usual."""
    said = {key: value for key, value in asdict(survey).items() if key != "survey"}
    usual = {one.name: one.default for one in fields(Survey)}
    always = ("measure", "low", "high")
    return {key: _plain(value) for key, value in said.items() if key in always or value != usual[key]}


def _question(draft: Draft, choice: Choice) -> dict[str, Any]:
    survey = choice.survey
    assert survey is not None
    comments = [one for one in draft.choices if one.part == "comment" and one.name == survey.survey]
    return {**_column(choice), **_survey(survey), **({"comment": _column(comments[0])} if comments else {})}


def from_raw(raw: Mapping[str, Any], looked: Look, name: str = "") -> Draft | None:
    """The draft of a preset over the columns of a file; None where its columns cannot be chosen one by one (a log,
    several readings but those of tickets and the answers beside them, unfolded lists, columns joined).

    name: what its rows are called. Raises BadInput where the keys are no preset.
    """
    preset = parse_preset(raw, name or "mapping")
    also = raw.get("also", [])
    tables = [table for reading in (raw, *also) for table in _tables(reading)]
    if _BEYOND & set(raw) or any("join" in one for one in tables) or (also and not _has_ratings(preset)):
        return None
    found = _Found(raw, preset, looked)
    choices = tuple(found.choices.get(one.name, Choice(one.name)) for one in looked.columns)
    kept = {key: value for key, value in raw.items() if key not in _SHOWN}
    draft = Draft(
        raw["table"],
        name,
        preset.shape,
        choices,
        raw.get("zone", ""),
        preset.vendor,
        found.constants,
        preset.surveys,
        kept,
    )
    return _known_again(draft, raw) if also else draft


def _has_ratings(preset: Preset) -> bool:
    """Whether a preset reads tickets and, besides, answers in the same rows."""
    tables = [(one.table.name, bool(one.questions), one.shape) for one in preset.readings]
    return tables == [("tickets", False, preset.shape), ("answers", True, preset.shape)]


def _known_again(draft: Draft, raw: Mapping[str, Any]) -> Draft | None:
    """A draft of two readings, if they say nothing but what it says; its own signature need not be kept."""
    plain = replace(draft, kept={key: value for key, value in draft.kept.items() if key != "signature"})
    again = to_raw(plain)
    if again.get("also") != raw["also"]:
        return None
    return plain if again["signature"] == raw["signature"] else draft


def _tables(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The tables of single columns."""
    groups = (raw.get(key, {}).values() for key in ("columns", "dimensions", "questions"))
    return [one for group in groups for one in group if isinstance(one, Mapping)]


class _Found:
    """The columns of a file that a preset names, each as a choice; and what it says of all rows."""

    def __init__(self, raw: Mapping[str, Any], preset: Preset, looked: Look) -> None:
        self.raw, self.table = raw, preset.table.name
        questions = [question for reading in preset.readings for question in reading.questions]
        asked = [(one.score, one.comment) for one in questions]
        columns = [*preset.columns, *preset.dimensions.values(), *(one for pair in asked for one in pair if one)]
        labels = {one.name: one.label for one in looked.columns}
        self.finder = Finder([one.name for one in looked.columns], labels, columns)
        self.choices: dict[str, Choice] = {}
        self.constants: dict[str, str] = {}
        for column in preset.columns:
            self.add(column, "field", column.field, raw["columns"][column.field])
        for name, column in preset.dimensions.items():
            self.add(column, "dimension", name, raw["dimensions"][name])
        said = {
            name: one for reading in (raw, *raw.get("also", ())) for name, one in reading.get("questions", {}).items()
        }
        for question in questions:
            self.ask(question, said[question.survey.survey])
        for reading, keys in zip(preset.also, raw.get("also", ()), strict=True):
            self.date(reading.column("answered_at"), keys)

    def date(self, column: Column | None, raw: Mapping[str, Any]) -> None:
        """When answers beside other rows were given, where a column of their own says it."""
        if column and column.constant is None:
            self.add(column, "field", column.field, raw["columns"][column.field])

    def ask(self, question: Question, raw: Mapping[str, Any]) -> None:
        name = question.survey.survey
        said = {key: value for key, value in raw.items() if key not in PresetParser.SURVEY}
        comment = said.pop("comment", {})
        self.add(question.score, "question", "", said, question.survey)
        if question.comment:
            self.add(question.comment, "comment", name, comment)

    def add(self, column: Column, part: str, name: str, said: Any, survey: Survey | None = None) -> None:
        """A column of the preset, if the file has it and no other part took it."""
        if column.constant is not None:
            self.constants[name] = column.constant
        for bound in self.finder.find(column.field, "", column):
            for source in bound.sources:
                options = {} if isinstance(said, str) else {k: v for k, v in said.items() if k not in _WHERE}
                if part == "field" and name in REQUIRED[self.table]:
                    options.pop("required", None)
                self.choices.setdefault(source, Choice(source, part, name, survey, options))
