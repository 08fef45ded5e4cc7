"""From the keys of a TOML file to a preset; every complaint names the file and the key."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from cx.readers import preset_database, preset_log
from cx.readers.checks import Checker, Kinds
from cx.readers.converters import BY_KIND, CONVERTERS
from cx.readers.preset import UNMAPPED, Column, Preset, Question, Shape
from cx.store.fold import KEEPS
from cx.store.schema import OWN_DIMENSIONS, TABLES
from cx.surveys import SCALES, Survey

_TYPES: Mapping[str, Kinds] = {
    "text": (str,), "number": (int,), "flag": (bool,), "list": (list,), "table": (dict,), "tables": (list,),
    "day": (date, datetime),
}  # fmt: skip


def keys(text: str) -> dict[str, Kinds]:
    """The keys of a table and their types, from "type: key key; type: key"."""
    parts = [part.split(":") for part in text.split(";")]
    return {name: _TYPES[kind.strip()] for kind, names in parts for name in names.split()}


#: How a file is laid out.
SHAPE = keys(
    "text: encoding delimiter sheet; number: header_row header_rows label_row skip_rows; "
    "list: footer records unfold; table: pairs"
)
#: Converters of a stamp that is told by how long it took since another.
DURATIONS = ("seconds", "minutes", "hours", "clock")
#: What a reading takes from the top of its file unless it says otherwise.
INHERITED = ("vendor", "zone", "formats", "missing", "optional", "as_of", *SHAPE)


def parse_preset(raw: Mapping[str, Any], name: str, file: str = "") -> Preset:
    """A preset from the keys of its TOML file. file: what to call it in a complaint, `name` unless given.

    Raises BadInput naming the key and what is allowed there.
    """
    return PresetParser(file or name, name).preset(raw)


class PresetParser:
    """Reads the keys of one reading."""

    TOP: ClassVar = {
        **keys(
            "text: table description vendor zone; list: missing formats signature; flag: optional surveys_on_rows; "
            "table: columns dimensions surveys questions log only leave_out database; day: as_of; tables: also"
        ),
        **SHAPE,
    }
    COLUMN: ClassVar = {
        "from": (str, list),
        **keys(
            "text: constant as unmapped keep zone join since; list: missing formats contains without; table: values; "
            "flag: optional required comma; number: year month day"
        ),
    }
    SURVEY: ClassVar = keys(
        "text: measure direction kind wording; number: low high; list: cuts; flag: anonymous headline"
    )

    def __init__(self, file: str, name: str) -> None:
        self.file, self.name = file, name
        self.check = Checker(f"preset {file}")

    def preset(self, raw: Mapping[str, Any]) -> Preset:
        self.check.keys(raw, self.TOP, "")
        self.defaults(raw)
        plain = ("description", "vendor", "surveys_on_rows")
        preset = Preset(
            self.name,
            self.table,
            zone=self.zone,
            as_of=self.as_of(raw),
            shape=self.shape(raw),
            signature=tuple(map(str, raw.get("signature", ()))),
            only=self.texts_by_column(raw.get("only", {}), "only"),
            leave_out=self.texts_by_column(raw.get("leave_out", {}), "leave_out"),
            columns=tuple(self.columns(raw.get("columns", {}))),
            dimensions=self.dimensions(raw.get("dimensions", {})),
            surveys=tuple(self.survey(name, one, f"surveys.{name}") for name, one in raw.get("surveys", {}).items()),
            questions=tuple(self.question(name, one) for name, one in raw.get("questions", {}).items()),
            log=preset_log.log(self, raw["log"]) if "log" in raw else None,
            database=preset_database.query(self, raw["database"]) if "database" in raw else None,
            also=tuple(self.other(raw, one, nr) for nr, one in enumerate(raw.get("also", ()))),
            **{key: raw[key] for key in plain if key in raw},
        )
        self.whole(preset)
        return preset

    def other(self, raw: Mapping[str, Any], one: Any, nr: int) -> Preset:
        """What the files hold besides: a reading of its own, with the defaults of the whole."""
        if not isinstance(one, Mapping) or "also" in one:
            self.check.fail(f"also[{nr}]", "must be a table without another also")
        inherited = {key: raw[key] for key in INHERITED if key in raw}
        return PresetParser(f"{self.file}, also[{nr}]", self.name).preset({**inherited, **one})

    def defaults(self, raw: Mapping[str, Any]) -> None:
        """What the top of the file says for all columns."""
        self.table = TABLES[self.check.one_of(raw.get("table", ""), tuple(TABLES), "table")]
        self.zone = self.check.zone(raw.get("zone", ""), "zone")
        self.missing = tuple(map(str, raw.get("missing", ())))
        self.formats = self.check.formats(raw.get("formats", []), "formats")
        self.optional = raw.get("optional", False)

    def as_of(self, raw: Mapping[str, Any]) -> datetime | None:
        """How far the source goes: a day (its midnight) or an instant in UTC."""
        said = raw.get("as_of")
        return said if isinstance(said, datetime) or said is None else datetime(said.year, said.month, said.day)

    def shape(self, raw: Mapping[str, Any]) -> Shape:
        self.check.encoding(raw.get("encoding", ""), "encoding")
        self.check.delimiter(raw.get("delimiter", ""), "delimiter")
        self.check.rows(raw)
        lists = {key: tuple(map(str, raw[key])) for key in ("footer", "records", "unfold") if key in raw}
        said: dict[str, Any] = {key: raw[key] for key in SHAPE if key in raw} | lists
        return Shape(**{**said, "pairs": self.pairs(raw.get("pairs", {}))})

    def pairs(self, raw: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
        for name, keys_of in raw.items():
            if not (isinstance(keys_of, list) and len(keys_of) >= 2):
                self.check.fail(f"pairs.{name}", "must be the two keys of its objects, such as ['id', 'value']")
        return tuple((name, *map(str, keys_of)) for name, keys_of in raw.items())

    def texts_by_column(self, raw: Mapping[str, Any], key: str) -> dict[str, tuple[str, ...]]:
        """The texts of each column by which a row is told."""
        for name, texts in raw.items():
            if not isinstance(texts, list):
                self.check.fail(f"{key}.{name}", "must be a list of texts")
        return {name: tuple(map(str, texts)) for name, texts in raw.items()}

    def whole(self, preset: Preset) -> None:
        """What no single key can say."""
        if not preset.columns:
            self.check.fail("columns", "must name at least one field")
        if preset.questions and self.table.name != "answers":
            self.check.fail("questions", "only go with the table answers")
        if preset.questions and (said := next(filter(preset.column, ("survey", "score")), "")):
            self.check.fail("questions", f"say what is asked and answered, so columns.{said} may not")
        if preset.log and self.table.name != "tickets":
            self.check.fail("log", "only goes with the table tickets")
        if preset.log:
            preset_log.whole(self, preset, preset.log)
        if preset.also and not all(reading.signature for reading in preset.readings):
            self.check.fail("signature", "must be given for each reading, so that a file finds its own")
        preset_database.whole(self, preset)
        kinds = {reading.table.name for reading in preset.readings}
        if "ticket_events" in kinds and any(reading.log for reading in preset.readings):
            self.check.fail("also", "may not fill ticket_events beside a log, which fills it")

    def columns(self, raw: Mapping[str, Any]) -> list[Column]:
        fields = [c.name for c in self.table.facts if c.name not in ("source", "date_only", *OWN_DIMENSIONS)]
        for name in raw:
            self.check.one_of(name, fields, "columns")
        columns = [self.column(name, one, self.table.kind(name), f"columns.{name}") for name, one in raw.items()]
        plain = {column.field for column in columns if not column.since}
        for column in columns:
            if column.since and column.since not in plain:
                self.check.fail(
                    f"columns.{column.field}.since", f"names {column.since}, which no column says by itself"
                )
        return columns

    def dimensions(self, raw: Mapping[str, Any]) -> dict[str, Column]:
        if len(raw) > len(OWN_DIMENSIONS):
            self.check.fail("dimensions", f"hold at most {len(OWN_DIMENSIONS)} names")
        return {name: self.column(name, one, "dim", f"dimensions.{name}") for name, one in raw.items()}

    def column(self, name: str, raw: Any, kind: str, key: str) -> Column:
        if isinstance(raw, str):
            raw = {"from": raw}
        self.check.keys(raw, self.COLUMN, key)
        kind = self.kind_read(raw, kind, key)
        converter = raw.get("as", BY_KIND[kind])
        self.check.one_of(converter, [n for n, c in CONVERTERS.items() if kind in c.kinds], f"{key}.as")
        return Column(
            name,
            self.sources(name, raw),
            raw.get("constant"),
            converter,
            self.options(converter, raw, key),
            (*self.missing, *map(str, raw.get("missing", ()))),
            {str(one): str(other) for one, other in raw.get("values", {}).items()},
            self.check.one_of(raw.get("unmapped", "keep"), UNMAPPED, f"{key}.unmapped"),
            raw.get("optional", self.optional),
            raw.get("required", False),
            self.check.one_of(raw.get("keep", "last"), KEEPS, f"{key}.keep"),
            tuple(map(str, raw.get("contains", ()))),
            raw.get("join"),
            raw.get("since", ""),
            tuple(map(str, raw.get("without", ()))),
        )

    def kind_read(self, raw: Mapping[str, Any], kind: str, key: str) -> str:
        """The kind of what the file says: a number where a stamp is told by how long it took since another."""
        if "since" not in raw:
            return kind
        if kind != "stamp":
            self.check.fail(f"{key}.since", "only goes with a stamp")
        self.check.one_of(raw["since"], self.table.stamps, f"{key}.since")
        self.check.one_of(raw.get("as", ""), DURATIONS, f"{key}.as")
        return "int"

    def sources(self, name: str, raw: Mapping[str, Any]) -> tuple[str, ...]:
        """The columns that a field may come from: its own name where neither these nor a part of one is said."""
        if "constant" in raw or ("contains" in raw and "from" not in raw):
            return ()
        said = raw.get("from", name)
        return (said,) if isinstance(said, str) else tuple(map(str, said))

    def options(self, converter: str, raw: Mapping[str, Any], key: str) -> dict[str, Any]:
        allowed = CONVERTERS[converter].options
        for name in ("formats", "zone", "comma", "year", "month", "day"):
            if name in raw and name not in allowed:
                self.check.fail(f"{key}.{name}", f"does not go with the converter {converter}")
        options = {name: raw[name] for name in allowed if name in raw}
        if converter == "stamp":
            options["formats"] = self.check.formats(raw.get("formats", self.formats), f"{key}.formats")
            options["zone"] = self.check.zone(raw.get("zone", self.zone), f"{key}.zone")
        if converter == "day_of_month":
            self.check.year_and_month(raw, key)
        if converter == "months_before":
            self.check.whole_date(raw, key)
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
        self.check.keys(raw, {**self.SURVEY, **self.COLUMN, "comment": (str, dict)}, key)
        survey = self.survey(name, {k: v for k, v in raw.items() if k in self.SURVEY}, key)
        score = self.column("score", {k: v for k, v in raw.items() if k in self.COLUMN}, "real", key)
        comment = self.column("comment", raw["comment"], "text", f"{key}.comment") if "comment" in raw else None
        return Question(survey, score, comment)
