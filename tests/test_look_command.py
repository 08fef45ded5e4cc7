"""The commands `look`, and `import` without a preset: what they say of a file, and what they take it for."""

from __future__ import annotations

import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.recognising import rows
from tests.vendor_files import FOLDER

SURVEY = rows(
    "Report of March;;;", ";;;", "Date;NPS;Channel;Contract",
    "2026-03-01;9;Email;gold", "2026-03-02;11;Phone;basic", "2026-03-03;3;Phone;gold", "Total;;3;",
)  # fmt: skip
SURE = rows("Date,NPS,Channel", "2026-03-01,9,Email", "2026-03-02,3,Phone")


@pytest.fixture
def survey(tmp_path: Path) -> str:
    path = tmp_path / "march.csv"
    path.write_text(SURVEY, encoding="utf-8")
    return str(path)


@pytest.fixture
def sure(tmp_path: Path) -> str:
    path = tmp_path / "sure.csv"
    path.write_text(SURE, encoding="utf-8")
    return str(path)


def test_looking_says_layout_columns_and_what_is_doubtful(run: Run, survey: str) -> None:
    status, out, _ = run("look", survey)
    assert status == 0
    assert out.splitlines() == [
        "march.csv: separator: semicolon, UTF-8, names in row 3, 3 rows, 4 columns",
        "Likely: answers to surveys, by the names of its columns.",
        "",
        "column    holds                  becomes                    known             read as",
        "--------  ---------------------  -------------------------  ----------------  -------",
        "Date      day, 3 different       answered_at                by its name",
        "NPS       number, 3 different    question nps: nps 0 to 10  by its name",
        "Channel   category, 2 different  channel                    by its name",
        "Contract  category, 2 different  own dimension Contract     by what it holds",
        "",
        "? NPS: 1 of the first answers lie outside 0 to 10: 11. If they mean no answer, say missing; "
        "else another low and high.",
    ]


def test_what_is_missing_is_said(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text(rows("NPS,Comment", "9,fine"), encoding="utf-8")
    assert "! No column says when people answered." in run("look", str(tmp_path / "file.csv"))[1]


def test_a_comma_that_nobody_can_tell_is_asked_about(run: Run, tmp_path: Path) -> None:
    text = rows("Customer ID,Signup date,Revenue", '1,2024-01-31,"1,234"', '2,2024-02-28,"12,000"')
    (tmp_path / "file.csv").write_text(text, encoding="utf-8")
    assert "? Revenue: nothing tells what the comma of 1,234 marks; " in run("look", str(tmp_path / "file.csv"))[1]
    assert run("import", str(tmp_path / "file.csv"))[0] == 2


def test_tickets_are_said_to_have_ratings(run: Run, tmp_path: Path) -> None:
    text = rows("Ticket ID,Created,Solved,CSAT,Status", "1,2026-03-01,2026-03-02,5,closed", "2,2026-03-01,,,open")
    (tmp_path / "file.csv").write_text(text, encoding="utf-8")
    out = run("look", str(tmp_path / "file.csv"))[1]
    assert "Certain: tickets and their ratings, by the names of its columns." in out
    assert "question csat: csat 1 to 5" in out


def test_a_written_preset_imports_the_file(run: Run, survey: str, tmp_path: Path) -> None:
    preset = tmp_path / "my.toml"
    run("look", survey, "--write", str(preset))
    assert tomllib.loads(preset.read_text(encoding="utf-8"))["footer"] == ["Total"]
    status, out, _ = run("import", survey, "--preset", str(preset))
    assert (status, out.split(". ")[0]) == (0, "3 read, 3 added, 0 changed, 0 unchanged, 0 rejected")
    assert "1 rows are no data by the preset and were left out." in out


def test_a_preset_is_not_written_over_another_file(run: Run, survey: str, tmp_path: Path) -> None:
    (tmp_path / "my.toml").write_text("mine", encoding="utf-8")
    status, _, err = run("look", survey, "--write", str(tmp_path / "my.toml"))
    assert (status, err) == (2, f"cx: {tmp_path}/my.toml is there already; choose another name.\n")
    assert (tmp_path / "my.toml").read_text(encoding="utf-8") == "mine"


def test_a_known_preset_is_named_and_needs_no_other(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(rows("measure,answered_at,score", "csat,2026-03-01,5"), encoding="utf-8")
    assert "read by the preset generic-answers." in run("look", str(path))[1]
    assert run("look", str(path), "--write", str(tmp_path / "my.toml"))[0] == 2
    assert not (tmp_path / "my.toml").exists()


def test_of_a_preset_for_several_files_only_what_it_reads_of_this_one_is_said(run: Run) -> None:
    out = run("look", str(FOLDER / "zendesk" / "satisfaction_ratings.json"))[1]
    assert "read by the preset zendesk." in out
    table = [line.split("  ") for line in out.splitlines()[3:]]
    assert {line[-1].strip() for line in table[2:]} == {"answers to surveys"}
    assert {line[0] for line in table} >= {"score", "ticket_id"}


def test_every_file_of_an_archive_is_looked_at(run: Run, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        archive.writestr("a.csv", SURE)
        archive.writestr("b.csv", SURVEY)
    out = run("look", str(tmp_path / "both.zip"))[1]
    assert [line.split(":")[0] for line in out.splitlines() if ".csv:" in line] == ["both.zip/a.csv", "both.zip/b.csv"]


def test_an_import_without_a_preset_says_what_it_took_the_file_for(run: Run, sure: str) -> None:
    status, out, err = run("import", sure)
    assert (status, out.split(".")[0]) == (0, "2 read, 2 added, 0 changed, 0 unchanged, 0 rejected")
    assert err == "sure.csv: Certain: answers to surveys, by the names of its columns.\n"


def test_an_import_without_a_preset_is_refused_where_it_is_not_sure(run: Run, survey: str) -> None:
    status, out, err = run("import", survey)
    assert (status, out) == (2, "")
    assert err.startswith("cx: It is not sure what march.csv holds; see `python -m cx look ")


def test_files_of_two_kinds_are_not_imported_as_one(run: Run, sure: str, tmp_path: Path) -> None:
    other = tmp_path / "tickets.csv"
    other.write_text(rows("Ticket ID,Created at,Status", "1,2026-03-01 10:00,open"), encoding="utf-8")
    status, _, err = run("import", sure, str(other))
    assert status == 2
    assert "sure.csv and tickets.csv are not of one kind" in err


def test_files_of_one_kind_are_imported_together(run: Run, sure: str, tmp_path: Path) -> None:
    (tmp_path / "more.csv").write_text(SURE.replace("2026-03", "2026-02"), encoding="utf-8")
    assert run("import", sure, str(tmp_path / "more.csv"))[1].startswith("4 read, 4 added")


def test_what_a_file_holds_cannot_steer_the_terminal(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file.csv").write_text("Date,NPS,\x1b[31mred\n2026-03-01,9,x\n", encoding="utf-8")
    assert "\x1b" not in run("look", str(tmp_path / "file.csv"))[1]
