"""Presets: those that come with the product, and what is said of one that is wrong."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bench.presets import CASES
from cx.errors import BadInput
from cx.readers.converters import CONVERTERS
from cx.readers.preset import SURVEY_COLUMNS, Preset, known_presets, load_preset
from cx.readers.preset_parser import PresetParser
from cx.store.schema import OWN_DIMENSIONS, TABLES

DOCS = Path(__file__).parent.parent / "docs" / "presets.md"
VENDORS = DOCS.parent / "vendors.md"


def own(tmp_path: Path, text: str) -> Preset:
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return load_preset(path)


@pytest.mark.parametrize("name", known_presets())
def test_every_preset_of_the_product_is_valid_and_says_what_it_is_for(name: str) -> None:
    preset = load_preset(name)

    assert preset.name == name
    assert preset.description
    assert set(preset.table.key) - {"source", "survey", "nr"} <= {column.field for column in preset.columns}


@pytest.mark.parametrize(
    ("name", "table"),
    [("generic-answers", "answers"), ("generic-tickets", "tickets"), ("generic-events", "ticket_events"),
     ("generic-customers", "customers"), ("generic-invitations", "invitations")],
)  # fmt: skip
def test_generic_presets_know_every_fact_of_their_table_by_its_own_name(name: str, table: str) -> None:
    preset = load_preset(name)
    facts = {column.name for column in TABLES[table].facts}

    columns = {column.field: column for column in preset.columns}

    assert set(columns) == facts - {"source", "date_only", "from_stamps", *OWN_DIMENSIONS}
    assert all(column.sources == (field,) for field, column in columns.items())


@pytest.mark.parametrize("name", known_presets())
def test_the_documentation_names_every_preset(name: str) -> None:
    said = f"**{name}**" if name.startswith("generic-") else f"`{name}`"

    assert said in DOCS.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "vendor",
    ["Freshdesk", "Intercom", "LiveAgent", "Qualtrics", "QuestionPro", "ServiceNow", "SurveyMonkey", "Zendesk"],
)
def test_the_documentation_says_of_every_vendor_what_its_exports_do_not_hold(vendor: str) -> None:
    [section] = [one for one in VENDORS.read_text(encoding="utf-8").split("\n## ") if one.startswith(vendor)]
    presets = [name for name in known_presets() if load_preset(name).vendor == vendor]

    assert re.search(r"\n- The (exports do|list does) not hold: \w", section)
    assert presets
    assert all(f"`{name}`" in section or f"`--preset {name}`" in section for name in presets)


@pytest.mark.parametrize("name", [name for name in known_presets() if name.startswith("generic-")])
def test_the_documentation_names_every_column_of_the_generic_presets(name: str) -> None:
    text = DOCS.read_text(encoding="utf-8")

    for column in load_preset(name).columns:
        assert f"`{column.field}`" in text
    for column_name in SURVEY_COLUMNS:
        assert f"`{column_name}`" in text


def test_the_documentation_names_every_key_of_a_preset_and_every_converter() -> None:
    text = DOCS.read_text(encoding="utf-8")
    keys = {*PresetParser.TOP, *PresetParser.COLUMN, *PresetParser.SURVEY}
    shown = set(re.findall(r"\w+", " ".join(re.findall(r"```toml.*?```|`[^`]+`", text, re.DOTALL))))

    assert sorted(keys - shown) == []
    assert sorted(CONVERTERS.keys() - shown) == []


def test_the_preset_of_several_kinds_of_file_in_the_documentation_reads_both(tmp_path: Path) -> None:
    examples = re.findall(r"```toml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    [example] = [one for one in examples if "[[also]]" in one]
    preset = own(tmp_path, example)

    assert [one.table.name for one in preset.readings] == ["tickets", "answers"]
    assert [one.vendor for one in preset.readings] == ["Our help desk"] * 2


def test_the_import_by_every_preset_is_measured() -> None:
    measured = {preset for preset, _ in CASES}

    assert measured == {name for name in known_presets() if not name.startswith("generic-")}


def test_an_unknown_preset_lists_those_there_are() -> None:
    with pytest.raises(
        BadInput, match="There is no preset 'zendeks'; there are .*generic-answers, .*servicenow-incidents"
    ):
        load_preset("zendeks")


def test_a_preset_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"There is no preset file .*none\.toml"):
        load_preset(tmp_path / "none.toml")


def test_an_own_preset_is_named_after_its_file(tmp_path: Path) -> None:
    preset = own(tmp_path, 'table = "tickets"\n[columns]\nticket_id = "Nr"\nchannel = { from = ["Via", "Channel"] }\n')

    assert preset.name == "own"
    assert [(column.field, column.sources) for column in preset.columns] == [
        ("ticket_id", ("Nr",)), ("channel", ("Via", "Channel")),
    ]  # fmt: skip


HEAD = 'table = "tickets"\n[columns]\nticket_id = "Nr"\n'


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("table = ", "is not valid TOML"),
        ('table = "thickets"', "table is 'thickets'; allowed are answers, tickets"),
        ('table = "tickets"', "columns must name at least one field"),
        ('table = "tickets"\ncolour = 1', "colour is not known; allowed are table, description"),
        ('table = "tickets"\nzone = "Mars"', "zone is 'Mars', which is no time zone"),
        ('table = "tickets"\nskip_rows = "2"', "skip_rows must be a whole number"),
        ('table = "tickets"\nformats = ["%H:%M"]', 'formats holds \'%H:%M\'; allowed are "iso"'),
        ('table = "tickets"\nencoding = "utf-88"', "encoding is 'utf-88', which is no encoding"),
        *((f'table = "tickets"\nencoding = "{one}"', "which is no encoding") for one in ("zip", "idna", "undefined")),
        ('table = "tickets"\nheader_rows = -1', "header_rows is -1; allowed are 1 to 10,000"),
        ('table = "tickets"\nskip_rows = 99999999999999999999', "skip_rows is 99999999999999999999; allowed are 0 to"),
        (
            'table = "answers"\n[columns]\nsurvey = "a"\nanswered_at = "b"\n[questions.nps]\nfrom = "c"',
            "questions say what is asked and answered, so columns.survey may not",
        ),
        ('table = "tickets"\ndelimiter = "||"', "delimiter is '||'; allowed is one character"),
        (HEAD + 'tiket = "x"', "columns is 'tiket'; allowed are ticket_id, created_at"),
        (HEAD + "channel = 7", "columns.channel must be a table, or the name of a column"),
        (HEAD + 'channel = { form = "x" }', "columns.channel.form is not known; allowed are from, constant"),
        (HEAD + 'channel = { as = "stamp" }', "columns.channel.as is 'stamp'; allowed are text, lower"),
        (HEAD + 'channel = { comma = true }', "columns.channel.comma does not go with the converter text"),
        (HEAD + 'channel = { unmapped = "drop" }', "columns.channel.unmapped is 'drop'; allowed are keep, missing"),
        (HEAD + 'channel = { keep = "best" }', "columns.channel.keep is 'best'; allowed are last, first"),
        (HEAD + 'created_at = { as = "day_of_month", year = 2017 }', "columns.created_at needs year and month"),
        (HEAD + '[log]\nactor = "x"', "log.at must name the column"),
        (HEAD + '[log]\nat = "x"\nevents = [{ kind = "won" }]', r"log.events\[0\].kind is 'won'; allowed are created"),
        (HEAD + '[log]\nat = "x"\nevents = [{ kind = "solved" }]', r"log.events\[0\] needs either rises"),
        (HEAD + '[questions.x]\nfrom = "X"\nmeasure = "nps"', "questions only go with the table answers"),
        ('table = "answers"\n[columns]\nscore = {}\n[surveys.x]\nmeasure = "mood"', "surveys.x.measure is 'mood'"),
        ('table = "answers"\n[columns]\nscore = {}\n[surveys.nps]\nlow = 9\nhigh = 1', "surveys.nps survey 'nps': its"),
    ],
)  # fmt: skip
def test_a_wrong_preset_names_the_file_the_key_and_what_is_allowed(tmp_path: Path, text: str, complaint: str) -> None:
    with pytest.raises(BadInput, match=complaint) as caught:
        own(tmp_path, text)

    assert "own.toml" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_more_own_dimensions_than_there_are_places_are_refused(tmp_path: Path) -> None:
    names = "\n".join(f'"dimension {number}" = "x"' for number in range(7))

    with pytest.raises(BadInput, match="dimensions hold at most 6 names"):
        own(tmp_path, HEAD + "[dimensions]\n" + names)
