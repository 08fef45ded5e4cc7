"""A draft as the keys of a preset's TOML file, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

import tomli_w

from cx.readers.preset import Shape
from cx.readers.preset_parser import SHAPE, PresetParser, parse_preset
from cx.recognise.draft import REQUIRED, Choice, Draft
from cx.recognise.look import Look
from cx.surveys import Survey

#: Keys of a reading that a draft shows by its own means.
_SHOWN = {"table", "zone", "vendor", "columns", "dimensions", "questions", "surveys", *SHAPE}
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
    parse_preset(raw, name or "mapping")
    if _BEYOND & set(raw) or any("join" in one for one in _tables(raw)):
        return None
    finder = _Columns(looked)
    for part, key in (("field", "columns"), ("dimension", "dimensions"), ("question", "questions")):
        for said, one in raw.get(key, {}).items():
            finder.add(part, said, {"from": one} if isinstance(one, str) else dict(one), raw["table"])
    choices = tuple(finder.choices.get(one.name, Choice(one.name)) for one in looked.columns)
    parser = PresetParser(name, name)
    surveys = tuple(parser.survey(survey, one, "surveys") for survey, one in raw.get("surveys", {}).items())
    kept = {key: value for key, value in raw.items() if key not in _SHOWN}
    shape = parser.shape(raw)
    return Draft(
        raw["table"], name, shape, choices, raw.get("zone", ""), raw.get("vendor", ""), finder.constants, surveys, kept
    )


def _tables(raw: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The tables of single columns."""
    groups = (raw.get(key, {}).values() for key in ("columns", "dimensions", "questions"))
    return [one for group in groups for one in group if isinstance(one, Mapping)]


class _Columns:
    """Finds the columns of a file that a preset names."""

    def __init__(self, looked: Look) -> None:
        self.looked = looked
        self.names = {one.name.casefold(): one.name for one in reversed(looked.columns)}
        self.choices: dict[str, Choice] = {}
        self.constants: dict[str, str] = {}

    def add(self, part: str, said: str, one: dict[str, Any], table: str) -> None:
        if "constant" in one:
            self.constants[said] = one["constant"]
            return
        column = self.find(said, one)
        if not column or column in self.choices:
            return
        survey = {key: one.pop(key) for key in PresetParser.SURVEY if key in one}
        comment = one.pop("comment", None)
        options = {key: value for key, value in one.items() if key not in ("from", "contains", "optional")}
        if part == "field" and said in REQUIRED[table]:
            options.pop("required", None)
        asked = PresetParser("", "").survey(said, survey, said) if part == "question" else None
        self.choices[column] = Choice(column, part, "" if asked else said, asked, options)
        if comment is not None:
            self.add("comment", said, {"from": comment} if isinstance(comment, str) else dict(comment), table)

    def find(self, said: str, one: Mapping[str, Any]) -> str:
        """The column of the file, by a name or a part of one; "" if there is none."""
        names = one.get("from", said if "contains" not in one else [])
        listed = [names] if isinstance(names, str) else list(names)
        known = [self.names[name.casefold()] for name in listed if name.casefold() in self.names]
        parts = [part.casefold() for part in one.get("contains", ())]
        holding = (
            column.name
            for column in self.looked.columns
            if any(part in f"{column.name} {column.label}".casefold() for part in parts)
        )
        return next(iter(known), None) or next(holding, "")
