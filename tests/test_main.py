"""The command line, as a person uses it: files in, scores out, and one clear sentence where something is wrong."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from cx.commands import COMMANDS
from cx.settings import ROOT
from tests.conftest import Run

ANSWERS = """response_id,survey,score,answered_at,channel
1,nps,10,2026-03-02T09:00:00Z,chat
2,nps,9,2026-03-02T10:00:00Z,chat
3,nps,3,2026-03-03T09:00:00Z,=cmd
4,nps,8,2026-03-31T23:59:59Z,
5,nps,11,2026-03-31T12:00:00Z,chat
6,nps,2,2026-04-01T00:00:00Z,chat
"""


@pytest.fixture
def answers(tmp_path: Path) -> str:
    path = tmp_path / "answers.csv"
    path.write_text(ANSWERS, encoding="utf-8")
    return str(path)


def test_an_import_ends_with_one_line_and_the_same_file_again_changes_nothing(run: Run, answers: str) -> None:
    first = run("import", answers, "--preset", "generic-answers")
    second = run("import", answers, "--preset", "generic-answers")

    assert first[:2] == (0, "6 read, 6 added, 0 changed, 0 unchanged, 0 rejected.\n")
    assert second[:2] == (0, "6 read, 0 added, 0 changed, 6 unchanged, 0 rejected.\n")


def test_a_new_version_of_a_row_changes_it_and_replace_removes_what_is_gone(run: Run, answers: str) -> None:
    run("import", answers, "--preset", "generic-answers")
    lines = ANSWERS.splitlines(keepends=True)
    Path(answers).write_text(lines[0] + lines[1].replace("10", "0") + lines[2], encoding="utf-8")

    status, out, _ = run("import", answers, "--preset", "generic-answers", "--replace")

    assert status == 0
    assert out.startswith("2 read, 0 added, 1 changed, 1 unchanged, 0 rejected.")
    assert "4 rows that the files no longer hold were removed" in out


def test_rejected_rows_are_kept_with_line_field_and_reason(run: Run, answers: str) -> None:
    Path(answers).write_text(ANSWERS.replace("2026-03-03T09:00:00Z", "yesterday"), encoding="utf-8")

    status, out, _ = run("import", answers, "--preset", "generic-answers")
    listed = run("check", "--rejects", "1")[1]

    assert status == 0
    assert "5 added" in out
    assert "1 rejected" in out
    assert "cx check --rejects 1" in out
    assert "answered_at" in listed
    assert "yesterday" in listed
    assert "  4  " in listed  # the line in the file


def test_strict_lands_nothing_and_says_so(run: Run, answers: str) -> None:
    Path(answers).write_text(ANSWERS.replace("2026-03-03T09:00:00Z", "yesterday"), encoding="utf-8")

    status, out, _ = run("import", answers, "--preset", "generic-answers", "--strict")

    assert status == 1
    assert "Nothing was imported" in out
    assert "no rows yet" in run("score", "nps")[2]


def test_scores_are_in_points_with_what_was_left_out_and_the_last_day_included(run: Run, answers: str) -> None:
    run("import", answers, "--preset", "generic-answers")

    out = run("score", "nps", "--from", "2026-03-01", "--to", "2026-03-31", "--format", "json")[1]

    (record,) = json.loads(out)
    assert record["value"] == 25.0  # two promoters, one passive, one detractor
    assert (record["n"], record["numerator"], record["denominator"]) == (4, 1.0, 4.0)
    assert record["excluded"] == {"outside_scale": 1}
    assert record["low"] < 25 < record["high"]
    assert record["state"] == "few"


def test_a_breakdown_has_one_object_per_group_and_a_missing_value_is_null(run: Run, answers: str) -> None:
    run("import", answers, "--preset", "generic-answers")

    records = json.loads(run("score", "nps", "--by", "channel", "--format", "json")[1])

    assert [(r["channel"], r["n"]) for r in records] == [("=cmd", 1), ("chat", 3), (None, 1)]


def test_csv_holds_no_formula(run: Run, answers: str) -> None:
    run("import", answers, "--preset", "generic-answers")

    rows = list(csv.DictReader(io.StringIO(run("score", "nps", "--by", "channel", "--format", "csv")[1])))

    assert [row["channel"] for row in rows] == ["'=cmd", "chat", ""]
    assert float(rows[0]["value"]) == -100.0


def test_where_filters_and_a_reading_can_be_chosen(run: Run, answers: str) -> None:
    run("import", answers, "--preset", "generic-answers")

    out = run("score", "nps", "--where", "channel=chat", "--reading", "detractors", "--format", "json")[1]

    assert json.loads(out)[0]["value"] == pytest.approx(100 / 3)


def test_a_reading_that_leaves_open_tickets_out_is_labelled_naive(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "tickets.csv"
    path.write_text(
        "ticket_id,created_at,solved_at\n1,2026-03-02T09:00:00Z,2026-03-02T10:00:00Z\n2,2026-03-02T09:00:00Z,\n"
    )
    run("import", str(path), "--preset", "generic-tickets")

    naive = ("score", "resolution", "--reading", "naive_median")
    table = run(*naive)[1]
    (record,) = json.loads(run(*naive, "--format", "json")[1])

    assert table.startswith("resolution, naive_median, in seconds, naive: what is still running is left out")
    assert (record["naive"], record["unit"], record["n"]) == (True, "seconds", 1)
    assert record["excluded"] == {"still_running": 1}


def test_a_comparison_adds_the_change_and_its_verdict(run: Run, tmp_path: Path) -> None:
    months = [(month, score) for month, scores in (("01", [10] * 60), ("02", [0] * 30 + [10] * 30)) for score in scores]
    rows = [f"{i},nps,{score},2026-{month}-15T12:00:00Z,chat" for i, (month, score) in enumerate(months)]
    path = tmp_path / "two-months.csv"
    path.write_text("\n".join([ANSWERS.splitlines()[0], *rows, "end,nps,,2026-02-28T23:00:00Z,chat"]), encoding="utf-8")
    run("import", str(path), "--preset", "generic-answers")
    question = ("score", "nps", "--period", "2026-02", "--compare", "before", "--format", "json")

    (whole,) = json.loads(run(*question)[1])
    (chat,) = json.loads(run(*question, "--by", "channel")[1])

    for record in (whole, chat):
        assert (record["value"], record["before"], record["change"]) == (0.0, 100.0, -100.0)
        assert (record["verdict"], record["better"]) == ("clear", False)
        assert record["change_low"] < -100 < record["change_high"] < 0


def test_check_says_what_is_there(run: Run, answers: str) -> None:
    run("import", answers, "--preset", "generic-answers")

    out = run("check")[1]

    assert "answers" in out
    assert "generic-answers" in out
    assert "2026-03-02 09:00" in out
    assert "2026-04-01 00:00" in out
    line = next(line for line in out.splitlines() if line.startswith("answers"))
    assert line.split()[-1] == "1"  # one answer outside its scale


def test_check_says_which_settings_were_edited_since(run: Run, answers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run("import", answers, "--preset", "generic-answers")
    before = run("check")[1]
    monkeypatch.setenv("CX_CALENDARS", '[calendars.office]\nmonday = ["08:00-12:00"]')
    edited = run("check")[1]
    derived = run("derive")[1]

    assert "Edited" not in before
    assert "Edited since it was derived: calendars; have it take effect with: python -m cx derive" in edited
    assert derived.count("\n") == 1
    assert "calendars of 2 lines" in derived
    assert "Edited" not in run("check")[1]


def test_check_names_a_question_whose_form_seems_to_offer_another_scale(run: Run, tmp_path: Path) -> None:
    scores = [("nps", nr % 11) for nr in range(660)] + [("web", 1 + nr % 10) for nr in range(600)]
    rows = [f"{nr},{survey},nps,0,10,{score},2026-03-02" for nr, (survey, score) in enumerate(scores)]
    path = tmp_path / "answers.csv"
    head = "response_id,survey,measure,scale_low,scale_high,score,answered_at"
    path.write_text("\n".join([head, *rows]), encoding="utf-8")
    run("import", str(path), "--preset", "generic-answers")

    out = run("check")[1]

    said = "web is declared on 0..10, but none of its 600 answers is 0, as 9.1 % of the others are"
    assert [line.split(":")[0] for line in out.splitlines() if "declared on" in line] == [said]


def test_check_says_what_stands_out(run: Run, tmp_path: Path) -> None:
    begin = datetime(2026, 1, 5, 12)
    rows = [
        f"{week}-{nr},nps,{(0 if week == 20 else 10) if nr % 3 else 5},{begin + timedelta(weeks=week, hours=nr)}Z,chat"
        for week in range(21)
        for nr in range(80)
    ]
    path = tmp_path / "weeks.csv"
    path.write_text("\n".join([ANSWERS.splitlines()[0], *rows, f"end,nps,,{begin + timedelta(weeks=21)}Z,chat"]))

    run("import", str(path), "--preset", "generic-answers")
    lines = run("check")[1].splitlines()
    said = lines.index("NPS was unusually bad in the week of 25 May 2026.")

    assert lines[said + 1].split() == ["where", "that", "week", "usually", "a", "week", "may", "be", "answers"]
    assert lines[said + 3].split()[:2] == ["everywhere", "\u2212100"]
    assert lines[said + 3].split()[-1] == "80"


def test_check_says_where_nothing_stands_out_and_nothing_was_rejected(run: Run, answers: str) -> None:
    run("import", answers, "--preset", "generic-answers")

    assert "Nothing stands out in the newest finished week." in run("check")[1]
    assert run("check", "--rejects", "1")[1] == "Import 1 rejected nothing.\n"


def test_a_gzipped_file_is_read_like_any_other(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "answers.csv.gz"
    path.write_bytes(gzip.compress(ANSWERS.encode()))

    assert "6 added" in run("import", str(path), "--preset", "generic-answers")[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("score", "nps"), "holds no rows yet"),
        (("score", "happiness"), "holds no rows yet"),
        (("import", "missing.csv", "--preset", "generic-answers"), "There is no file missing.csv"),
        (("import", "missing.csv", "--preset", "nobody"), "There is no preset 'nobody'"),
        (("check", "--rejects", "7"), "There is no import 7"),
    ],
)
def test_a_wrong_argument_gets_one_sentence_and_a_status(run: Run, arguments: tuple[str, ...], words: str) -> None:
    status, out, err = run(*arguments)

    assert status != 0
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("happiness",), "no measure named 'happiness'"),
        (("nps", "--reading", "median"), "no reading 'median'"),
        (("nps", "--where", "channel"), "DIMENSION=VALUE"),
        (("nps", "--from", "soon"), "--from takes a day written like 2017-05-01"),
        (("nps", "--from", "2026-03-02", "--to", "2026-03-01"), "the other way round"),
        (("nps", "--period", "soon"), "no period"),
        (("nps", "--from", "2026-03-01", "--period", "4w"), "not both"),
        (("nps", "--by", "region"), "Not available by region"),
        (("fcr",), "No data"),
    ],
)
def test_a_question_that_cannot_be_answered_says_why(
    run: Run, answers: str, arguments: tuple[str, ...], words: str
) -> None:
    run("import", answers, "--preset", "generic-answers")

    status, out, err = run("score", *arguments)

    assert status != 0
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


def test_the_sample_is_refused_beside_other_data(run: Run, answers: str) -> None:
    run("import", answers, "--preset", "generic-answers")

    status, _, err = run("sample")

    assert status != 0
    assert "must not mix" in err


def test_derive_takes_a_new_zone(run: Run, answers: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run("import", answers, "--preset", "generic-answers")
    monkeypatch.setenv("CX_ZONE", "Asia/Tokyo")  # 9 hours ahead: the last answer of March falls on 1 April

    before = json.loads(run("score", "nps", "--period", "2026-03", "--format", "json")[1])
    status, out, _ = run("derive")
    after = json.loads(run("score", "nps", "--period", "2026-03", "--format", "json")[1])

    assert (status, "Asia/Tokyo" in out) == (0, True)
    assert (before[0]["n"], after[0]["n"]) == (4, 3)


def test_derive_brings_a_warehouse_of_an_older_schema_up_to_date(run: Run, answers: str, tmp_path: Path) -> None:
    run("import", answers, "--preset", "generic-answers")
    with duckdb.connect(str(tmp_path / "warehouse.000001.duckdb")) as file:
        file.execute("UPDATE meta SET value = '1' WHERE name = 'schema_version'")

    refused = run("score", "nps")
    derived = run("derive")
    after = run("score", "nps", "--format", "json")

    assert "bring it up to date with: python -m cx derive" in refused[2]
    assert derived[0] == 0
    assert json.loads(after[1])[0]["n"] == 5


def test_a_warehouse_of_a_newer_schema_is_refused_and_left_alone(run: Run, answers: str, tmp_path: Path) -> None:
    run("import", answers, "--preset", "generic-answers")
    with duckdb.connect(str(tmp_path / "warehouse.000001.duckdb")) as file:
        file.execute("UPDATE meta SET value = '99' WHERE name = 'schema_version'")
    before = (tmp_path / "warehouse.000001.duckdb").read_bytes()

    for arguments in (("score", "nps"), ("check",), ("derive",), ("import", answers, "--preset", "generic-answers")):
        status, out, err = run(*arguments)

        assert (status, out) == (4, "")
        assert "schema 99" in err
    assert (tmp_path / "warehouse.000001.duckdb").read_bytes() == before


def test_every_command_is_in_the_readme_or_the_docs() -> None:
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)

    for name in COMMANDS:
        assert f"python -m cx {name}" in text


STEERING = "\x1b]0;owned\x07\u202e\x9b2J"


def test_what_a_file_holds_never_steers_the_terminal(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"survey,score,answered_at\nnps,{STEERING},2026-03-02\nnps,9,2026-03-02\n", encoding="utf-8")
    packed = tmp_path / "a.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"{STEERING}.csv", f"{STEERING},b\n1,2\n")
    said = [*run("import", str(path), "--preset", "generic-answers"), *run("check", "--rejects", "1")]
    said += [*run("import", str(packed), "--preset", "generic-answers"), *run("look", str(packed))]

    assert [text for text in said if "owned" in str(text)]
    assert not [text for text in said if {"\x1b", "\x07", "\u202e", "\x9b"} & set(str(text))]
