"""The page Trust in its tabs, on data and without."""

from __future__ import annotations

from pathlib import Path

import pytest

from cx.company import open_own
from cx.reports.trust import TABS
from cx.store.workspace import Reject
from tests.facts import at
from tests.pages import small
from tests.pages.reading import AtPage, charts_of, finding_of, html_of, named, words_of

HOSTILE = "=1+1 <script>alert(1)</script> ![x](http://elsewhere) **bold**"


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens(at_page: AtPage, tab: str) -> None:
    app = at_page("trust", tab=tab)

    assert finding_of(app)
    assert len(charts_of(app)) == (tab == "definitions")


def test_the_numbers_agree(at_page: AtPage) -> None:
    app = at_page("trust")

    assert finding_of(app) == "All 9 numbers agree when counted a second way"
    assert words_of(app).count("✓ agrees") == 9 + 5  # and each line of what was opened and solved
    assert "✗" not in words_of(app)
    assert 'class="cx-right">✓ agrees<' in html_of(app)


def test_the_numbers_agree_under_filters_of_a_link(at_page: AtPage) -> None:
    app = at_page("trust", channel="*Phone* <b>", period="2026-02", compare="none")

    assert "agree when counted a second way" in finding_of(app)
    assert "✗" not in words_of(app)


def test_a_filter_that_matches_nothing_is_said(at_page: AtPage) -> None:
    app = at_page("trust", channel="Fax")

    assert finding_of(app) == "No rows match these filters"
    assert "Channel: Fax. Days: 9 Feb–8 Mar 2026." in words_of(app)


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_on_a_single_row(at_page: AtPage, tmp_path: Path, tab: str) -> None:
    small.build_one_row(tmp_path)

    assert finding_of(at_page("trust", folder=tmp_path, tab=tab, period="all"))


def test_another_measure_is_looked_at_through_the_picker(at_page: AtPage) -> None:
    app = at_page("trust", tab="definitions")

    named(app.selectbox, "about").select("nps").run()

    assert not app.exception
    assert app.query_params["about"] == "nps"
    assert "Every definition of NPS" in words_of(app)
    assert finding_of(app).startswith("NPS: ")


def test_another_tool_is_chosen_in_the_link(at_page: AtPage) -> None:
    app = at_page("trust", tab="tools", versus="intercom")

    assert "Intercom beside your own definitions" in words_of(app)
    assert "Intercom, article 7022438" in words_of(app)


def test_rejected_rows_stay_plain_text(at_page: AtPage, tmp_path: Path) -> None:
    small.build(tmp_path, each_week=5)
    own = open_own(small.settings(tmp_path))
    own.workspace.record_import(
        started_at=at("2026-03-01"), preset="generic-answers", source=HOSTILE, files=[HOSTILE], landed=True, read=1,
        added=0, changed=0, unchanged=0, rejected=1, rejects=[Reject(HOSTILE, 2, "score", "no number", HOSTILE)],
    )  # fmt: skip

    app = at_page("trust", folder=tmp_path, tab="data")

    assert "1 row could not be read" in words_of(app)
    assert app.dataframe[0].value["As it came"].tolist() == [HOSTILE]
    assert "<script>" not in html_of(app)
    assert not [text for text in app.markdown if "bold" in text.value]
