"""What fails alone is said in its place; what fails for a whole page is one sentence; never a traceback."""

from __future__ import annotations

import logging
import re
import shutil
from pathlib import Path

import pytest

from cx.reports import headline_cards, over_time
from cx.reports.pages import MODELS
from pages._parts import filter_bar
from pages._parts.registry import BY_NAME
from tests.pages.reading import AtPage, charts_of, finding_of, words_of

CODE = re.compile(r"The reason is in the log under ([0-9A-F]{4})\.")


def broken(*_given: object, **_named: object) -> object:
    raise RuntimeError("planted")


def code_in(said: str) -> str:
    found = CODE.search(said)
    assert found is not None, said
    return found[1]


def test_a_chart_that_fails_leaves_the_rest_of_the_page(
    at_page: AtPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    whole = len(charts_of(at_page("loyalty", channel="E-mail")))
    monkeypatch.setattr(over_time, "trend", broken)

    with caplog.at_level(logging.ERROR, "cx"):
        app = at_page("loyalty", channel="Chat")

    said = words_of(app)
    assert len(charts_of(app)) == whole - 1
    assert "This chart could not be drawn The numbers on the rest of the page are right." in said
    record = next(record for record in caplog.records if record.getMessage().startswith(code_in(said)))
    assert record.getMessage() == f"{code_in(said)}: chart nps-trend failed"
    assert record.exc_info is not None
    assert "Try again" in [button.label for button in app.button]


def test_trying_again_draws_what_failed_before(at_page: AtPage, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as planted:
        planted.setattr(over_time, "trend", broken)
        app = at_page("loyalty")

    app.button(key="again-nps-trend").click().run()

    assert "could not be drawn" not in words_of(app)


def test_a_card_that_fails_leaves_the_others(at_page: AtPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(headline_cards.PAGES, "nps", "loyalty")
    real = headline_cards.card

    def one_broken(ask: object, line: object) -> object:
        return broken() if line.measure.name == "nps" else real(ask, line)  # type: ignore[attr-defined,arg-type]

    monkeypatch.setattr(headline_cards, "card", one_broken)

    said = words_of(at_page())

    assert "— This number could not be counted" in said
    assert code_in(said)
    assert said.count("within noise") == 5


@pytest.mark.parametrize("name", sorted(name for name, entry in BY_NAME.items() if entry.modelled))
def test_a_page_that_fails_altogether_says_one_sentence(
    at_page: AtPage, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setitem(MODELS, name, broken)  # type: ignore[arg-type]

    app = at_page(name)

    assert len(app.error) == 1
    assert code_in(app.error[0].value.replace("\\", ""))
    assert "planted" not in app.error[0].value


def test_a_frame_that_fails_says_one_sentence(at_page: AtPage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filter_bar, "filters", broken)

    assert len(at_page().error) == 1


@pytest.mark.parametrize("name", sorted(BY_NAME))
def test_a_database_that_breaks_between_two_runs_is_said_in_one_sentence(
    at_page: AtPage, company: Path, tmp_path: Path, name: str
) -> None:
    folder = tmp_path / "breaks"
    shutil.copytree(company, folder)
    app = at_page(name, folder=folder)
    for file in folder.glob("warehouse.*.duckdb"):
        file.write_bytes(b"no database")
    (folder / "warehouse.current").write_text("000099-00000000")

    app.query_params["period"] = "13w"
    app.run()

    assert not app.exception
    assert len(app.error) == 1
    assert app.error[0].value.count("Traceback") == 0


def test_a_page_comes_back_once_the_database_does(at_page: AtPage, company: Path, tmp_path: Path) -> None:
    folder = tmp_path / "comes-back"
    shutil.copytree(company, folder)
    app = at_page("loyalty", folder=folder)
    before, pointer = finding_of(app), (folder / "warehouse.current").read_text()
    (folder / "warehouse.current").write_text("no version at all")
    app.run()

    (folder / "warehouse.current").write_text(pointer)
    app.run()

    assert finding_of(app) == before
