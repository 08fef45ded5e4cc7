"""Snapshots as pages and commands use them: kept, loaded, and as documents that say what their numbers are of."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from cx.company import Company
from cx.errors import BadInput, Busy
from cx.exports.formats import FORMATS
from cx.filters import Filters
from cx.reports import language
from cx.reports.ask import Arrangement
from cx.reports.page import Quotes, Table
from cx.reports.pages import WHOLE
from cx.snapshots import snapshot
from cx.snapshots.encoding import from_bytes, to_bytes
from cx.snapshots.proof import prove
from cx.snapshots.seal import read_sealed
from cx.snapshots.taking import take
from cx.store.contents import Contents
from cx.store.warehouse import Warehouse
from tests.facts import answer, arrow, at
from tests.sealing import LOYALTY, asked, opened, taken
from tests.small_company import SURVEYS


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company whose pages and snapshots are only read."""
    found = opened(tmp_path_factory.mktemp("company"), zone="Europe/Vilnius")
    yield found
    found.warehouse.close()


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Company]:
    """A company whose data change."""
    found = opened(tmp_path)
    yield found
    found.warehouse.close()


def live(company: Company, filters: Filters | None = None, pages: Any = LOYALTY, spoken: str = "en") -> Any:
    """The document of what is on the screen."""
    return snapshot.live_document(company, asked(company, filters), pages, spoken, "March")


# Kept and loaded.


def test_what_is_kept_comes_back_with_its_seal(company: Company) -> None:
    content = taken(company)
    number = snapshot.keep(company, content, "March", "For the board")
    found = snapshot.load(company, number)

    assert (found.number, found.title, found.note) == (number, "March", "For the board")
    assert to_bytes(found.content) == to_bytes(content) == found.sealed.content
    assert found.sealed_at == company.workspace.sealed_at(found.sealed.seal) is not None
    kept = company.workspace.kept(number)
    window = asked(company).window.current
    assert (kept.pages, kept.days, kept.is_sample) == (("loyalty",), (window.first, window.last), False)
    assert (kept.version, kept.product) == (company.warehouse.version, content.product)
    assert (kept.seal, kept.taken_at) == (found.sealed.seal, found.taken_at)


def test_the_same_page_of_the_same_data_has_one_seal_and_one_time(company: Company) -> None:
    numbers = [snapshot.keep(company, taken(company), title) for title in ("one", "two")]
    found = [snapshot.load(company, number) for number in numbers]

    assert found[0].sealed == found[1].sealed
    assert found[0].sealed_at == found[1].sealed_at
    assert read_sealed(live(company).sealed) == found[0].sealed


def test_whatever_is_chosen_otherwise_has_another_seal(company: Company) -> None:
    by_segment, chat = (("loyalty", Arrangement(by="segment")),), Filters(where=(("channel", ("chat",)),))
    others = [
        (Filters(), by_segment), (Filters(grain="month"), LOYALTY), (chat, LOYALTY),
        (Filters(definitions=(("nps", "mean"),)), LOYALTY), (Filters(), (*LOYALTY, *LOYALTY)),
    ]  # fmt: skip
    contents = [taken(company), taken(company, "lt"), *(take(company, *other, "en") for other in others)]

    assert len({snapshot.sealed_now(company, content)[0].seal for content in contents}) == len(contents)


def test_keeping_and_exporting_make_no_revision(company: Company) -> None:
    snapshot.keep(company, taken(company), "March")
    live(company)

    assert company.workspace.revision() == 0


def test_a_content_that_was_spoilt_in_the_workspace_is_said(mine: Company) -> None:
    number = snapshot.keep(mine, taken(mine), "March")
    with mine.workspace._change() as connection:
        connection.exec_driver_sql("UPDATE snapshots SET content = x'00'")

    with pytest.raises(BadInput, match="no snapshot that can be read"):
        snapshot.load(mine, number)


# Documents.


def test_a_document_says_what_its_numbers_are_of(company: Company) -> None:
    filters = Filters(where=(("channel", ("chat",)),), definitions=(("nps", "mean"),))
    content = take(company, filters, LOYALTY, "en")
    found = snapshot.load(company, snapshot.keep(company, content, "March", "A\nnote"))
    document = snapshot.document_of(found)

    assert (document.title, document.note, document.language) == ("March", "A\nnote", "en")
    facts = dict(document.facts)
    assert list(facts) == [
        "Page", "Days", "Filters", "Definitions", "Time zone", "As of", "Version of the data", "Version of the product",
        "Seal", "Sealed on", "Key of the seal", "To check the seal",
    ]  # fmt: skip
    assert facts["Page"] == "Loyalty"
    assert " against " in facts["Days"]
    assert facts["Filters"] == "Channel: chat"
    assert facts["Definitions"] == "NPS: mean"
    assert facts["Time zone"] == "Vilnius time"
    assert facts["Version of the data"] == company.warehouse.version
    assert facts["Seal"] == found.sealed.seal
    assert facts["Sealed on"].endswith("Vilnius time")
    assert facts["Key of the seal"] == found.sealed.key_name
    assert "python -m cx snapshot check FILE" in facts["To check the seal"]


def test_every_definition_on_the_pages_is_said_not_only_those_that_were_chosen(company: Company) -> None:
    document = live(company, pages=tuple((name, Arrangement()) for name in WHOLE))
    facts = dict(document.facts)

    assert facts["Pages"].startswith("Overview, Loyalty, ")
    said = facts["Definitions"].split("; ")
    assert len(said) == len(set(said))
    for definition in ("NPS", "CSAT: satisfied", "First reply: half within", "Backlog: open"):
        assert definition in said


def test_the_live_page_and_its_snapshot_are_the_same_document(company: Company) -> None:
    number = snapshot.keep(company, taken(company), "March")
    kept, now = snapshot.document_of(snapshot.load(company, number)), live(company)

    assert kept.facts == now.facts
    assert (kept.link, kept.sealed) == (now.link, now.sealed)
    for name in ("json", "csv"):
        assert FORMATS[name].write(kept) == FORMATS[name].write(now) == FORMATS[name].write(live(company))


def test_exports_of_anonymous_answers_are_proved_with_all_that_they_show(mine: Company) -> None:
    with mine.warehouse.publish(surveys=[replace(survey, anonymous=True) for survey in SURVEYS]):
        pass
    assert all(survey.anonymous for survey in mine.warehouse.contents().surveys)
    filters = Filters(where=(("segment", ("segment 1",)),), grain="day")
    document = live(mine, filters, tuple((name, Arrangement(by="channel")) for name in WHOLE))

    proof = prove(mine.workspace, read_sealed(FORMATS["json"].write(document)))

    assert (proof.state, proof.differences, proof.beside) == ("proved", (), ())


def test_the_link_names_days_and_definitions_whatever_the_defaults_become(company: Company) -> None:
    ask = asked(company, Filters(where=(("channel", ("chat", None)),)))
    link = snapshot.link(ask, (("loyalty", Arrangement(by="segment")),))

    assert link.startswith(f"/loyalty?period={ask.window.token}&compare=before&grain=week&channel=chat&")
    assert "channel=%28not+given%29" in link
    assert "definition=nps.nps" in link
    assert link.endswith("&by=segment")
    assert "by=" not in snapshot.link(ask, (("loyalty", Arrangement(by="segment")), ("voice", Arrangement())))


def test_a_snapshot_holds_no_comment_that_the_live_page_shows(mine: Company) -> None:
    marked = "The very words of a customer"
    with mine.warehouse.publish(surveys=SURVEYS) as batch:
        batch.add("answers", arrow("answers", [answer("w", 3) | {"answered_at": at("2025-04-01"), "comment": marked}]))
    document = live(mine, pages=(("voice", Arrangement()),))
    kept = snapshot.document_of(
        snapshot.load(mine, snapshot.keep(mine, from_bytes(read_sealed(document.sealed).content), "x"))
    )

    quotes = [part for part in document.pages[0].parts if isinstance(part, Quotes)]
    assert any(marked in quote.text for part in quotes for quote in part.quotes)
    assert marked.encode() not in document.sealed
    assert marked not in str(kept)
    assert marked.encode() not in FORMATS["json"].write(document)


def test_numbers_of_the_sample_company_say_so_on_every_page(company: Company) -> None:
    sample = replace(company, is_sample=True)
    number = snapshot.keep(sample, taken(sample), "March")
    for document in (live(sample), snapshot.document_of(snapshot.load(sample, number))):
        assert document.pages[0].head.notes[0].startswith("Sample data")
        assert dict(document.facts)["Data"].startswith("Sample data")
    assert sample.workspace.kept(number).is_sample


def test_a_snapshot_keeps_its_language_and_the_reader_keeps_theirs(company: Company) -> None:
    number = snapshot.keep(company, taken(company, "lt"), "March")
    language.use("ru")
    try:
        document = snapshot.document_of(snapshot.load(company, number))
        now = live(company, spoken="lt")
        assert language.current() == "ru"
    finally:
        language.use("en")

    assert document.language == now.language == "lt"
    assert document.facts == now.facts
    assert document.facts != live(company).facts


def test_the_companys_own_names_are_in_tables_that_are_read_later(mine: Company) -> None:
    mine.workspace.set_labels({("channel", "chat"): "Message window"})
    mine.refresh()

    document = live(mine)

    assert "Message window" in FORMATS["json"].write(document).decode()
    assert prove(mine.workspace, read_sealed(FORMATS["json"].write(document))).state == "proved"


# What happens meanwhile.


class Restless(Warehouse):
    """A warehouse in which a newer version is in force whenever somebody looks again."""

    def contents(self) -> Contents:
        """Those of a version that is gone by now."""
        return replace(super().contents(), version="000000-00000000")


def one_more(warehouse: Warehouse, number: int) -> None:
    """Another process lands an answer."""
    with warehouse.publish() as batch:
        batch.add("answers", arrow("answers", [answer(f"new{number}", 9) | {"answered_at": at("2025-04-02")}]))


def test_a_document_is_of_one_version_also_where_a_newer_one_came_into_force(mine: Company) -> None:
    ask = asked(mine)
    one_more(mine.warehouse, 1)

    document = snapshot.live_document(mine, ask, LOYALTY, "en", "March")

    newest = mine.warehouse.version
    assert ask.contents.version != newest
    assert dict(document.facts)["Version of the data"] == newest
    assert from_bytes(read_sealed(document.sealed).content).contents.version == newest
    assert prove(mine.workspace, read_sealed(FORMATS["json"].write(document))).state == "proved"


def test_where_data_keep_arriving_it_is_said_in_one_sentence_and_nothing_is_sealed(mine: Company) -> None:
    restless = replace(mine, warehouse=Restless(mine.warehouse.database, mine.settings))

    with pytest.raises(Busy, match="try again in a minute") as caught:
        live(restless, pages=(("overview", Arrangement()),))

    assert "\n" not in str(caught.value)
    assert mine.workspace._all(text("SELECT * FROM seals")) == []


def test_many_visitors_export_the_same_page_at_once_under_one_seal(company: Company) -> None:
    filters = Filters(grain="month")
    sealed: list[bytes] = []
    threads = [threading.Thread(target=lambda: sealed.append(live(company, filters).sealed)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(sealed) == 4
    assert len(set(sealed)) == 1
    assert company.workspace.register_intact()
    assert json.loads(sealed[0])["content"]["filters"]["grain"] == "month"
    assert not any(isinstance(part, Table) and part.key == "data-rejects" for part in live(company).pages[0].parts)
