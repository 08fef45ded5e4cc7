"""Files land whole or not at all, every row is accounted for, and what could not be read is kept."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest
from importing import ALL, Desk, counts
from sqlalchemy.schema import DropTable

from cx import scores
from cx.errors import BadInput, StoreError
from cx.imports import ImportProgress
from cx.readers import csv
from cx.readers.preset_parser import parse_preset
from cx.readers.rejects import LONGEST
from cx.store.warehouse import Warehouse
from cx.store.workspace import Workspace
from cx.store.workspace.tables import IMPORTS
from cx.surveys import Survey

ANSWERS = """survey,response_id,answered_at,score,channel,comment
nps,1,2024-03-01T10:00:00Z,9,web,"Good,
really"
nps,2,2024-03-01T11:00:00Z,3,phone,
csat,1,2024-03-01T10:00:00Z,5,web,
"""


def test_answers_land_with_their_scores(desk: Desk) -> None:
    result = desk.bring(ANSWERS)

    assert counts(result) == (3, 3, 0, 0, 0)
    assert result.landed
    assert scores.read(desk.warehouse.tally("nps", ALL)).records()[0]["value"] == 0
    assert desk.rows("nps")["comment"].dropna().tolist() == ["Good,\nreally"]
    assert {source.source for source in desk.warehouse.contents().sources} == {"generic-answers"}


def test_the_same_file_again_changes_nothing(desk: Desk) -> None:
    desk.bring(ANSWERS)
    version = desk.warehouse.version

    assert counts(desk.bring(ANSWERS)) == (3, 0, 0, 3, 0)
    assert desk.warehouse.version == version


def test_a_newer_file_updates_known_rows_and_adds_new_ones(desk: Desk) -> None:
    desk.bring(ANSWERS)

    result = desk.bring(ANSWERS.replace(",3,phone", ",10,phone") + "nps,3,2024-03-02T10:00:00Z,8,web,\n")

    assert counts(result) == (4, 1, 1, 2, 0)
    assert sorted(desk.rows("nps")["score"]) == [8, 9, 10]


def test_a_newer_file_may_take_every_score_back(desk: Desk) -> None:
    text = "survey,response_id,answered_at,score\nnps,1,2024-03-01,{}\nnps,2,2024-03-02,{}\n"
    desk.bring(text.format(9, 3), source="form")

    result = desk.bring(text.format("", ""), source="form")

    assert counts(result) == (2, 0, 2, 0, 0)
    assert desk.stored("answers", "score", "bin") == [(None, None)] * 2


def test_a_key_that_comes_again_counts_once_and_the_last_wins(desk: Desk) -> None:
    result = desk.bring(ANSWERS + "nps,2,2024-03-01T11:00:00Z,7,phone,\n")

    assert (result.read, result.added, result.folded) == (4, 3, 1)
    assert sorted(desk.rows("nps")["score"]) == [7, 9]


NO_IDS = "measure,answered_at,score\n" + "nps,2024-03-01,9\n" * 3 + "nps,2024-03-01,8\n"


def test_rows_without_an_id_get_one_and_repeats_stay_several(desk: Desk) -> None:
    result = desk.bring(NO_IDS)

    assert (result.added, result.ids_made) == (4, 4)
    assert sorted(desk.rows("nps")["score"]) == [8, 9, 9, 9]
    assert counts(desk.bring(NO_IDS)) == (4, 0, 0, 4, 0)


def test_a_longer_or_overlapping_file_without_ids_adds_only_what_is_new(desk: Desk) -> None:
    desk.bring(NO_IDS)

    assert counts(desk.bring(NO_IDS + "nps,2024-03-01,9\nnps,2024-03-02,9\n")) == (6, 2, 0, 4, 0)
    assert counts(desk.bring("measure,answered_at,score\nnps,2024-03-02,9\nnps,2024-03-03,1\n")) == (2, 1, 0, 1, 0)


def test_made_ids_do_not_depend_on_blocks_or_the_order_of_columns(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = [f"nps,2024-03-{1 + number % 28:02d},{number % 3}" for number in range(300)] * 2
    desk.bring("measure,answered_at,score\n" + "\n".join(lines))

    monkeypatch.setattr(csv, "BLOCK", 500)
    turned = [",".join(reversed(line.split(","))) for line in lines]
    assert counts(desk.bring("score,answered_at,measure\n" + "\n".join(turned))) == (600, 0, 0, 600, 0)


def test_an_id_is_made_only_where_it_is_missing(desk: Desk) -> None:
    result = desk.bring("survey,response_id,answered_at,score\nnps,7,2024-03-01,9\nnps,,2024-03-01,9\n")

    assert (result.added, result.ids_made) == (2, 1)


BAD = """survey,response_id,answered_at,score,channel
nps,1,2024-03-01,9,web
nps,2,yesterday,9,"a, b"
nps,3,2024-03-01,nine,web
nps,4,,9,web
nps,5,2024-03-01

nps,6,2024-03-01,8,web
"""


def test_rows_that_cannot_be_read_are_kept_with_line_field_reason_and_text(desk: Desk) -> None:
    result = desk.bring(BAD)

    assert counts(result) == (6, 2, 0, 0, 4)
    assert (result.landed, result.rows) == (True, 6)
    kept = desk.workspace.rejects(result.import_id)
    assert sorted(tuple(reject) for reject in kept) == [
        ("file.csv", 3, "answered_at", "not a date or time of the declared form", 'nps,2,yesterday,9,"a, b"'),
        ("file.csv", 4, "score", "not a number", "nps,3,2024-03-01,nine,web"),
        ("file.csv", 5, "answered_at", "missing", "nps,4,,9,web"),
        ("file.csv", 6, "", "3 cells instead of 5", "nps,5,2024-03-01"),
    ]


def test_strict_lands_nothing_and_keeps_the_rejects(desk: Desk) -> None:
    desk.bring(ANSWERS)
    version = desk.warehouse.version

    result = desk.bring(BAD, strict=True)

    assert not result.landed
    assert (result.added, result.rejected) == (0, 4)
    assert desk.warehouse.version == version
    assert len(desk.workspace.rejects(result.import_id)) == 4
    assert [one.landed for one in desk.workspace.imports()] == [False, True]


def test_what_did_not_land_declares_no_survey(desk: Desk) -> None:
    desk.bring(BAD, strict=True)
    before = desk.workspace.surveys()
    desk.bring(BAD)

    assert before == ()
    assert desk.workspace.surveys() != ()


def test_nothing_lands_where_nothing_can_be_read(desk: Desk) -> None:
    result = desk.bring("survey,answered_at,score\nnps,x,9\n")

    assert (result.landed, result.rejected) == (False, 1)
    assert desk.warehouse.is_empty
    assert desk.workspace.rejects(result.import_id)[0].reason == "not a date or time of the declared form"


def test_a_stamp_in_the_future_is_rejected_but_a_promise_may_lie_ahead(desk: Desk) -> None:
    now = datetime.now(UTC)
    later, today = (now + timedelta(days=2)).isoformat(), (now + timedelta(hours=2)).date().isoformat()
    early = (now - timedelta(days=1)).isoformat()

    result = desk.bring(
        f"ticket_id,created_at,solved_at,due_at\n1,{early},{later},\n2,{early},,{later}\n3,{early},{later[:10]},\n"
        f"4,{early},,{today}\n",
        "generic-tickets",
    )

    assert (result.added, result.rejected) == (2, 2)
    assert {(reject.line, reject.field, reject.reason) for reject in result.rejects} == {
        (2, "solved_at", "in the future"), (4, "solved_at", "in the future"),
    }  # fmt: skip


def test_days_stay_days_and_stamps_without_a_zone_are_in_the_business_zone(
    make_warehouse: Callable[..., Warehouse], workspace: Workspace, tmp_path: Path
) -> None:
    desk = Desk(make_warehouse(zone="Europe/Vilnius"), workspace, tmp_path)
    desk.bring("survey,response_id,answered_at,score\nnps,1,2024-03-01,9\nnps,2,2024-03-01 01:00,9\n")

    days = desk.warehouse.tally("nps", ALL, ["day"]).groups["day"]
    assert [day.isoformat() for day in days] == ["2024-03-01"]
    assert desk.stored("answers", "answered_at", "date_only") == [
        (datetime(2024, 3, 1), 1),
        (datetime(2024, 2, 29, 23), 0),
    ]


def test_replacing_removes_what_the_file_lacks_of_its_own_source_only(desk: Desk) -> None:
    desk.bring(ANSWERS)
    desk.bring(ANSWERS, source="other")

    result = desk.bring("survey,response_id,answered_at,score\nnps,1,2024-03-01T10:00:00Z,9\n", replace=True)

    assert (result.unchanged, result.removed) == (1, 2)
    rows = {source.source: source.rows for source in desk.warehouse.contents().sources}
    assert rows == {"generic-answers": 1, "other": 3}


def test_replacing_by_a_file_without_rows_is_refused(desk: Desk) -> None:
    desk.bring(ANSWERS)

    with pytest.raises(BadInput, match="hold no row"):
        desk.bring("survey,response_id,answered_at,score\n", replace=True)
    assert desk.warehouse.contents().sources[0].rows == 3


def test_a_header_without_rows_lands_nothing_and_harms_nothing(desk: Desk) -> None:
    assert counts(desk.bring("survey,response_id,answered_at,score\n")) == (0, 0, 0, 0, 0)
    assert counts(desk.bring("survey,answered_at,score\n")) == (0, 0, 0, 0, 0)


def test_several_files_land_together_or_not_at_all(desk: Desk) -> None:
    (desk.folder / "a.csv").write_text(ANSWERS)
    (desk.folder / "b.csv").write_text("survey,response_id,answered_at,score\nnps,9,2024-03-05,9\n")
    (desk.folder / "c.csv").write_text("survey,when,score\nnps,2024-03-05,9\n")

    with pytest.raises(BadInput, match=r"c\.csv lacks the column answered_at, which the preset generic-answers needs"):
        desk.bring_files([desk.folder / name for name in ("a.csv", "c.csv")], "generic-answers")
    assert desk.warehouse.is_empty

    result = desk.bring_files([desk.folder / name for name in ("a.csv", "b.csv")], "generic-answers")
    assert counts(result) == (4, 4, 0, 0, 0)


@pytest.mark.parametrize(
    ("content", "preset", "message"),
    [
        ("", "generic-answers", "file.csv is empty"),
        ("survey,wann,score\n", "generic-answers", "lacks the column answered_at"),
        (ANSWERS, "no-such", "There is no preset 'no-such'"),
        ("answered_at,score\n2024-01-01,9\n", "generic-answers", "lacks a column survey .or measure."),
        ("customer,name\n1,A\n", "generic-customers", "lacks the column customer_id"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence_and_changes_nothing(
    desk: Desk, content: str, preset: str, message: str
) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        desk.bring(content, preset)

    assert "\n" not in str(caught.value)
    assert desk.warehouse.is_empty


def test_a_file_that_is_not_there_is_named(desk: Desk) -> None:
    with pytest.raises(BadInput, match=r"There is no file .*none\.csv"):
        desk.bring_files([desk.folder / "none.csv"], "generic-answers")


def test_the_same_rows_in_any_form_of_file_are_the_same(desk: Desk) -> None:
    records = [
        {
            "survey": "nps",
            "response_id": "1",
            "answered_at": "2024-03-01T10:00:00Z",
            "score": 9,
            "comment": "Ačiū, šaunu",
        },
        {"survey": "nps", "response_id": "2", "answered_at": "2024-03-01T11:00:00Z", "score": 3, "comment": None},
    ]
    frame = pd.DataFrame(records)
    frame.to_csv(desk.folder / "a.csv", index=False)
    frame.to_csv(desk.folder / "b.csv", index=False, sep=";", encoding="cp1257")
    frame.to_csv(desk.folder / "c.tsv.gz", index=False, sep="\t", encoding="utf-16")
    frame.to_excel(desk.folder / "d.xlsx", index=False)
    frame.to_parquet(desk.folder / "e.parquet")
    (desk.folder / "f.json").write_text(json.dumps(records))
    (desk.folder / "g.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, records)).encode()))

    first, *others = (desk.bring_files([path], "generic-answers") for path in sorted(desk.folder.glob("?.*")))

    assert first.added == 2
    assert [counts(other) for other in others] == [(2, 0, 0, 2, 0)] * 6


def test_rows_may_declare_their_survey_and_a_declaration_by_hand_outranks_it(desk: Desk) -> None:
    desk.workspace.declare(Survey("stars", "csat", 1, 5, cuts=(5,)), by_hand=True)

    result = desk.bring(
        "survey,response_id,answered_at,score,measure,scale_low,scale_high,direction,anonymous,wording\n"
        "effort,1,2024-03-01,7,ces,1,7,low,yes,How hard?\nstars,1,2024-03-01,4,csat,1,5,,,\n"
        "odd,1,2024-03-01,4,mood,,,,,\n"
    )

    surveys = {survey.survey: survey for survey in desk.warehouse.contents().surveys}
    assert surveys["effort"] == Survey("effort", "ces", 1, 7, (), "low", anonymous=True, wording="How hard?")
    assert surveys["stars"].cuts == (5,)
    assert [(reject.line, reject.reason) for reject in result.rejects] == [
        (4, "measure is one of nps, csat, ces, css, review, satisfaction, solved")
    ]


def test_a_survey_that_nobody_declared_is_named(desk: Desk) -> None:
    result = desk.bring("survey,response_id,answered_at,score\nq7,1,2024-03-01,9\nnps,1,2024-03-01,9\n")

    assert (result.added, result.undeclared) == (2, ("q7",))


def test_progress_rises_to_the_size_of_all_files(desk: Desk) -> None:
    seen: list[ImportProgress] = []

    desk.bring(ANSWERS, progress=seen.append)

    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert seen[-1] == ImportProgress("writing", len(ANSWERS.encode()), len(ANSWERS.encode()))


MOODS = """survey,response_id,answered_at,score,measure,anonymous,customer_id,comment
mood,1,2024-03-01T10:00:00Z,9,nps,{anonymous},ann@example.com,fine
mood,2,2024-03-01T10:00:00Z,nine,nps,{anonymous},bob@example.com,told in confidence
"""


@pytest.mark.parametrize(("anonymous", "shown"), [("yes", False), ("no", True)])
def test_who_answers_without_a_name_is_not_found_among_the_rejects(desk: Desk, anonymous: str, shown: bool) -> None:
    result = desk.bring(MOODS.format(anonymous=anonymous))

    (reject,) = desk.workspace.rejects(result.import_id)
    assert (reject.line, reject.field, reject.reason) == (3, "score", "not a number")
    assert [text.count("bob@example.com") for text in (reject.raw, result.rejects[0].raw)] == [shown, shown]


@pytest.mark.parametrize("survey", ["mood", "other"])
def test_a_question_that_somebody_declared_anonymous_has_no_rejected_rows_to_read(desk: Desk, survey: str) -> None:
    desk.workspace.declare(Survey("mood", "nps", 0, 10, anonymous=True), by_hand=True)
    columns = {"survey": {"constant": survey}, "response_id": "id", "answered_at": "at", "score": "score"}
    asked = {"table": "answers", "zone": "UTC", "columns": columns}

    result = desk.bring("id,at,score\n1,2024-03-01,9\n2,soon,9\n", parse_preset(asked, "asked"))

    assert [reject.raw for reject in result.rejects] == [{"mood": "", "other": "2,soon,9"}[survey]]


def test_replace_keeps_what_is_there_where_none_of_it_could_be_read(desk: Desk) -> None:
    columns = {"ticket_id": "id", "created_at": "at"}
    rated = {"survey": {"constant": "csat"}, "response_id": "id", "answered_at": "at", "score": "score"}
    also = {"table": "answers", "signature": ["id"], "columns": rated}
    both = parse_preset(
        {"table": "tickets", "zone": "UTC", "signature": ["id"], "columns": columns, "also": [also]}, "b"
    )
    desk.bring("id,at,score\n1,2024-03-01,5\n2,2024-03-02,4\n", both)

    with pytest.raises(BadInput, match="none of answers could be read"):
        desk.bring("id,at,score\n1,2024-03-01,five\n2,2024-03-02,four\n", both, replace=True)

    assert len(desk.stored("answers", "response_id")) == 2


def test_of_a_rejected_row_as_much_is_kept_as_shows_which_it_is(desk: Desk) -> None:
    book = "word " * 100_000

    result = desk.bring(f'survey,response_id,answered_at,score,comment\nnps,1,soon,9,"{book}"\nnps,2,2024-03-01,9,x\n')
    too_long = desk.bring(f'survey,response_id,answered_at,score\nnps,1,soon,9,"{book}"\nnps,2,2024-03-01,9\n')

    for one in (result, too_long):
        assert [(reject.line, len(reject.raw)) for reject in one.rejects] == [(2, LONGEST)]
        assert one.rejects[0].raw.startswith("nps,1,soon,9,")


def test_a_workspace_that_breaks_once_the_rows_have_landed_does_not_say_that_they_have_not(desk: Desk) -> None:
    def broken(now: ImportProgress) -> None:
        if now.step == "writing":
            with desk.workspace._database.transaction() as connection:
                connection.execute(DropTable(IMPORTS))

    with pytest.raises(StoreError, match="The rows have landed, but .* import the same files again"):
        desk.bring(ANSWERS, progress=broken)

    assert len(desk.stored("answers", "response_id")) == 3
