"""Which column of a file is which field, and which of its rows are data."""

from __future__ import annotations

from datetime import datetime

import pytest
from meaning import TICKETS, WIDE, facts, preset, reader, rows

from cx.errors import BadInput
from cx.readers.binding import Binding, bind
from cx.readers.preset import Preset


def bound(of: Preset, names: list[str], labels: dict[str, str] | None = None) -> Binding:
    return bind(of, {}, "file.csv", names, labels)


def sources(binding: Binding) -> dict[str, tuple[str, ...]]:
    return {column.field: column.sources for column in binding.columns}


def test_a_column_is_known_by_its_name_in_any_case_of_letters() -> None:
    assert sources(bound(preset(TICKETS), ["Other", "NR"])) == {"ticket_id": ("NR",)}


def test_a_column_is_known_by_a_part_of_its_name_where_no_name_is_there() -> None:
    of = preset(TICKETS, columns={"team": {"from": "Team", "contains": ["GROUP", "команд"]}})

    assert sources(bound(of, ["Nr", "Support group", "Team"]))["team"] == ("Team",)
    assert sources(bound(of, ["Nr", "Support group", "Группа/Команда"]))["team"] == ("Support group",)
    assert sources(bound(of, ["Nr", "Группа/Команда"]))["team"] == ("Группа/Команда",)


def test_a_column_is_known_by_a_part_of_its_label() -> None:
    of = preset(TICKETS, columns={"team": {"contains": ["who solved"]}})

    binding = bound(of, ["Nr", "Q1", "Q2"], {"Q1": "What was it?", "Q2": "Please say WHO SOLVED it"})

    assert sources(binding)["team"] == ("Q2",)


def test_a_column_that_another_field_calls_by_name_is_not_known_by_a_part_of_it() -> None:
    of = preset(TICKETS, columns={"team": {"contains": ["agent"]}, "agent": "Agent"})

    assert sources(bound(of, ["Nr", "Agent", "Agent group"])) == {
        "ticket_id": ("Nr",), "team": ("Agent group",), "agent": ("Agent",),
    }  # fmt: skip


def test_one_column_is_not_two_fields_by_a_part_of_its_name() -> None:
    both = {"nps": {"contains": ["recommend"]}, "csat": {"contains": ["satisfied"], "optional": True}}

    binding = bound(preset(WIDE, questions=both), ["So satisfied that you recommend us?"])

    assert [question.survey for question in binding.questions] == ["nps"]


def test_a_question_and_its_comment_are_known_by_parts_of_their_labels() -> None:
    asked = {"nps": {"contains": ["порекоменд"], "comment": {"contains": ["почему"]}}}
    labels = {"Q1": "Порекомендуете ли Вы нас?", "Q2": "Почему (порекомендуете или нет)?"}

    [question] = bound(preset(WIDE, questions=asked), ["Q1", "Q2"], labels).questions

    assert question.score.sources == ("Q1",)
    assert question.comment is not None
    assert question.comment.sources == ("Q2",)


def test_a_missing_column_is_named_with_all_by_which_it_would_be_known() -> None:
    of = preset(TICKETS, columns={"team": {"from": ["Team", "Group"], "contains": ["unit"]}})

    with pytest.raises(BadInput) as caught:
        bound(of, ["Nr", "Other"])

    assert str(caught.value) == (
        'file.csv lacks the column Team or Group or one with "unit" in its name, which the preset mine needs; '
        "it has Nr, Other."
    )
    with pytest.raises(BadInput, match='lacks the column with "unit" or "squad" in its name, which'):
        bound(preset(TICKETS, columns={"team": {"contains": ["unit", "squad"]}}), ["Nr"])


def test_columns_are_joined_in_the_order_of_the_preset_and_no_value_is_half_a_value() -> None:
    of = preset(TICKETS, columns={"topic": {"from": ["Kind", "Part"], "join": "/", "missing": ["?"]}})
    batch = rows(["Nr", "Part", "Kind"], ["1", "b", "a"], ["2", "b", ""], ["3", "?", "a"])

    assert facts(reader(of), batch, "ticket_id", "topic") == [("1", "a/b"), ("2", None), ("3", None)]


def test_a_file_that_lacks_one_of_joined_columns_lacks_the_field() -> None:
    joined = {"from": ["Kind", "Part"], "join": "/"}

    with pytest.raises(BadInput, match="lacks the column Kind and Part, which the preset mine needs"):
        bound(preset(TICKETS, columns={"topic": joined}), ["Nr", "Kind"])
    assert "topic" not in sources(
        bound(preset(TICKETS, columns={"topic": {**joined, "optional": True}}), ["Nr", "Kind"])
    )


def test_a_reject_of_joined_columns_names_them_all() -> None:
    stamp = {"from": ["Day", "Hour"], "join": " ", "formats": ["%d.%m.%Y %H:%M"]}
    own = reader(preset(TICKETS, columns={"created_at": stamp}))

    found = facts(own, rows(["Nr", "Day", "Hour"], ["1", "3.2.2024", "10:05"], ["2", "3.2.2024", "ten"]), "created_at")

    assert found == [(datetime(2024, 2, 3, 10, 5),)]
    assert [(reject.line, reject.field) for reject in own.rejects.kept] == [(3, "Day + Hour")]


def test_only_rows_of_the_named_texts_are_data_and_the_others_are_neither_read_nor_rejected() -> None:
    own = reader(preset(TICKETS, only={"status": ["Completed"]}, columns={"created_at": "At"}))
    batch = rows(
        ["Nr", "Status", "At"],
        ["1", " completed ", "2024-01-01"], ["2", "Partial", "never"], ["3", None, "never"], ["4", "COMPLETED", "x"],
    )  # fmt: skip

    assert facts(own, batch, "ticket_id") == [("1",)]
    assert (own.rows_read, own.left_out, own.produced) == (2, 2, 1)
    assert [(reject.line, reject.field) for reject in own.rejects.kept] == [(5, "At")]


def test_rows_of_the_named_texts_are_left_out_and_empty_cells_can_be_named_too() -> None:
    own = reader(preset(TICKETS, leave_out={"Status": ["X", ""], "Kind": ["test"]}))
    batch = rows(["Nr", "Status", "Kind"], ["1", "x", "a"], ["2", "N", "Test"], ["3", "", "a"], ["4", "N", None])

    assert facts(own, batch, "ticket_id") == [("4",)]
    assert (own.rows_read, own.left_out) == (1, 3)


def test_a_file_must_have_the_column_that_says_which_rows_are_data_but_not_that_of_rows_left_out() -> None:
    with pytest.raises(BadInput, match="lacks the column Status, which the preset mine needs; it has Nr"):
        bound(preset(TICKETS, only={"Status": ["Completed"]}), ["Nr"])
    assert bound(preset(TICKETS, leave_out={"Status": ["X"]}), ["Nr"]).leave_out == []


def test_columns_that_come_and_go_between_batches_keep_their_fields() -> None:
    optional = {name: {"from": name, "optional": True} for name in ("team", "status")}
    own = reader(preset(TICKETS, columns=optional, leave_out={"spam": ["true"]}))
    wanted = ("ticket_id", "team", "status")

    assert facts(own, rows(["Nr"], ["1"]), *wanted) == [("1", "absent", "absent")]
    assert facts(own, rows(["Nr", "team", "spam"], ["2", "a", "true"], ["3", "a", None]), *wanted) == [
        ("3", "a", "absent")
    ]
    assert facts(own, rows(["status", "Nr"], ["new", "4"]), *wanted) == [("4", None, "new")]


def test_a_question_may_be_missing_where_it_is_optional_but_not_all_of_them() -> None:
    asked = {
        "nps": {"from": "Q1", "optional": True},
        "csat": {"contains": ["satisf"], "optional": True},
    }
    of = preset(WIDE, questions=asked)

    assert [question.survey for question in bound(of, ["Id", "Satisfaction"]).questions] == ["csat"]
    with pytest.raises(BadInput) as caught:
        bound(of, ["Id", "Frage 1"])
    assert str(caught.value) == (
        "file.csv holds no question that the preset mine knows; declare yours in a preset of your own by "
        '[questions.NAME] with from = "its column" and measure = "nps" (or csat, ces, ...); it has Id, Frage 1.'
    )
