"""Files land whole or not at all, every row is accounted for, and what could not be read is kept."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cx import scores, settings
from cx.company import Company, open_own
from cx.errors import BadInput
from cx.filters import Filters
from cx.imports import ImportProgress, ImportResult, import_files
from cx.readers import csv
from cx.surveys import Survey

ALL = Filters(period="all")
Bring = Callable[..., ImportResult]


@pytest.fixture(params=["duckdb", "sqlite"])
def company(request: pytest.FixtureRequest, tmp_path: Path) -> Company:
    urls = {
        "warehouse_url": f"{request.param}:///{tmp_path}/warehouse.{request.param}",
        "workspace_url": f"sqlite:///{tmp_path}/workspace.sqlite",
        "zone": "Europe/Vilnius",
    }
    return open_own(settings.load(urls, {}))


@pytest.fixture
def bring(company: Company, tmp_path: Path) -> Bring:
    """Write a text to a file and import it; checks that every row is accounted for."""

    def bring(
        text: str, preset: str | Path = "generic-answers", name: str = "file.csv", **options: Any
    ) -> ImportResult:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        result = import_files(company, [path], preset, **options)
        if result.landed:
            assert result.read == result.added + result.changed + result.unchanged + result.folded + result.rejected
        return result

    return bring


def counts(result: ImportResult) -> tuple[int, ...]:
    return (result.read, result.added, result.changed, result.unchanged, result.rejected)


def facts(company: Company, measure: str, where: Filters = ALL) -> pd.DataFrame:
    return company.warehouse.rows(measure, where, limit=1000)


ANSWERS = """survey,response_id,answered_at,score,channel,comment
nps,1,2024-03-01T10:00:00Z,9,web,"Good,
really"
nps,2,2024-03-01T11:00:00Z,3,phone,
csat,1,2024-03-01T10:00:00Z,5,web,
"""


def test_answers_land_with_their_scores(bring: Bring, company: Company) -> None:
    result = bring(ANSWERS)

    assert counts(result) == (3, 3, 0, 0, 0)
    assert result.landed
    assert scores.read(company.warehouse.tally("nps", ALL)).records()[0]["value"] == 0
    assert facts(company, "nps")["comment"].dropna().tolist() == ["Good,\nreally"]
    assert {source.source for source in company.warehouse.contents().sources} == {"generic-answers"}


def test_the_same_file_again_changes_nothing(bring: Bring, company: Company) -> None:
    bring(ANSWERS)
    version = company.warehouse.version

    assert counts(bring(ANSWERS)) == (3, 0, 0, 3, 0)
    assert company.warehouse.version == version


def test_a_newer_file_updates_known_rows_and_adds_new_ones(bring: Bring, company: Company) -> None:
    bring(ANSWERS)

    result = bring(ANSWERS.replace(",3,phone", ",10,phone") + "nps,3,2024-03-02T10:00:00Z,8,web,\n")

    assert counts(result) == (4, 1, 1, 2, 0)
    assert sorted(facts(company, "nps")["score"]) == [8, 9, 10]


def test_a_key_that_comes_again_counts_once_and_the_last_wins(bring: Bring, company: Company) -> None:
    result = bring(ANSWERS + "nps,2,2024-03-01T11:00:00Z,7,phone,\n")

    assert (result.read, result.added, result.folded) == (4, 3, 1)
    assert sorted(facts(company, "nps")["score"]) == [7, 9]


NO_IDS = "measure,answered_at,score\n" + "nps,2024-03-01,9\n" * 3 + "nps,2024-03-01,8\n"


def test_rows_without_an_id_get_one_and_repeats_stay_several(bring: Bring, company: Company) -> None:
    result = bring(NO_IDS)

    assert (result.added, result.ids_made) == (4, 4)
    assert sorted(facts(company, "nps")["score"]) == [8, 9, 9, 9]
    assert counts(bring(NO_IDS)) == (4, 0, 0, 4, 0)


def test_a_longer_or_overlapping_file_without_ids_adds_only_what_is_new(bring: Bring) -> None:
    bring(NO_IDS)

    assert counts(bring(NO_IDS + "nps,2024-03-01,9\nnps,2024-03-02,9\n")) == (6, 2, 0, 4, 0)
    assert counts(bring("measure,answered_at,score\nnps,2024-03-02,9\nnps,2024-03-03,1\n")) == (2, 1, 0, 1, 0)


def test_made_ids_do_not_depend_on_blocks_or_the_order_of_columns(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [f"nps,2024-03-{1 + number % 28:02d},{number % 3}" for number in range(300)] * 2
    bring("measure,answered_at,score\n" + "\n".join(lines))

    monkeypatch.setattr(csv, "BLOCK", 500)
    turned = [",".join(reversed(line.split(","))) for line in lines]
    assert counts(bring("score,answered_at,measure\n" + "\n".join(turned))) == (600, 0, 0, 600, 0)


def test_an_id_is_made_only_where_it_is_missing(bring: Bring) -> None:
    result = bring("survey,response_id,answered_at,score\nnps,7,2024-03-01,9\nnps,,2024-03-01,9\n")

    assert (result.added, result.ids_made) == (2, 1)


BAD = """survey,response_id,answered_at,score,channel
nps,1,2024-03-01,9,web
nps,2,yesterday,9,"a, b"
nps,3,2024-03-01,nine,web
nps,4,,9,web
nps,5,2024-03-01

nps,6,2024-03-01,8,web
"""


def test_rows_that_cannot_be_read_are_kept_with_line_field_reason_and_text(bring: Bring, company: Company) -> None:
    result = bring(BAD)

    assert counts(result) == (6, 2, 0, 0, 4)
    assert (result.landed, result.rows) == (True, 6)
    kept = company.workspace.rejects(result.import_id)
    assert sorted(tuple(reject) for reject in kept) == [
        ("file.csv", 3, "answered_at", "not a date or time of the declared form", 'nps,2,yesterday,9,"a, b"'),
        ("file.csv", 4, "score", "not a number", "nps,3,2024-03-01,nine,web"),
        ("file.csv", 5, "answered_at", "missing", "nps,4,,9,web"),
        ("file.csv", 6, "", "3 cells instead of 5", "nps,5,2024-03-01"),
    ]


def test_strict_lands_nothing_and_keeps_the_rejects(bring: Bring, company: Company) -> None:
    bring(ANSWERS)
    version = company.warehouse.version

    result = bring(BAD, strict=True)

    assert not result.landed
    assert (result.added, result.rejected) == (0, 4)
    assert company.warehouse.version == version
    assert len(company.workspace.rejects(result.import_id)) == 4
    assert [one.landed for one in company.workspace.imports()] == [False, True]


def test_nothing_lands_where_nothing_can_be_read(bring: Bring, company: Company) -> None:
    result = bring("survey,answered_at,score\nnps,x,9\n")

    assert (result.landed, result.rejected) == (False, 1)
    assert company.warehouse.is_empty
    assert company.workspace.rejects(result.import_id)[0].reason == "not a date or time of the declared form"


def test_a_stamp_in_the_future_is_rejected_but_a_promise_may_lie_ahead(bring: Bring, company: Company) -> None:
    now = datetime.now(UTC)
    later, today = (now + timedelta(days=2)).isoformat(), (now + timedelta(hours=2)).date().isoformat()
    early = (now - timedelta(days=1)).isoformat()

    result = bring(
        f"ticket_id,created_at,solved_at,due_at\n1,{early},{later},\n2,{early},,{later}\n3,{early},{later[:10]},\n"
        f"4,{early},,{today}\n",
        "generic-tickets",
    )

    assert (result.added, result.rejected) == (2, 2)
    assert {(reject.line, reject.field, reject.reason) for reject in result.rejects} == {
        (2, "solved_at", "in the future"), (4, "solved_at", "in the future"),
    }  # fmt: skip


def test_days_stay_days_and_stamps_without_a_zone_are_in_the_business_zone(bring: Bring, company: Company) -> None:
    bring("survey,response_id,answered_at,score\nnps,1,2024-03-01,9\nnps,2,2024-03-01 01:00,9\n")

    days = company.warehouse.tally("nps", ALL, ["day"]).groups["day"]
    assert [day.isoformat() for day in days] == ["2024-03-01"]
    stamps = facts(company, "nps").sort_values("response_id")[["answered_at", "date_only"]].to_numpy().tolist()
    assert stamps == [[datetime(2024, 3, 1), 1], [datetime(2024, 2, 29, 23), 0]]


def test_replacing_removes_what_the_file_lacks_of_its_own_source_only(bring: Bring, company: Company) -> None:
    bring(ANSWERS)
    bring(ANSWERS, source="other")

    result = bring("survey,response_id,answered_at,score\nnps,1,2024-03-01T10:00:00Z,9\n", replace=True)

    assert (result.unchanged, result.removed) == (1, 2)
    rows = {source.source: source.rows for source in company.warehouse.contents().sources}
    assert rows == {"generic-answers": 1, "other": 3}


def test_replacing_by_a_file_without_rows_is_refused(bring: Bring, company: Company) -> None:
    bring(ANSWERS)

    with pytest.raises(BadInput, match="hold no row"):
        bring("survey,response_id,answered_at,score\n", replace=True)
    assert company.warehouse.contents().sources[0].rows == 3


def test_a_header_without_rows_lands_nothing_and_harms_nothing(bring: Bring) -> None:
    assert counts(bring("survey,response_id,answered_at,score\n")) == (0, 0, 0, 0, 0)


def test_several_files_land_together_or_not_at_all(company: Company, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(ANSWERS)
    (tmp_path / "b.csv").write_text("survey,response_id,answered_at,score\nnps,9,2024-03-05,9\n")
    (tmp_path / "c.csv").write_text("survey,when,score\nnps,2024-03-05,9\n")

    with pytest.raises(BadInput, match=r"c\.csv lacks the column answered_at, which the preset generic-answers needs"):
        import_files(company, [tmp_path / name for name in ("a.csv", "c.csv")], "generic-answers")
    assert company.warehouse.is_empty

    result = import_files(company, [tmp_path / name for name in ("a.csv", "b.csv")], "generic-answers")
    assert counts(result) == (4, 4, 0, 0, 0)


@pytest.mark.parametrize(
    ("content", "preset", "message"),
    [
        ("", "generic-answers", "file.csv is empty"),
        (ANSWERS, "no-such", "There is no preset 'no-such'"),
        ("answered_at,score\n2024-01-01,9\n", "generic-answers", "lacks a column survey .or measure."),
        ("customer,name\n1,A\n", "generic-customers", "lacks the column customer_id"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_sentence_and_changes_nothing(
    bring: Bring, company: Company, content: str, preset: str, message: str
) -> None:
    with pytest.raises(BadInput, match=message) as caught:
        bring(content, preset)

    assert "\n" not in str(caught.value)
    assert company.warehouse.is_empty


def test_a_file_that_is_not_there_is_named(company: Company, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"There is no file .*none\.csv"):
        import_files(company, [tmp_path / "none.csv"], "generic-answers")


def test_the_same_rows_in_any_form_of_file_are_the_same(company: Company, tmp_path: Path) -> None:
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
    frame.to_csv(tmp_path / "a.csv", index=False)
    frame.to_csv(tmp_path / "b.csv", index=False, sep=";", encoding="cp1257")
    frame.to_csv(tmp_path / "c.tsv.gz", index=False, sep="\t", encoding="utf-16")
    frame.to_excel(tmp_path / "d.xlsx", index=False)
    frame.to_parquet(tmp_path / "e.parquet")
    (tmp_path / "f.json").write_text(json.dumps(records))
    (tmp_path / "g.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, records)).encode()))

    first, *others = (import_files(company, [path], "generic-answers") for path in sorted(tmp_path.glob("?.*")))

    assert first.added == 2
    assert [counts(other) for other in others] == [(2, 0, 0, 2, 0)] * 6


def test_rows_may_declare_their_survey_and_a_declaration_by_hand_outranks_it(bring: Bring, company: Company) -> None:
    company.workspace.declare(Survey("stars", "csat", 1, 5, cuts=(5,)), by_hand=True)

    result = bring(
        "survey,response_id,answered_at,score,measure,scale_low,scale_high,direction,anonymous,wording\n"
        "effort,1,2024-03-01,7,ces,1,7,low,yes,How hard?\nstars,1,2024-03-01,4,csat,1,5,,,\n"
        "odd,1,2024-03-01,4,mood,,,,,\n"
    )

    surveys = {survey.survey: survey for survey in company.warehouse.contents().surveys}
    assert surveys["effort"] == Survey("effort", "ces", 1, 7, (), "low", anonymous=True, wording="How hard?")
    assert surveys["stars"].cuts == (5,)
    assert [(reject.line, reject.reason) for reject in result.rejects] == [(4, "measure is one of nps, csat, ces")]


WIDE = """
table = "answers"
[columns]
response_id = "Id"
answered_at = "Day"
[dimensions]
"boarding area" = "Area"
[questions.recommend]
from = "Q1"
measure = "nps"
missing = ["11"]
comment = "Why"
[questions.overall]
from = "Q2"
measure = "csat"
missing = ["0", "6", "Blank"]
"""


def test_a_wide_file_becomes_one_answer_for_each_question_answered(
    bring: Bring, company: Company, tmp_path: Path
) -> None:
    (tmp_path / "wide.toml").write_text(WIDE)

    result = bring(
        "Id,Day,Area,Q1,Why,Q2\n1,2024-03-01,A,10,fast,5\n2,2024-03-01,B,11,,Blank\n3,2024-03-01,A,,,x\n4,never,A,9,,4\n"
        "5,2024-03-01,B,0,slow,6\n",
        tmp_path / "wide.toml",
    )

    assert counts(result) == (5, 3, 0, 0, 2)
    assert result.rows == 5
    assert {(reject.line, reject.field) for reject in result.rejects} == {(4, "Q2"), (5, "Day")}
    nps = facts(company, "nps").sort_values("response_id")
    assert nps[["response_id", "score", "comment"]].to_numpy().tolist() == [["1", 10, "fast"], ["5", 0, "slow"]]
    areas = company.warehouse.tally("nps", ALL, ["boarding area"])
    assert areas.groups["boarding area"].tolist() == ["A", "B"]


LOG = """
table = "tickets"
missing = ["?"]
[columns]
ticket_id = "nr"
created_at = { from = "opened", keep = "first" }
solved_at = "resolved"
status = "state"
team = "team"
reopens = { from = "reopened", keep = "highest" }
agents = { from = "agents", keep = "lowest" }
[log]
at = "updated"
actor = "by"
events = [
    { kind = "reopened", rises = "reopens" },
    { kind = "solved", field = "status", becomes = ["Resolved", "Closed"] },
]
"""

LOG_ROWS = """nr,opened,resolved,state,team,reopened,agents,updated,by
A,2024-03-01T10:00:00Z,?,New,one,0,3,2024-03-01T10:05:00Z,ann
B,2024-03-01,?,New,one,0,1,2024-03-02T10:00:00Z,bob
A,2024-03-01T10:01:00Z,2024-03-01T12:00:00Z,Resolved,two,0,2,2024-03-01T12:00:00Z,ann
A,2024-03-01T10:02:00Z,?,Open,two,1,4,2024-03-01T13:00:00Z,ann
A,2024-03-01T10:03:00Z,2024-03-01T14:00:00Z,Resolved,?,0,4,2024-03-01T14:00:00Z,cat
A,2024-03-01T10:03:00Z,2024-03-01T14:00:00Z,Closed,?,0,4,2024-03-01T15:00:00Z,cat
"""


def test_a_log_is_folded_into_tickets_and_events(bring: Bring, company: Company, tmp_path: Path) -> None:
    (tmp_path / "log.toml").write_text(LOG)

    result = bring(LOG_ROWS, tmp_path / "log.toml")

    assert (result.read, result.added, result.folded) == (6, 2, 4)
    tickets = facts(company, "resolution").sort_values("ticket_id").set_index("ticket_id")
    assert tickets.loc["A", ["created_at", "solved_at", "status", "reopens", "agents"]].tolist() == [
        datetime(2024, 3, 1, 10), datetime(2024, 3, 1, 14), "Closed", 1, 2,
    ]  # fmt: skip
    assert tickets["team"].isna().to_dict() == {"A": True, "B": False}
    assert result.tables["ticket_events"].added == 5
    assert counts(bring(LOG_ROWS, tmp_path / "log.toml")) == (6, 0, 0, 2, 0)


def test_the_events_of_a_log_are_what_changed_between_rows(bring: Bring, company: Company, tmp_path: Path) -> None:
    (tmp_path / "log.toml").write_text(LOG)
    bring(LOG_ROWS, tmp_path / "log.toml")

    events = events_of(company)

    assert events == [
        ("A", 1, "created", datetime(2024, 3, 1, 10), None, 1, 0),
        ("A", 2, "solved", datetime(2024, 3, 1, 12), "ann", 0, 0),
        ("A", 3, "reopened", datetime(2024, 3, 1, 13), "ann", 0, 0),
        ("A", 4, "solved", datetime(2024, 3, 1, 14), "cat", 0, 0),
        ("B", 1, "created", datetime(2024, 3, 1), None, 1, 1),
    ]


def events_of(company: Company) -> list[tuple[object, ...]]:
    from sqlalchemy import select

    from cx.store.tables import TABLES

    event = TABLES["ticket_events"].c
    columns = [event[name] for name in ("ticket_id", "nr", "kind", "at", "actor", "from_stamps", "date_only")]
    with company.warehouse.database.read() as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(event.ticket_id, event.nr))]


def test_a_source_without_events_gets_those_its_stamps_tell(bring: Bring, company: Company, tmp_path: Path) -> None:
    preset = tmp_path / "stamps.toml"
    preset.write_text(
        'table = "tickets"\nevents_from_stamps = true\n[columns]\nticket_id = {}\ncreated_at = {}\n'
        "first_response_at = {}\nsolved_at = {}\n"
    )

    bring(
        "ticket_id,created_at,first_response_at,solved_at\nA,2024-03-01T10:00:00Z,2024-03-01T11:00:00Z,2024-03-02\n"
        "B,2024-03-01T10:00:00Z,,\n",
        preset,
    )

    assert events_of(company) == [
        ("A", 1, "created", datetime(2024, 3, 1, 10), None, 1, 0),
        ("A", 2, "agent_reply", datetime(2024, 3, 1, 11), None, 1, 0),
        ("A", 3, "solved", datetime(2024, 3, 2), None, 1, 1),
        ("B", 1, "created", datetime(2024, 3, 1, 10), None, 1, 0),
    ]


def test_events_without_a_number_get_one_that_stays(bring: Bring) -> None:
    events = "ticket_id,at,kind\nA,2024-03-01T10:00:00Z,created\nA,2024-03-01T10:00:00Z,agent_reply\n"

    assert counts(bring(events, "generic-events")) == (2, 2, 0, 0, 0)
    assert counts(bring(events + "A,2024-03-02T10:00:00Z,solved\n", "generic-events")) == (3, 1, 0, 2, 0)


def test_addresses_are_hashed_with_a_key_of_this_workspace(bring: Bring, company: Company, tmp_path: Path) -> None:
    preset = tmp_path / "mail.toml"
    preset.write_text(
        'table = "answers"\n[columns]\nresponse_id = {}\nanswered_at = {}\nscore = {}\nsurvey = { constant = "nps" }\n'
        'customer_id = { from = "mail", as = "hashed_email" }\n[surveys.nps]\n'
    )
    text = "response_id,answered_at,score,mail\n1,2024-03-01,9,Ann@x.lt\n2,2024-03-01,9,ann@x.lt\n"

    bring(text, preset)

    hashed = set(facts(company, "nps")["customer_id"])
    assert len(hashed) == 1
    assert "ann" not in hashed.pop().lower()
    assert counts(bring(text, preset)) == (2, 0, 0, 2, 0)


def test_progress_rises_to_the_size_of_all_files(bring: Bring, company: Company, tmp_path: Path) -> None:
    seen: list[ImportProgress] = []

    bring(ANSWERS, progress=seen.append)

    done = [progress.done for progress in seen]
    assert done == sorted(done)
    assert seen[-1] == ImportProgress("writing", len(ANSWERS.encode()), len(ANSWERS.encode()))
