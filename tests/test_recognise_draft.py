"""Drafts: changed by choosing, complete or not, as presets and back; and what the first rows become by them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cx.errors import BadInput
from cx.readers.preset_parser import parse_preset
from cx.recognise.choosing import chosen
from cx.recognise.doubts import Doubt, doubts
from cx.recognise.draft import ASKED, PARTS, RATED, REQUIRED, Draft, Need, fields_of, needed
from cx.recognise.look import Look, look
from cx.recognise.preview import preview
from cx.recognise.raw import from_raw, to_raw, to_toml
from cx.recognise.suggest import draft_of
from cx.surveys import Survey
from tests.recognising import drafted, looked, parts, rows, suggested

SURVEY = rows(
    "Date,NPS,Ease of use,Comment,Channel,Contract",
    "2026-03-01,9,4,Quick and friendly answer,Email,gold",
    "2026-03-02,11,2,Nobody called me back,Phone,basic",
    "2026-03-03,3,5,It was as it always is,Phone,gold",
)


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Look:
    return looked(tmp_path_factory.mktemp("draft"), SURVEY, name="march.csv")


@pytest.fixture
def draft(seen: Look) -> Draft:
    return draft_of(seen)


def test_a_comment_belongs_to_the_question_before_it(draft: Draft) -> None:
    assert parts(draft) == {
        "Date": "answered_at", "NPS": "nps 0..10", "Ease of use": "ces 1..5", "Comment": "comment: ces",
        "Channel": "channel", "Contract": "dimension: Contract",
    }  # fmt: skip


def test_a_field_that_is_chosen_is_taken_from_the_other_column(seen: Look, draft: Draft) -> None:
    changed = chosen(seen, draft, "Contract", "field", "channel")
    assert (parts(changed)["Contract"], "Channel" in parts(changed)) == ("channel", False)


def test_a_comment_follows_its_question(seen: Look, draft: Draft) -> None:
    renamed = chosen(seen, draft, "Ease of use", "question", survey=Survey("effort", "ces", 1, 5))
    assert parts(renamed)["Comment"] == "comment: effort"
    gone = chosen(seen, draft, "Ease of use", "aside")
    assert parts(gone)["Comment"] == "comment: nps"
    assert "Comment" not in parts(chosen(seen, gone, "NPS", "aside"))


def test_a_question_has_the_comment_that_was_chosen_last(seen: Look, draft: Draft) -> None:
    for column, other in (("Contract", "Comment"), ("Comment", "Contract")):
        draft = chosen(seen, draft, column, "comment", "ces")
        assert (parts(draft)[column], other in parts(draft)) == ("comment: ces", False)


def test_a_constant_gives_way_to_a_column(seen: Look, draft: Draft) -> None:
    constant = replace(chosen(seen, draft, "Date", "aside"), constants={"answered_at": "2026-03-01"})
    assert needed(constant) == ()
    assert chosen(seen, constant, "Date", "field", "answered_at").constants == {}


def test_a_name_that_leaves_open_whose_id_it_is_is_not_certain(tmp_path: Path) -> None:
    lines = [f"c{nr},2026-03-0{nr},gold,private" for nr in range(1, 7)]
    found = [suggested(tmp_path, rows(f"{name},Joined on,Plan,Segment", *lines)) for name in ("Customer ID", "ID")]
    assert [one.sure for one in found] == ["certain", "likely"]


def test_what_is_missing_is_named(seen: Look, draft: Draft) -> None:
    nothing = replace(draft, choices=tuple(replace(one, part="aside", survey=None) for one in draft.choices))
    assert needed(nothing) == (Need("field", "answered_at"), Need("question", ""))


def test_what_clashes_is_named(seen: Look, draft: Draft) -> None:
    first, *others = draft.choices
    assert needed(replace(draft, choices=(*draft.choices, first))) == (Need("same_field", "answered_at"),)
    assert needed(replace(draft, choices=(*draft.choices, others[-1]))) == (Need("same_dimension", "Contract"),)
    assert needed(replace(draft, choices=(*draft.choices, others[0]))) == (Need("same_question", "nps"),)
    assert needed(replace(draft, choices=tuple(one for one in draft.choices if one.column != "Ease of use"))) == (
        Need("comment", "Comment"),
    )


def test_more_than_six_dimensions_are_too_many(draft: Draft) -> None:
    more = tuple(replace(draft.choices[-1], column=f"c{nr}", name=f"c{nr}") for nr in range(6))
    assert needed(replace(draft, choices=(*draft.choices, *more))) == (Need("dimensions", ""),)


def test_the_fields_of_a_table_are_what_a_preset_may_name() -> None:
    assert fields_of("answers")[:3] == ("survey", "response_id", "answered_at")
    assert not {"source", "date_only", "d1"} & set(fields_of("tickets"))


def test_a_draft_is_a_preset_and_the_preset_the_draft(seen: Look, draft: Draft) -> None:
    assert to_raw(draft) == {
        "table": "answers",
        "columns": {"answered_at": {"from": "Date", "required": True}, "channel": {"from": "Channel"}},
        "dimensions": {"Contract": {"from": "Contract"}},
        "questions": {
            "nps": {"from": "NPS", "measure": "nps", "low": 0, "high": 10, "headline": True},
            "ces": {
                "from": "Ease of use", "measure": "ces", "low": 1, "high": 5, "headline": True,
                "wording": "Ease of use", "comment": {"from": "Comment"},
            },
        },
    }  # fmt: skip
    assert _known(from_raw(to_raw(draft), seen, "march")) == _known(draft)


def _known(draft: Draft | None) -> Draft:
    """A draft without how its parts were known."""
    assert draft is not None
    return replace(draft, choices=tuple(replace(one, why="") for one in draft.choices))


@pytest.mark.parametrize("field", ["survey", "score"])
def test_either_columns_ask_or_rows_do(seen: Look, draft: Draft, field: str) -> None:
    by_rows = chosen(seen, draft, "Channel", "field", field)
    by_columns = chosen(seen, by_rows, "NPS", "question")

    assert [one.column for one in by_rows.questions] == []
    assert [one.column for one in by_columns.questions] == ["NPS"]
    assert by_columns.column_of(field) == ""


@given(st.data())
def test_any_choices_make_a_draft_that_is_a_preset_and_back(seen: Look, data: st.DataObject) -> None:
    draft = draft_of(seen, data.draw(st.sampled_from(sorted(REQUIRED))))
    for _ in range(data.draw(st.integers(0, 6))):
        column = data.draw(st.sampled_from([one.name for one in seen.columns]))
        part = data.draw(st.sampled_from(PARTS))
        fields = (*fields_of(draft.table), *RATED.get(draft.table, ()))
        name = data.draw(st.sampled_from(fields)) if part == "field" else ""
        draft = chosen(seen, draft, column, part, name)
    raw = to_raw(draft)
    try:
        parse_preset(raw, "x")
    except BadInput:
        assert needed(draft) or draft.table not in ASKED
        return
    assert _known(from_raw(raw, seen, draft.source)) == _known(draft)


def test_what_no_choice_shows_is_kept(seen: Look) -> None:
    raw = {
        "table": "answers", "vendor": "Desk", "missing": ["?"], "only": {"Channel": ["Email"]}, "optional": True,
        "columns": {"answered_at": {"from": ["When", "Date"], "required": True}, "team": "Team"},
        "questions": {"nps": {"contains": ["np"], "measure": "nps", "low": 0, "high": 10}},
    }  # fmt: skip
    draft = from_raw(raw, seen, "mine")
    assert draft is not None
    assert parts(draft) == {"Date": "answered_at", "NPS": "nps 0..10"}
    assert (draft.kept, draft.vendor) == (
        {"missing": ["?"], "only": {"Channel": ["Email"]}, "optional": True}, "Desk",
    )  # fmt: skip
    assert to_raw(draft)["only"] == {"Channel": ["Email"]}


@pytest.mark.parametrize(
    "more",
    [
        {"unfold": ["list"]},
        {"also": [{"table": "tickets", "signature": ["x"], "columns": {"created_at": "x"}}], "signature": ["Date"]},
        {"columns": {"answered_at": {"from": ["Date", "NPS"], "join": " "}}},
    ],
)
def test_what_cannot_be_chosen_column_by_column_is_no_draft(seen: Look, more: dict[str, Any]) -> None:
    raw = {"table": "answers", "columns": {"answered_at": "Date"}, "questions": {"nps": "NPS"}, **more}
    raw["questions"] = {"nps": {"from": "NPS"}}
    assert from_raw(raw, seen) is None


def test_names_of_a_file_survive_toml(tmp_path: Path) -> None:
    import tomllib

    text = rows('"a ""b"" [c].d = é\\n","Насколько вероятно, что вы порекомендуете?"', "2026-03-01,9", "2026-03-02,3")
    draft = drafted(tmp_path, text)
    assert tomllib.loads(to_toml(to_raw(draft))) == to_raw(draft)


def test_doubts_are_told_with_their_number(seen: Look, draft: Draft) -> None:
    assert doubts(seen, draft) == (Doubt("outside_scale", "NPS", ("11",), 1),)


def test_an_open_order_of_day_and_month_is_a_doubt(tmp_path: Path) -> None:
    found = looked(tmp_path, rows("Date,NPS", "01/02/2026,9", "03/04/2026,3"))
    assert doubts(found, draft_of(found)) == (Doubt("day_or_month", "Date", ("%d/%m/%Y", "%m/%d/%Y"), 2),)


def test_an_order_that_somebody_chose_is_no_doubt_any_more(tmp_path: Path) -> None:
    found = looked(tmp_path, rows("Date,NPS", "01/02/2026,9", "03/04/2026,3"))
    draft = chosen(found, draft_of(found), "Date", "field", "answered_at")
    assert [one.kind for one in doubts(found, draft)] == ["day_or_month"]
    assert doubts(found, replace(draft, choices=(replace(draft.choices[0], dated=True), *draft.choices[1:]))) == ()


def test_dates_with_dots_are_day_first(tmp_path: Path) -> None:
    found = looked(tmp_path, rows("Date,NPS", "01.02.2026,9", "03.04.2026,3"))
    draft = draft_of(found)
    shown = preview(found, parse_preset(to_raw(draft), "x"), "UTC")
    assert (doubts(found, draft), shown.noticed) == ((), ())
    assert [one.month for one in shown.frames["answers"].column("answered_at").to_pylist()] == [2, 4]


def test_a_column_without_dates_that_is_chosen_as_one_is_a_doubt(seen: Look, draft: Draft) -> None:
    wrong = chosen(seen, draft, "Channel", "field", "answered_at")
    assert Doubt("no_dates", "Channel", ("Email",), 3) in doubts(seen, wrong)


def test_the_first_rows_arrive_as_an_import_would_bring_them(seen: Look, draft: Draft) -> None:
    shown = preview(seen, parse_preset(to_raw(draft), "march"), "UTC")
    answers = shown.frames["answers"].to_pylist()
    assert [(one["survey"], one["score"], one["Contract"], one.get("comment")) for one in answers] == [
        ("nps", 9.0, "gold", None), ("nps", 11.0, "basic", None), ("nps", 3.0, "gold", None),
        ("ces", 4.0, "gold", "Quick and friendly answer"), ("ces", 2.0, "basic", "Nobody called me back"),
        ("ces", 5.0, "gold", "It was as it always is"),
    ]  # fmt: skip
    assert (shown.rows, shown.left_out, shown.rejects) == (3, 0, ())
    assert [one.survey for one in shown.surveys] == ["nps", "ces"]


def test_rows_that_cannot_be_read_are_shown_with_their_reason(tmp_path: Path) -> None:
    text = rows("Date,NPS", "2026-03-01,9", "2026-03-02,3", "soon,3", times=20)
    seen = looked(tmp_path, text.replace("soon,3\n", "", 19))
    shown = preview(seen, parse_preset(to_raw(draft_of(seen)), "x"), "UTC")
    assert [(one.line, one.field, one.raw) for one in shown.rejects] == [(42, "Date", "soon,3")]


def test_a_preset_that_does_not_fit_is_refused(seen: Look) -> None:
    preset = parse_preset({"table": "tickets", "columns": {"created_at": "Opened"}}, "desk")
    with pytest.raises(BadInput, match="march.csv lacks the column Opened"):
        preview(seen, preset, "UTC")


def test_a_closing_line_is_left_out_of_the_first_rows(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(SURVEY + "Total,3,,,,\n", encoding="utf-8")
    seen = look(path)
    shown = preview(seen, parse_preset(to_raw(draft_of(seen)), "x"), "UTC")
    assert (shown.rows, shown.left_out) == (3, 1)
