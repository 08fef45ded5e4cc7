"""The parts of the frame: rights, escaping, security headers, what is offered, what is taken away."""

from __future__ import annotations

import asyncio
import inspect
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cx.company import open_own
from cx.exports.formats import format_of
from cx.filters import Filters
from cx.reports.ask import Arrangement, Ask
from cx.reports.page import Chart
from cx.reports.pages import model
from cx.snapshots.snapshot import live_document
from pages._parts import export, filter_bar, notices, scope
from pages._parts.headers import HEADERS, SecurityHeaders
from pages._parts.markdown import literal
from pages._parts.registry import ENTRIES
from pages._parts.rights import may_change
from tests.pages import small
from tests.pages.reading import AtPage


@pytest.fixture
def ask(company: Path, tmp_path: Path) -> Ask:
    """The question to a company that may be written to."""
    own = open_own(small.settings(shutil.copytree(company, tmp_path / "own")))
    return Ask(own.warehouse.contents(), own.settings, Filters(), own.warehouse.tally, company=own)


@pytest.mark.parametrize("address", ["localhost", "127.0.0.1", "::1"])
def test_on_this_machine_alone_everything_may_be_changed(address: str, tmp_path: Path) -> None:
    assert may_change(small.settings(tmp_path), address)


@pytest.mark.parametrize("address", ["", "0.0.0.0", "192.168.0.7", "dashboard.example"])
def test_where_others_can_come_nothing_may_be_changed_unless_the_setting_says_so(address: str, tmp_path: Path) -> None:
    settings = small.settings(tmp_path)

    assert not may_change(settings, address)
    assert may_change(settings.with_(edit=True), address)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("Chat", "Chat"),
        ("*Phone* <b>", r"\*Phone\* \<b\>"),
        (":red[x] $a$", r"\:red\[x\] \$a\$"),
        ("![a](http://b)\n# c", "\\!\\[a\\]\\(http\u2060\\:\\/\\/b\\) \\# c"),
        ("WWW.b.lt, a@b.lt", "WWW\u2060\\.b\\.lt\\, a\u2060\\@b\\.lt"),
        ("ftp: a @ b / www", r"ftp\: a \@ b \/ www"),
        ("Ärger 日本", "Ärger 日本"),
    ],
)
def test_a_text_of_the_data_is_no_markdown(text: str, safe: str) -> None:
    assert literal(text) == safe


def test_every_answer_of_the_server_carries_the_security_headers() -> None:
    sent = []

    async def server(scope: object, receive: object, send: object) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"x-own", b"1")]})  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b""})  # type: ignore[operator]

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    asyncio.run(SecurityHeaders(server)({"type": "http"}, None, send))  # type: ignore[arg-type]

    headers = dict(sent[0]["headers"])
    assert headers[b"x-own"] == b"1"
    assert {name.lower().encode() for name in HEADERS} <= set(headers)
    assert b"frame-ancestors 'self'" in headers[b"content-security-policy"]


def test_only_dimensions_that_some_row_fills_are_offered(ask: Ask) -> None:
    assert filter_bar.dimensions(ask) == ["channel", "region", "team", "survey", "source"]


def test_a_dimension_of_the_link_is_offered_too(ask: Ask) -> None:
    asked = Ask(ask.contents, ask.settings, Filters().where_("segment", ["Gold"]), ask.ask)

    assert "segment" in filter_bar.dimensions(asked)
    assert filter_bar.options(asked, "segment") == ["Gold"]


def test_unknown_conditions_are_found_value_by_value(ask: Ask) -> None:
    asked = Filters().where_("channel", ["Chat", "Fax", None]).where_("colour", ["red"])

    found = notices.unknown(Ask(ask.contents, ask.settings, asked, ask.ask))

    assert [(gone.dimension, gone.value) for gone in found] == [("channel", "Fax"), ("channel", None), ("colour", None)]


def _many_options() -> None:
    from cx.reports.page import Picker
    from pages._parts import link, pickers

    link.read()
    options = tuple((str(number), f"{number} *E-mail*") for number in range(number_of_options))  # noqa: F821
    pickers.picker(Picker("by", "By", options, "0"))


@pytest.mark.parametrize(("many", "shown"), [(3, r"0 \*E\-mail\*"), (9, "0 *E-mail*")])
def test_names_in_pills_are_escaped_and_those_in_a_list_which_reads_no_markdown_are_not(many: int, shown: str) -> None:
    code = inspect.getsource(_many_options).replace("number_of_options", str(many))
    app = AppTest.from_string(code + "\n_many_options()").run()
    assert not app.exception

    (widget,) = [*app.pills, *app.selectbox]
    assert widget.options[0] == shown


MODELS = sorted(entry.name for entry in ENTRIES if entry.modelled)


def page_file(ask: Ask, name: str) -> str:
    """The page as one HTML file."""
    assert ask.company is not None
    what = scope.one_page(ask, name, Arrangement())
    return format_of("html").write(live_document(ask.company, ask, what.pages, "en", what.title)).decode()


@pytest.mark.parametrize("name", MODELS)
def test_each_page_can_be_taken_away_as_one_file(ask: Ask, name: str) -> None:
    file = page_file(ask, name)

    assert file.startswith("<!doctype html>")
    assert "9 Feb–8 Mar 2026 against 12 Jan–8 Feb 2026" in file
    assert "<b>'" not in file


def test_everything_taken_away_from_the_sample_company_says_that_it_is_the_sample(ask: Ask) -> None:
    sample = replace(ask, is_sample=True)
    said = "Sample data: an invented company, not your own."

    for name in MODELS:
        file = page_file(sample, name)
        head, facts = file.split('<dl class="facts">')
        assert said in head
        assert f"<dt>Data</dt><dd>{said}</dd>" in facts
        assert said not in page_file(ask, name)
        for chart in (part for part in model(name)(sample, Arrangement()).parts if isinstance(part, Chart)):
            assert f'Data,"{said}"' in export.csv_file(sample, chart, "en").decode("utf-8-sig").splitlines()
            assert said not in export.csv_file(ask, chart, "en").decode("utf-8-sig")


def test_the_frame_knows_whether_the_data_are_the_sample(at_page: AtPage, sample: Path) -> None:
    asks = [app.session_state["frame.current"].ask for app in (at_page(), at_page(folder=sample))]

    assert [ask.is_sample for ask in asks] == [False, True]


def test_the_numbers_of_a_chart_can_be_taken_away_with_what_they_are_of(ask: Ask) -> None:
    parts = model("loyalty")(ask, Arrangement()).parts
    chart = next(part for part in parts if isinstance(part, Chart) and part.key == "by-nps-nps")

    lines = export.csv_file(ask, chart, "en").decode("utf-8-sig").splitlines()

    assert any(line.startswith("Days,9 Feb–8 Mar 2026") for line in lines)
    assert any(line.startswith("Filters,none") for line in lines)
    assert any(line.startswith("Time zone,UTC") for line in lines)
    assert [line.split(",")[0] for line in lines[-3:]] == ["E-mail", "*Phone* <b>", "Chat"]


def test_every_page_has_a_script_an_icon_and_a_place() -> None:
    folder = Path(__file__).parents[2] / "pages"

    assert {path.stem for path in folder.glob("*.py")} - {"_frame"} == {entry.name for entry in ENTRIES}
    assert all(entry.icon.startswith(":material/") for entry in ENTRIES)


def test_navigation_carries_the_filters_to_every_page(at_page: AtPage) -> None:
    app = at_page("loyalty", channel="Chat")

    links = {link.proto.query_string for link in app.get("page_link")}

    assert links == {"channel=Chat"}
