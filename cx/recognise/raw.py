"""A draft as the keys of a preset's TOML file, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import tomli_w

from cx.readers.binding import Finder
from cx.readers.preset import Column, Preset, Question, Shape
from cx.readers.preset_parser import SHAPE, PresetParser, parse_preset
from cx.recognise.draft import REQUIRED, Choice, Draft
from cx.recognise.look import Look
from cx.surveys import Survey

#: Keys of a reading that a draft shows by its own means.
_SHOWN = {"table", "zone", "vendor", "columns", "dimensions", "questions", "surveys", *SHAPE}
#: Keys of a column that say where it stands; a draft knows.
_WHERE = ("from", "contains", "without", "optional")
#: Keys of a preset whose meaning no choice of single columns can hold.
_BEYOND = {"also", "log", "unfold", "pairs", "surveys_on_rows"}


def to_raw(draft: Draft) -> dict[str, Any]:
    """The preset of a draft, with the keys of its TOML file (docs/presets.md)."""
    said = {"table": draft.table, "vendor": draft.vendor, "zone": draft.zone, **_shape(draft.shape), **draft.kept}
    parts = {
        "columns": _columns(draft),
        "dimensions": {one.name: _column(one) for one in draft.choices if one.part == "dimension"},
        "surveys": {survey.survey: _survey(survey) for survey in draft.surveys},
        "questions": {one.survey.survey: _question(draft, one) for one in draft.questions if one.survey},
    }
    return {key: value for key, value in (said | parts).items() if value not in ("", {}, [])}


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
    columns = {one.name: _column(one) for one in draft.choices if one.part == "field"}
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
    several readings, unfolded lists, columns joined).

    name: what its rows are called. Raises BadInput where the keys are no preset.
    """
    preset = parse_preset(raw, name or "mapping")
    if _BEYOND & set(raw) or any("join" in one for one in _tables(raw)):
        return None
    found = _Found(raw, preset, looked)
    choices = tuple(found.choices.get(one.name, Choice(one.name)) for one in looked.columns)
    kept = {key: value for key, value in raw.items() if key not in _SHOWN}
    return Draft(
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


def _tables(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The tables of single columns."""
    groups = (raw.get(key, {}).values() for key in ("columns", "dimensions", "questions"))
    return [one for group in groups for one in group if isinstance(one, Mapping)]


class _Found:
    """The columns of a file that a preset names, each as a choice; and what it says of all rows."""

    def __init__(self, raw: Mapping[str, Any], preset: Preset, looked: Look) -> None:
        self.raw, self.table = raw, preset.table.name
        asked = [(one.score, one.comment) for one in preset.questions]
        columns = [*preset.columns, *preset.dimensions.values(), *(one for pair in asked for one in pair if one)]
        labels = {one.name: one.label for one in looked.columns}
        self.finder = Finder([one.name for one in looked.columns], labels, columns)
        self.choices: dict[str, Choice] = {}
        self.constants: dict[str, str] = {}
        for column in preset.columns:
            self.add(column, "field", column.field, raw["columns"][column.field])
        for name, column in preset.dimensions.items():
            self.add(column, "dimension", name, raw["dimensions"][name])
        for question in preset.questions:
            self.ask(question)

    def ask(self, question: Question) -> None:
        name = question.survey.survey
        said = {key: value for key, value in self.raw["questions"][name].items() if key not in PresetParser.SURVEY}
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
