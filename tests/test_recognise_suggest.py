"""What is suggested of small files: which table, which part each column has, how it is read, and how sure that is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cx.recognise.draft import Need, needed
from cx.recognise.look import look
from cx.recognise.suggest import draft_of, suggest
from tests.recognising import drafted, looked, parts, rows, suggested

SURVEYS = {
    "English": (
        rows(
            "Response ID,Submitted at,How likely are you to recommend us to a friend?,Comment,Channel,Customer email",
            "r1,2026-03-01 10:00,9,Quick and friendly answer,Email,a@example.com",
            "r2,2026-03-02 11:30,3,Nobody called me back,Phone,b@example.com",
        ),
        {
            "Response ID": "response_id",
            "Submitted at": "answered_at",
            "How likely are you to recommend us to a friend?": "nps 0..10",
            "Comment": "comment: nps",
            "Channel": "channel",
            "Customer email": "customer_id",
        },
    ),
    "Russian": (
        rows(
            "Номер анкеты;Дата ответа;Насколько вероятно, что вы порекомендуете нас друзьям?;Комментарий;Канал;Город",
            "17;01.03.2026 10:00;10;Все отлично, спасибо;Чат;Казань",
            "18;14.03.2026 09:15;6;Долго ждал ответа;Телефон;Казань",
        ),
        {
            "Номер анкеты": "response_id",
            "Дата ответа": "answered_at",
            "Насколько вероятно, что вы порекомендуете нас друзьям?": "nps 0..10",
            "Комментарий": "comment: nps",
            "Канал": "channel",
            "Город": "region",
        },
    ),
    "Lithuanian": (
        rows(
            "Anketos nr.;Atsakymo data;Kiek tikėtina, kad rekomenduotumėte mus?;Komentaras;Kanalas;Miestas",
            "5;2026-03-01;8;Viskas gerai;El. paštas;Kaunas",
            "6;2026-03-02;10;Labai greitai;Telefonas;Vilnius",
        ),
        {
            "Anketos nr.": "response_id",
            "Atsakymo data": "answered_at",
            "Kiek tikėtina, kad rekomenduotumėte mus?": "nps 0..10",
            "Komentaras": "comment: nps",
            "Kanalas": "channel",
            "Miestas": "region",
        },
    ),
}

DESKS = {
    "English": (
        rows(
            "Ticket number,Date opened,First response,Resolved,Status,Priority,Subject,Assigned to,Contract",
            "T-1,2026-03-01 10:00,2026-03-01 10:20,2026-03-02 09:00,Closed,High,Printer,Ann,gold",
            "T-2,2026-03-01 11:00,2026-03-01 11:05,,Open,Low,Screen,Ben,basic",
            "T-3,2026-03-02 11:00,2026-03-02 11:05,,Open,Low,Screen,Ben,basic",
        ),
        {
            "Ticket number": "ticket_id",
            "Date opened": "created_at",
            "First response": "first_response_at",
            "Resolved": "solved_at",
            "Status": "status",
            "Priority": "priority",
            "Subject": "subject",
            "Assigned to": "agent",
            "Contract": "dimension: Contract",
        },
    ),
    "Russian": (
        rows(
            "Номер обращения\tДата создания\tПервый ответ\tДата решения\tСтатус\tПриоритет\tОператор\tКатегория",
            "1\t01.03.2026 10:00\t01.03.2026 10:20\t15.03.2026 09:00\tРешено\tВысокий\tАнна\tОплата",
            "2\t02.03.2026 10:00\t02.03.2026 10:20\t\tОткрыто\tНизкий\tАнна\tДоставка",
        ),
        {
            "Номер обращения": "ticket_id",
            "Дата создания": "created_at",
            "Первый ответ": "first_response_at",
            "Дата решения": "solved_at",
            "Статус": "status",
            "Приоритет": "priority",
            "Оператор": "agent",
            "Категория": "topic",
        },
    ),
    "Lithuanian": (
        rows(
            "Užklausos nr.|Sukūrimo data|Pirmas atsakymas|Uždarymo data|Būsena|Prioritetas|Darbuotojas|Skyrius",
            "1|2026-03-01 10:00|2026-03-01 10:20|2026-03-05 09:00|Uždaryta|Aukštas|Ona|Pardavimai",
            "2|2026-03-01 12:00|2026-03-01 12:20||Atvira|Žemas|Ona|Pagalba",
        ),
        {
            "Užklausos nr.": "ticket_id",
            "Sukūrimo data": "created_at",
            "Pirmas atsakymas": "first_response_at",
            "Uždarymo data": "closed_at",
            "Būsena": "status",
            "Prioritetas": "priority",
            "Darbuotojas": "agent",
            "Skyrius": "team",
        },
    ),
}


@pytest.mark.parametrize("language", SURVEYS)
def test_a_survey_is_known_by_its_names(tmp_path: Path, language: str) -> None:
    text, expected = SURVEYS[language]
    found = suggested(tmp_path, text)
    assert found.draft is not None
    assert (found.draft.table, parts(found.draft), found.sure) == ("answers", expected, "certain")


@pytest.mark.parametrize("language", DESKS)
def test_tickets_are_known_by_their_names(tmp_path: Path, language: str) -> None:
    text, expected = DESKS[language]
    found = suggested(tmp_path, text)
    assert found.draft is not None
    assert (found.draft.table, parts(found.draft), found.sure) == ("tickets", expected, "certain")


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16", "utf-8-sig"])
def test_names_are_known_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    text, expected = SURVEYS["Russian"]
    assert parts(drafted(tmp_path, text, encoding=encoding)) == expected


@pytest.mark.parametrize("name", ["created_at", "CreatedAt", "Created At", "CREATED-AT", " created at "])
def test_case_and_punctuation_of_names_do_not_matter(tmp_path: Path, name: str) -> None:
    draft = drafted(tmp_path, rows(f"Ticket,{name},Status", "1,2026-03-01,open", "2,2026-03-02,open"))
    assert draft.column_of("created_at") == name.strip()


def test_customers_are_known_by_when_they_came_and_left(tmp_path: Path) -> None:
    text = rows(
        "Customer ID,Name,Registration date,Churn date,Plan,Revenue,Orders",
        "c1,Ada,2024-01-01,,gold,100.50,3",
        "c2,Bob,2024-02-01,2025-01-01,basic,20.00,1",
        "c3,Cid,2024-02-03,,basic,22.00,1",
    )
    draft = drafted(tmp_path, text)
    assert (draft.table, parts(draft)) == (
        "customers",
        {
            "Customer ID": "customer_id", "Name": "name", "Registration date": "joined_on", "Churn date": "left_on",
            "Plan": "plan", "Revenue": "revenue", "Orders": "orders",
        },
    )  # fmt: skip


def test_invitations_are_known_by_being_delivered_and_answered(tmp_path: Path) -> None:
    text = rows(
        "Survey,Sent at,Delivered,Answered,Unsubscribed", "nps,2026-03-01,yes,no,no", "nps,2026-03-01,yes,yes,no"
    )
    draft = drafted(tmp_path, text)
    assert (draft.table, parts(draft)) == (
        "invitations",
        {
            "Survey": "survey", "Sent at": "sent_at", "Delivered": "delivered", "Answered": "answered",
            "Unsubscribed": "opted_out",
        },
    )  # fmt: skip


def test_events_are_known_by_their_kinds(tmp_path: Path) -> None:
    text = rows("ticket,time,event,author", "1,2026-03-01 10:00,created,x", "1,2026-03-01 11:00,agent_reply,y")
    draft = drafted(tmp_path, text)
    assert (draft.table, parts(draft)) == (
        "ticket_events", {"ticket": "ticket_id", "time": "at", "event": "kind", "author": "actor"},
    )  # fmt: skip


def test_a_row_that_names_its_question_is_an_answer_to_it(tmp_path: Path) -> None:
    text = rows("question,date,score", "Would you recommend us?,2026-03-01,9", "How easy was it?,2026-03-01,4", times=3)
    draft = drafted(tmp_path, text)
    assert parts(draft) == {"question": "survey", "date": "answered_at", "score": "score"}
    assert [(one.survey, one.measure, one.low, one.high) for one in draft.surveys] == [
        ("Would you recommend us?", "nps", 0, 10), ("How easy was it?", "ces", 1, 5),
    ]  # fmt: skip
    assert needed(draft) == ()


def test_content_tells_what_names_do_not(tmp_path: Path) -> None:
    text = rows(
        "a,b,c,d,e",
        "2026-03-01 10:00,9,email,anna@example.com,The answer came fast and it was right",
        "2026-03-02 10:00,0,phone,ben@example.com,I waited for two days and then gave up",
        "2026-03-03 10:00,10,email,cid@example.com,Everything was fine as it always is here",
        times=2,
    )
    found = suggested(tmp_path, text)
    assert found.draft is not None
    assert parts(found.draft) == {
        "a": "answered_at", "b": "nps 0..10", "c": "channel", "d": "customer_id", "e": "comment: nps",
    }  # fmt: skip
    assert (found.sure, found.why) == ("likely", "content")
    assert dict(found.draft.choices[3].options) == {"as": "hashed_email"}


def test_a_question_about_an_agent_is_a_question(tmp_path: Path) -> None:
    text = rows("Date,Rate the agent,Agent", "2026-03-01,5,Ann", "2026-03-02,4,Ben")
    assert parts(drafted(tmp_path, text)) == {"Date": "answered_at", "Rate the agent": "csat 1..5", "Agent": "agent"}


def test_each_field_is_given_to_one_column(tmp_path: Path) -> None:
    draft = drafted(tmp_path, rows("Ticket,Created,Creation date,Status", "1,2026-03-01,2026-03-01,open"))
    assert parts(draft) == {"Ticket": "ticket_id", "Created": "created_at", "Status": "status"}


def test_a_duration_is_no_date_whatever_its_name(tmp_path: Path) -> None:
    text = rows("Ticket ID,Created time,First response time (in hrs),Resolved time", "1,2026-03-01 10:00,0:20:00,")
    draft = drafted(tmp_path, text)
    assert draft.column_of("first_response_at") == ""


def test_own_dimensions_are_the_six_of_fewest_values(tmp_path: Path) -> None:
    heads = [f"own{nr}" for nr in range(8)]
    lines = [",".join(["2026-03-01", "9", *(f"v{row % (nr + 2)}" for nr in range(8))]) for row in range(60)]
    draft = drafted(tmp_path, rows(",".join(["Date", "NPS", *heads]), *lines))
    assert [one.name for one in draft.choices if one.part == "dimension"] == heads[:6]


def test_columns_that_say_nothing_are_set_aside(tmp_path: Path) -> None:
    text = rows("Date,NPS,empty,constant", "2026-03-01,9,,same", "2026-03-02,3,,same", "2026-03-03,3,,same")
    assert parts(drafted(tmp_path, text)) == {"Date": "answered_at", "NPS": "nps 0..10"}


def test_texts_that_mean_not_given_are_missing(tmp_path: Path) -> None:
    draft = drafted(tmp_path, rows("Date,NPS,Channel", "2026-03-01,9,Email", "2026-03-02,N/A,-", times=6))
    assert {one.column: dict(one.options) for one in draft.choices} == {
        "Date": {}, "NPS": {"missing": ["N/A"]}, "Channel": {"missing": ["-"]},
    }  # fmt: skip


def test_a_decimal_comma_is_seen(tmp_path: Path) -> None:
    text = rows("Kliento id;Registracijos data;Pajamos", "k1;2024-01-01;1.234,50", "k2;2024-02-01;99,90")
    draft = drafted(tmp_path, text)
    assert dict(draft.choices[2].options) == {"comma": True}


def test_yes_and_no_in_other_languages_are_known(tmp_path: Path) -> None:
    text = rows("Опрос;Отправлено;Доставлено;Отписался", "nps;01.03.2026;да;нет", "nps;15.03.2026;да;да")
    draft = drafted(tmp_path, text)
    assert dict(draft.choices[3].options) == {"as": "yes_no"}


def test_seconds_since_1970_are_a_date_where_the_name_asks_for_one(tmp_path: Path) -> None:
    text = rows("Ticket ID,Created at,Status", "1,1772359200,open", "2,1772445600,open")
    draft = drafted(tmp_path, text)
    assert (draft.column_of("created_at"), dict(draft.choices[1].options)) == (
        "Created at", {"formats": ["unix_seconds"]},
    )  # fmt: skip


def test_utc_in_a_name_is_the_zone_of_its_dates(tmp_path: Path) -> None:
    text = rows("#,How likely are you to recommend us?,Submit Date (UTC)", "x1,9,2026-03-01 02:39:31")
    assert dict(drafted(tmp_path, text).choices[2].options) == {"zone": "UTC"}


def test_a_file_without_a_date_says_so(tmp_path: Path) -> None:
    assert needed(drafted(tmp_path, rows("NPS,Comment", "9,fine", "2,bad"))) == (Need("field", "answered_at"),)


def test_another_table_can_be_asked_for(tmp_path: Path) -> None:
    text = rows("Ticket ID,Created,Solved,CSAT", "1,2026-03-01 10:00,2026-03-02 10:00,5", "2,2026-03-01 10:00,,4")
    seen = looked(tmp_path, text)
    assert draft_of(seen).table == "tickets"
    assert parts(draft_of(seen, "answers")) == {"Ticket ID": "ticket_id", "Created": "answered_at", "CSAT": "csat 1..5"}


def test_duplicate_headers_are_columns_of_their_own(tmp_path: Path) -> None:
    text = rows("Date,NPS,Comment,Comment", "2026-03-01,9,good,", "2026-03-02,3,bad,slow")
    assert parts(drafted(tmp_path, text)) == {"Date": "answered_at", "NPS": "nps 0..10", "Comment": "comment: nps"}


def test_a_mapping_of_last_time_is_certain(tmp_path: Path) -> None:
    text = rows("when,points", "2026-03-01,9", "2026-03-02,3")
    raw = {"table": "answers", "columns": {"answered_at": "when"}, "questions": {"nps": {"from": "points"}}}
    found = suggest(looked(tmp_path, text), [("monthly survey", raw)])
    assert found.draft is not None
    assert (found.sure, found.why, found.preset_name, parts(found.draft)) == (
        "certain", "saved", "monthly survey", {"when": "answered_at", "points": "nps 0..10"},
    )  # fmt: skip


def test_a_mapping_that_is_no_preset_any_more_is_passed_over(tmp_path: Path) -> None:
    found = suggest(looked(tmp_path, rows("Date,NPS", "2026-03-01,9")), [("old", {"table": "answers", "gone": 1})])
    assert (found.why, found.preset_name) == ("name", "")


def test_a_saved_mapping_comes_before_the_preset_of_a_vendor(tmp_path: Path) -> None:
    seen = looked(tmp_path, rows("measure,answered_at,score", "csat,2026-03-01,5"))
    raw = {"table": "answers", "columns": {"answered_at": "answered_at"}, "questions": {"csat": {"from": "score"}}}
    assert suggest(seen, [("mine", raw)]).preset_name == "mine"


def test_a_survey_tools_questions_are_added_to_its_preset(tmp_path: Path) -> None:
    heads = "StartDate,EndDate,Status,Finished,RecordedDate,ResponseId,DistributionChannel,Q1,Q1_NPS_GROUP,Q2,Q3"
    labels = (
        "Start,End,Status,Finished,Recorded,Id,Channel,Would you recommend us?,Group,How satisfied are you?,Rate us"
    )
    ids = ",".join(f'"{{""ImportId"":""{nr}""}}"' for nr in range(11))
    row = "2026-03-01 10:00:00,2026-03-01 10:05:00,0,1,2026-03-01 10:05:00,R_1,email,9,3,4,2"
    found = suggested(tmp_path, rows(heads, labels, ids, row, row.replace("R_1", "R_2").replace("9,3,4,2", "2,1,5,5")))
    assert (found.preset, found.preset_name, found.vendor) == (None, "qualtrics", "Qualtrics")
    assert found.draft is not None
    assert {name: part for name, part in parts(found.draft).items() if name.startswith("Q")} == {
        "Q1": "nps 0..10", "Q2": "csat 1..5", "Q3": "csat 1..5",
    }  # fmt: skip


def test_pages_of_an_interface_are_known_by_keys_inside_their_lists(tmp_path: Path) -> None:
    answer = {"choice_id": "1", "row_id": "2", "choice_metadata": {"weight": "4"}}
    response = {
        "id": "5007154325", "survey_id": "1", "collector_id": "2", "response_status": "completed",
        "date_modified": "2026-03-01T10:00:00+00:00",
        "pages": [{"id": "1", "questions": [{"id": "9", "answers": [answer]}]}],
    }  # fmt: skip
    found = suggested(tmp_path, json.dumps({"data": [response], "per_page": 100}), name="bulk.json")
    assert (found.preset_name, found.draft, found.sure) == ("surveymonkey-api", None, "certain")


@pytest.mark.parametrize(
    ("parts", "preset"), [([{"part_type": "comment", "id": "7"}], "intercom-parts"), ([], "intercom")]
)
def test_a_preset_that_reads_what_stands_inside_the_rows_comes_first(
    tmp_path: Path, parts: list[dict[str, str]], preset: str
) -> None:
    conversation = {
        "id": "1", "created_at": 1772359200, "updated_at": 1772359300, "state": "closed", "open": False,
        "source": {"type": "email"}, "conversation_rating": {"rating": 5},
        "conversation_parts": {"conversation_parts": parts},
    }  # fmt: skip
    found = suggested(tmp_path, json.dumps({"conversations": [conversation]}), name="file.json")
    assert (found.preset_name, found.sure) == (preset, "certain")


def test_the_names_of_the_generic_presets_are_certain(tmp_path: Path) -> None:
    text = rows("measure,answered_at,score,scale_high", "csat,2026-03-01,5,5", "nps,2026-03-01,9,10")
    found = suggested(tmp_path, text)
    assert (found.preset_name, found.sure, found.draft) == ("generic-answers", "certain", None)


def test_a_generic_preset_that_would_lose_a_column_is_not_taken(tmp_path: Path) -> None:
    text = rows("measure,answered_at,score,scale_high,city", "csat,2026-03-01,5,5,Riga", "nps,2026-03-01,9,10,Oslo")
    assert suggested(tmp_path, text).preset_name == ""


def test_a_file_without_rows_is_suggested_by_its_names(tmp_path: Path) -> None:
    draft = drafted(tmp_path, "Ticket ID,Created time,Status,Subject\n")
    assert parts(draft) == {
        "Ticket ID": "ticket_id", "Created time": "created_at", "Status": "status", "Subject": "subject",
    }  # fmt: skip


def test_ids_that_repeat_make_tickets_doubtful(tmp_path: Path) -> None:
    text = rows("ticket_id,created,status", "1,2026-03-01 10:00,open", "1,2026-03-01 11:00,closed")
    assert suggested(tmp_path, text).sure == "likely"


def test_a_workbook_is_looked_at_like_a_text(tmp_path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["Survey of March"], [], ["Date", "NPS", "Comment"], ["2026-03-01", 9, "good"], ["Total", 1, None]):
        sheet.append(row)
    book.save(tmp_path / "file.xlsx")
    seen = look(tmp_path / "file.xlsx")
    draft = draft_of(seen)
    assert (seen.kind, seen.shape.header_row, seen.shape.footer, seen.head.num_rows) == ("xlsx", 3, ("Total",), 1)
    assert parts(draft) == {"Date": "answered_at", "NPS": "nps 0..10", "Comment": "comment: nps"}


def test_wordings_below_the_names_are_no_answers_where_a_preset_knows_of_them(tmp_path: Path) -> None:
    names, wordings = "V1,V5,V7,V8,V9,V10,Q5", "ResponseID,Ref,Status,Start,End,Finished,How satisfied are you?"
    lines = (f"R_{n},,,2015-03-0{n} 10:00,2015-03-0{n} 10:05,1,{n}" for n in range(1, 6))
    assert parts(drafted(tmp_path, rows(names, wordings, *lines)))["Q5"] == "csat 1..5"
