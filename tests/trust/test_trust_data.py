"""What the numbers rest on: scales, what joined, settings, imports and what they rejected."""

from __future__ import annotations

from cx.company import Company
from cx.exports.document import Document
from cx.exports.html import html
from cx.reports import trust_questions
from cx.reports.page import Picker
from cx.reports.tables import csv_bytes
from cx.store.joins import Join
from cx.store.warehouse import Warehouse
from cx.store.workspace import Reject
from cx.surveys import Survey
from tests.facts import NPS, Row, answer, arrow, at, bring, ticket
from tests.trust.asking import asked, page, table

HOSTILE = '=HYPERLINK("x"),<script>alert(1)</script>,![a](b)'


def test_answers_outside_their_scale_are_counted_by_question(company: Company) -> None:
    found = page(company, "data")
    questions = table(found, "data-questions").table.set_index("question")
    contents = company.warehouse.contents()

    assert questions["outside_scale"].sum() == sum(s.outside_scale for s in contents.sources) > 0
    assert questions["answers"].sum() == sum(contents.rows_of.values())
    assert "outside their scale" in found.head.finding


def test_a_question_whose_form_offers_another_scale_is_named(empty: Company) -> None:
    web = Survey("web", "nps")
    honest = [answer(nr, nr % 11) for nr in range(300)]
    form = [answer(f"w{nr}", 1 + nr % 10, survey="web") for nr in range(300)]
    bring(empty.warehouse, "answers", *honest, *form, surveys=(NPS, web))

    found = page(empty, "data", period="all")
    shown = table(found, "data-questions").shown.set_index("Question")

    assert shown.loc["web", "State"] == "✗ nobody chose 0: another scale?"
    assert shown.loc["nps", "State"] == "✓ all on the scale"
    assert found.head.finding == "“web” may have been asked on another scale than declared"


def test_questions_asked_in_different_ways_stand_side_by_side(empty: Company) -> None:
    late = Survey("late", "nps", 1, 10, wording="Would you?")
    same = Survey("same", "nps", wording="")
    rows = [answer(1, 5, "2025-01-02"), answer(2, 5, "2025-02-02", survey="late"),
            answer(3, 5, "2025-03-02", survey="same")]  # fmt: skip
    bring(empty.warehouse, "answers", *rows, surveys=(NPS, late, same))

    shown = table(page(empty, "data", period="all"), "data-changes").shown

    assert shown["Question"].tolist() == ["nps", "late", "same"]
    assert shown["Differs in"].tolist() == ["asked first", "scale, wording", "nothing"]
    assert shown["From"].tolist() == ["January 2025", "February 2025", "March 2025"]


def test_a_small_anonymous_question_is_not_counted(empty: Company) -> None:
    quiet = Survey("quiet", "nps", anonymous=True)
    bring(empty.warehouse, "answers", *[answer(nr, 5, survey="quiet") for nr in range(4)], surveys=(quiet,))

    (question,) = trust_questions.questions(asked(empty, period="all"))

    assert (question.answers, question.outside) == (None, None)


def test_what_joined_and_what_did_not(warehouse: Warehouse) -> None:
    answers = [
        answer(1, 5, ticket_id="1", ticket_source="desk", customer_id="a"), answer(2, 5, ticket_id="9"),
        answer(3, 5, customer_id="nobody"), answer(4, 5),
    ]  # fmt: skip
    customers: list[Row] = [{"source": "crm", "customer_id": name} for name in ("a", "b")]
    with warehouse.publish(surveys=(NPS,)) as batch:
        batch.add("customers", arrow("customers", customers))
        batch.add("tickets", arrow("tickets", [ticket(1, customer_id="a"), ticket(2, customer_id="z")]))
        batch.add("answers", arrow("answers", answers))

    found = {(one.table, one.other): one for one in warehouse.joins()}

    assert found["answers", "tickets"] == Join("answers", "tickets", 4, 2, 1)
    assert found["answers", "customers"][2:] == (4, 2, 1)
    assert found["tickets", "customers"] == Join("tickets", "customers", 2, 2, 1)


def test_settings_edited_since_are_said(company: Company) -> None:
    assert set(table(page(company, "data"), "data-settings").shown["State"]) == {"✓ the same"}
    before = company.settings
    company.settings = before.with_(week_start="sunday")
    try:
        found = page(company, "data")
    finally:
        company.settings = before

    shown = table(found, "data-settings").shown.set_index("Setting")
    assert shown.loc["First day of the week"].tolist() == ["Monday", "Sunday", "✗ derive again"]
    assert found.head.finding == "Settings were changed since these numbers were derived"


# Imports.


def record(own: Company, *raws: str, landed: bool = True) -> int:
    rejects = [_reject(nr, raw) for nr, raw in enumerate(raws)]
    counts = {"read": 5, "added": 4, "changed": 0, "unchanged": 0, "rejected": len(raws)}
    return own.workspace.record_import(
        started_at=at("2025-03-03 10:00"), preset="generic-answers", source="form", files=["=a.csv"], landed=landed,
        rejects=rejects, **counts,
    )  # fmt: skip


def _reject(line: int, raw: str) -> Reject:
    return Reject("=a.csv", line, "score", "not a number", raw)


def test_imports_are_listed_newest_first_with_the_rejects_of_one(empty: Company) -> None:
    numbers = [record(empty, "a"), record(empty), record(empty, HOSTILE, "b", landed=False)]

    found = page(empty, "data", period="all")
    (picker,) = (part for part in found.parts if isinstance(part, Picker))

    assert table(found, "data-imports").shown["Import"].tolist() == [str(nr) for nr in reversed(numbers)]
    assert table(found, "data-imports").shown["State"].tolist() == ["✗ landed nothing", "✓ landed", "✓ landed"]
    assert [value for value, _words in picker.options] == [str(numbers[2]), str(numbers[0])]
    assert table(found, "data-rejects").shown["As it came"].tolist() == [HOSTILE, "b"]
    chosen = page(empty, "data", about=str(numbers[0]), period="all")
    assert table(chosen, "data-rejects").shown["As it came"].tolist() == ["a"]


def test_rejected_rows_do_no_harm_in_a_file(empty: Company) -> None:
    record(empty, HOSTILE)
    found = page(empty, "data", period="all")

    text = csv_bytes(table(found, "data-rejects").table).decode("utf-8-sig")
    made = html(Document("", (found,))).decode()

    assert "\r\n'=a.csv," in text
    assert "'=HYPERLINK" in text
    assert "<script>alert" not in made
    assert "&lt;script&gt;alert(1)" in made
