"""A preset: what the columns of a vendor's file mean, read from a small TOML file and checked.

The whole grammar is the list of fields in the classes below; `docs/presets.md` says it with examples. There are no
expressions: a preset names columns, converters of a closed list, and values.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as by_default
from pathlib import Path
from typing import Any, ClassVar

from cx.errors import BadInput
from cx.readers import checks
from cx.readers.converters import BY_KIND, CONVERTERS
from cx.store.fold import KEEPS, EventRule
from cx.store.schema import EVENT_KINDS, OWN_DIMENSIONS, TABLES, Table
from cx.surveys import SCALES, Survey

FOLDER = Path(__file__).parent / "presets"

UNMAPPED = ("keep", "missing", "reject")

#: Columns of a file that declare the survey of their row, where the preset says `surveys_on_rows`.
SURVEY_COLUMNS = (
    "measure", "scale_low", "scale_high", "direction", "kind", "anonymous", "headline", "wording",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """Where one field comes from and how it is read.

    field: its canonical name; sources: the column's name in the file, or several it may have; constant: the same
    text for every row instead; converter, options: see `cx.readers.converters`; missing: texts that mean "not
    given"; values, unmapped: a map from the file's texts, and what becomes of others ("keep", "missing", "reject");
    optional: a file may lack the column; required: a row without it is rejected; keep: which of a log's rows says it.
    """

    field: str
    sources: tuple[str, ...] = ()
    constant: str | None = None
    converter: str = "text"
    options: Mapping[str, Any] = by_default(default_factory=dict)
    missing: tuple[str, ...] = ()
    values: Mapping[str, str] = by_default(default_factory=dict)
    unmapped: str = "keep"
    optional: bool = False
    required: bool = False
    keep: str = "last"


@dataclass(frozen=True)
class Question:
    """One column of a wide survey file: its survey, where its answers stand, and the comment to them, if any."""

    survey: Survey
    score: Column
    comment: Column | None = None


@dataclass(frozen=True)
class Log:
    """How a log, several rows to a ticket in the order of the file, is folded: when each row happened, by whom,
    and which rows are events."""

    at: Column
    actor: Column | None
    rules: tuple[EventRule, ...]


@dataclass(frozen=True)
class Preset:
    """What a kind of file means. Names are those of the TOML file; see `docs/presets.md`."""

    name: str
    table: Table
    description: str = ""
    zone: str = ""
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    skip_rows: int = 0
    columns: tuple[Column, ...] = ()
    dimensions: Mapping[str, Column] = by_default(default_factory=dict)
    surveys: tuple[Survey, ...] = ()
    surveys_on_rows: bool = False
    questions: tuple[Question, ...] = ()
    log: Log | None = None

    @property
    def id_field(self) -> str:
        """The field that tells one row of the table from another, within its source."""
        return {"answers": "response_id", "ticket_events": "nr"}.get(self.table.name, self.table.key[-1])

    def column(self, name: str) -> Column | None:
        """How a field is read; None if the preset does not say."""
        return next((column for column in self.columns if column.field == name), None)


def known_presets() -> list[str]:
    """The names of the presets that come with the product."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def load_preset(name_or_path: str | Path) -> Preset:
    """A preset that comes with the product, by name, or one's own TOML file, by its path.

    Raises BadInput naming the file, the key and what is allowed there.
    """
    text = str(name_or_path)
    path = Path(text) if text.endswith(".toml") else FOLDER / f"{text}.toml"
    if not text.endswith(".toml") and text not in known_presets():
        raise BadInput(f"There is no preset {text!r}; there are {', '.join(known_presets())}, or give a .toml file.")
    try:
        raw = tomllib.loads(path.read_text("utf-8-sig"))
    except FileNotFoundError:
        raise BadInput(f"There is no preset file {path}; check its name and folder.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"The preset {path.name} cannot be read: {error}.") from error
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"The preset {path.name} is not valid TOML: {error}.") from error
    return _Parser(path.name, path.stem).preset(raw)


_TYPES = {"text": str, "number": int, "flag": bool, "list": list, "table": dict}


def _keys(text: str) -> dict[str, tuple[type, ...]]:
    """The keys of a table and their types, from "type: key key; type: key"."""
    parts = [part.split(":") for part in text.split(";")]
    return {name: (_TYPES[kind.strip()],) for kind, names in parts for name in names.split()}


class _Parser:
    """Reads the keys of one TOML file; every complaint names the file and the key."""

    TOP: ClassVar = _keys(
        "text: table description zone sheet encoding delimiter; number: skip_rows; list: missing formats; "
        "flag: optional surveys_on_rows; table: columns dimensions surveys questions log"
    )
    COLUMN: ClassVar = {
        "from": (str, list),
        **_keys(
            "text: constant as unmapped keep zone; list: missing formats; table: values; "
            "flag: optional required comma; number: year month"
        ),
    }
    SURVEY: ClassVar = _keys(
        "text: measure direction kind wording; number: low high; list: cuts; flag: anonymous headline"
    )
    LOG: ClassVar = {"at": (str, dict), "actor": (str, dict), "events": (list,)}
    RULE: ClassVar = _keys("text: kind rises field; list: becomes")

    def __init__(self, file: str, name: str) -> None:
        self.file, self.name = file, name
        self.check = checks.Checker(f"preset {file}")

    def preset(self, raw: Mapping[str, Any]) -> Preset:
        self.check.keys(raw, self.TOP, "")
        self.defaults(raw)
        plain = ("description", "sheet", "encoding", "delimiter", "skip_rows", "surveys_on_rows")
        preset = Preset(
            self.name,
            self.table,
            zone=self.zone,
            columns=tuple(self.columns(raw.get("columns", {}))),
            dimensions=self.dimensions(raw.get("dimensions", {})),
            surveys=tuple(self.survey(name, one, f"surveys.{name}") for name, one in raw.get("surveys", {}).items()),
            questions=tuple(self.question(name, one) for name, one in raw.get("questions", {}).items()),
            log=self.log(raw["log"]) if "log" in raw else None,
            **{key: raw[key] for key in plain if key in raw},
        )
        self.whole(preset)
        return preset

    def defaults(self, raw: Mapping[str, Any]) -> None:
        """What the top of the file says for all columns."""
        self.table = TABLES[self.check.one_of(raw.get("table", ""), tuple(TABLES), "table")]
        self.zone = self.check.zone(raw.get("zone", ""), "zone")
        self.missing = tuple(map(str, raw.get("missing", ())))
        self.formats = self.check.formats(raw.get("formats", []), "formats")
        self.optional = raw.get("optional", False)
        self.check.encoding(raw.get("encoding", ""), "encoding")
        self.check.delimiter(raw.get("delimiter", ""), "delimiter")

    def whole(self, preset: Preset) -> None:
        """What no single key can say."""
        if not preset.columns:
            self.check.fail("columns", "must name at least one field")
        if preset.questions and self.table.name != "answers":
            self.check.fail("questions", "only go with the table answers")
        if preset.log and self.table.name != "tickets":
            self.check.fail("log", "only goes with the table tickets")
        if preset.log and preset.column("ticket_id") is None:
            self.check.fail("columns", "must name ticket_id, by which a log is folded")

    def columns(self, raw: Mapping[str, Any]) -> list[Column]:
        fields = [c.name for c in self.table.facts if c.name not in ("source", "date_only", *OWN_DIMENSIONS)]
        for name in raw:
            self.check.one_of(name, fields, "columns")
        return [self.column(name, one, self.table.kind(name), f"columns.{name}") for name, one in raw.items()]

    def dimensions(self, raw: Mapping[str, Any]) -> dict[str, Column]:
        if len(raw) > len(OWN_DIMENSIONS):
            self.check.fail("dimensions", f"hold at most {len(OWN_DIMENSIONS)} names")
        return {name: self.column(name, one, "dim", f"dimensions.{name}") for name, one in raw.items()}

    def column(self, name: str, raw: Any, kind: str, key: str) -> Column:
        if isinstance(raw, str):
            raw = {"from": raw}
        self.check.keys(raw, self.COLUMN, key)
        converter = raw.get("as", BY_KIND[kind])
        self.check.one_of(converter, [n for n, c in CONVERTERS.items() if kind in c.kinds], f"{key}.as")
        sources = raw.get("from", name)
        return Column(
            name,
            () if "constant" in raw else (sources,) if isinstance(sources, str) else tuple(sources),
            raw.get("constant"),
            converter,
            self.options(converter, raw, key),
            (*self.missing, *map(str, raw.get("missing", ()))),
            {str(one): str(other) for one, other in raw.get("values", {}).items()},
            self.check.one_of(raw.get("unmapped", "keep"), UNMAPPED, f"{key}.unmapped"),
            raw.get("optional", self.optional),
            raw.get("required", False),
            self.check.one_of(raw.get("keep", "last"), KEEPS, f"{key}.keep"),
        )

    def options(self, converter: str, raw: Mapping[str, Any], key: str) -> dict[str, Any]:
        allowed = CONVERTERS[converter].options
        for name in ("formats", "zone", "comma", "year", "month"):
            if name in raw and name not in allowed:
                self.check.fail(f"{key}.{name}", f"does not go with the converter {converter}")
        options = {name: raw[name] for name in allowed if name in raw}
        if converter == "stamp":
            options["formats"] = self.check.formats(raw.get("formats", self.formats), f"{key}.formats")
            options["zone"] = self.check.zone(raw.get("zone", self.zone), f"{key}.zone")
        if converter == "day_of_month":
            self.check.year_and_month(raw, key)
        return options

    def survey(self, name: str, raw: Mapping[str, Any], key: str) -> Survey:
        self.check.keys(raw, self.SURVEY, key)
        measure = raw.get("measure", name)
        self.check.one_of(measure, tuple(SCALES), f"{key}.measure")
        low, high = SCALES[measure]
        rest = {k: v for k, v in raw.items() if k not in ("measure", "low", "high", "cuts")}
        try:
            return Survey(name, measure, raw.get("low", low), raw.get("high", high), tuple(raw.get("cuts", ())), **rest)
        except ValueError as error:
            return self.check.fail(key, str(error))

    def question(self, name: str, raw: Mapping[str, Any]) -> Question:
        key = f"questions.{name}"
        self.check.keys(raw, {**self.SURVEY, **self.COLUMN, "comment": (str,)}, key)
        survey = self.survey(name, {k: v for k, v in raw.items() if k in self.SURVEY}, key)
        score = self.column("score", {k: v for k, v in raw.items() if k in self.COLUMN}, "real", key)
        comment = self.column("comment", raw["comment"], "text", f"{key}.comment") if "comment" in raw else None
        return Question(survey, score, comment)

    def log(self, raw: Mapping[str, Any]) -> Log:
        self.check.keys(raw, self.LOG, "log")
        if "at" not in raw:
            self.check.fail("log.at", "must name the column that says when each row happened")
        at = replace(self.column("at", raw["at"], "stamp", "log.at"), required=True)
        actor = self.column("actor", raw["actor"], "dim", "log.actor") if "actor" in raw else None
        return Log(at, actor, tuple(self.rule(one, f"log.events[{i}]") for i, one in enumerate(raw.get("events", ()))))

    def rule(self, raw: Mapping[str, Any], key: str) -> EventRule:
        self.check.keys(raw, self.RULE, key)
        self.check.one_of(raw.get("kind", ""), EVENT_KINDS, f"{key}.kind")
        if ("rises" in raw) == ("becomes" in raw) or ("becomes" in raw) != ("field" in raw):
            self.check.fail(key, "needs either rises = FIELD or field = FIELD with becomes = [VALUES]")
        name = raw.get("rises", raw.get("field", ""))
        self.check.one_of(name, [column.name for column in self.table.facts], key)
        return EventRule(raw["kind"], name, tuple(map(str, raw.get("becomes", ()))))
