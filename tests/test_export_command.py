"""`python -m cx export` and `python -m cx snapshot`: what is written is read back; nothing is written by halves."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cx.__main__ import main
from cx.exports.formats import FORMATS
from cx.settings import load
from cx.snapshots.seal import read_sealed
from cx.store.warehouse import open_warehouse
from tests.small_company import fill

Run = Callable[..., tuple[int, str, str]]

#: Formats that need no browser.
AT_ONCE = [name for name, known in FORMATS.items() if not known.browser]


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A small company, written once."""
    place = f"duckdb:///{tmp_path_factory.mktemp('export')}/warehouse.duckdb"
    warehouse = fill(open_warehouse(place, load({}, {})))
    warehouse.close()
    return place


@pytest.fixture
def run(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Runs a command on a workspace of its own; returns its status and what it wrote to both streams."""
    monkeypatch.setenv("CX_WAREHOUSE_URL", url)
    monkeypatch.setenv("CX_WORKSPACE_URL", f"sqlite:///{tmp_path}/workspace.sqlite")

    def runs(*arguments: str | Path) -> tuple[int, str, str]:
        status = main([str(argument) for argument in arguments])
        out, err = capfdbinary.readouterr()
        return status, out.decode(), err.decode()

    return runs


def sealed(file: Path) -> str:
    return read_sealed(file.read_bytes()).seal


@pytest.mark.parametrize("name", AT_ONCE)
def test_every_format_is_written_and_what_was_written_is_said(run: Run, tmp_path: Path, name: str) -> None:
    file = tmp_path / f"loyalty.{FORMATS[name].name}"

    status, out, err = run("export", "--page", "loyalty", "-o", file)

    assert (status, err) == (0, "")
    assert out.startswith(f"{file}: {name}, 1 page, {file.stat().st_size / 1000:,.0f} kB, seal ")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_the_same_question_gives_the_same_bytes_under_the_same_seal(run: Run, tmp_path: Path) -> None:
    once, again, other = (tmp_path / f"{name}.json" for name in ("once", "again", "other"))
    for file in (once, again):
        run("export", "--page", "loyalty", "--where", "channel=chat", "-o", file)
    run("export", "--page", "loyalty", "-o", other)

    assert once.read_bytes() == again.read_bytes()
    assert sealed(other) != sealed(once)


def test_filters_are_those_that_were_asked_for(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "page.json"
    asked = ("--period", "all", "--compare", "none", "--grain", "month", "--definition", "fcr.F1:14")

    run("export", "--page", "loyalty", "--where", "channel=chat", *asked, "-o", file)

    content = json.loads(read_sealed(file.read_bytes()).content)
    assert content["filters"] == {
        "period": "all", "compare": "none", "grain": "month", "where": [["channel", ["chat"]]],
        "definitions": [["fcr", "F1:14"]],
    }  # fmt: skip


def test_standard_output_holds_the_file_and_nothing_else(run: Run) -> None:
    status, out, err = run("export", "--page", "loyalty", "--format", "html", "-o", "-")

    assert status == 0
    assert out.startswith("<!doctype html>")
    assert out.endswith("</html>")
    assert err.startswith("html, 1 page, ")


def test_the_whole_dashboard_is_one_file(run: Run, tmp_path: Path) -> None:
    status, out, _ = run("export", "--page", "all", "-o", tmp_path / "all.html")

    assert status == 0
    assert "html, 6 pages, " in out
    assert "<title>Whole dashboard</title>" in (tmp_path / "all.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("-o", "page.docx"), "Give --format, or a file whose name ends in .html"),
        (("-o", "-"), "Give --format"),
        (("--page", "nothing", "-o", "page.html"), "There is no page 'nothing'"),
        (("--where", "chat", "-o", "page.html"), "--where takes DIMENSION=VALUE"),
        (("--where", "chanel=Chat", "-o", "page.html"), "The data have no dimension 'chanel'; choose one of "),
        (("--snapshot", "1", "-o", "page.html"), "There is no snapshot number 1"),
        (("--snapshot", "1", "--where", "channel=chat", "-o", "page.html"), "A snapshot has pages and filters"),
        (("-o", "nowhere/page.html"), "nowhere/page.html cannot be written (No such file or directory)"),
    ],
)
def test_what_cannot_be_written_is_said_in_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, arguments: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.chdir(tmp_path)

    status, out, err = run("export", *arguments)

    assert (status, out) == (2, "")
    assert err.startswith(f"cx: {sentence}")
    assert err.count("\n") == 1
    assert list(tmp_path.glob("*page*")) == []


def test_a_file_that_cannot_be_replaced_stays_as_it_was(run: Run, tmp_path: Path) -> None:
    (tmp_path / "page.html").mkdir()

    status, _, err = run("export", "-o", tmp_path / "page.html")

    assert status == 2
    assert "cannot be written" in err
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_a_link_stays_a_link_to_the_file_it_names(run: Run, tmp_path: Path) -> None:
    (tmp_path / "kept.csv").write_text("before")
    (tmp_path / "newest.csv").symlink_to("kept.csv")

    status, _, _ = run("export", "--page", "loyalty", "-o", tmp_path / "newest.csv")

    assert status == 0
    assert (tmp_path / "newest.csv").is_symlink()
    assert (tmp_path / "kept.csv").read_text(encoding="utf-8-sig").startswith("Title,")


def test_a_device_is_written_to_and_never_replaced(run: Run, tmp_path: Path) -> None:
    """Whoever exports into /dev/null as root would have none any more. A pipe stands for it here."""
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    reader = ThreadPoolExecutor(1).submit(pipe.read_bytes)

    status, _, _ = run("export", "--page", "loyalty", "-o", pipe)

    assert status == 0
    assert reader.result(timeout=30).decode("utf-8-sig").startswith("Title,")
    assert pipe.is_fifo()


def test_a_snapshot_is_taken_listed_checked_and_written(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    status, out, _ = run("snapshot", "take", "--title", "=1+1", "--page", "loyalty", "--page", "trust")
    seal = out.split()[-1]

    assert (status, out) == (0, f"Snapshot 1, seal {seal}\n")
    listed = run("snapshot", "list")[1].splitlines()[-1]
    assert listed.split()[:2] == ["1", "=1+1"]
    assert "loyalty, trust" in listed
    assert seal[:8] in listed
    assert run("snapshot", "check", "1")[0] == 0
    assert "\nToday: Unchanged" in run("snapshot", "check", "1")[1]
    assert "\nLoyalty, Trust. " in run("snapshot", "check", "1")[1]
    assert run("snapshot", "export", "1", "-o", file)[0] == 0
    assert sealed(file) == seal
    assert run("export", "--snapshot", "1", "-o", tmp_path / "again.json")[0] == 0
    assert file.read_bytes() == (tmp_path / "again.json").read_bytes()
    assert run("snapshot", "check", file)[:2] == run("snapshot", "check", "1")[:2]


def test_one_changed_digit_fails_the_seal(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "page.json"
    run("export", "--page", "loyalty", "-o", file)
    text = file.read_text(encoding="utf-8")
    changed = text.replace('"period":"4w"', '"period":"5w"')
    file.write_text(changed, encoding="utf-8")

    status, out, _ = run("snapshot", "check", file)

    assert changed != text
    assert status == 1
    assert out.startswith("Changed after it was sealed.\n")


def test_another_workspace_calls_a_file_complete_and_not_proved(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "page.json"
    run("export", "--page", "loyalty", "-o", file)
    monkeypatch.setenv("CX_WORKSPACE_URL", f"sqlite:///{tmp_path}/another.sqlite")

    status, out, _ = run("snapshot", "check", file)

    assert status == 1
    assert out.startswith("Complete and self-consistent, not proved.\n")


def test_what_is_no_sealed_file_is_no_snapshot(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file.json").write_text("{}", encoding="utf-8")

    assert run("snapshot", "check", tmp_path / "file.json")[::2] == (
        2, "cx: The file holds no sealed snapshot; choose one that was taken as JSON.\n",
    )  # fmt: skip
    assert "cannot be read (No such file or directory)" in run("snapshot", "check", tmp_path / "none.json")[2]


def test_the_whole_dashboard_is_listed_as_what_it_is_asked_for_by(run: Run) -> None:
    run("snapshot", "take", "--title", "Board", "--page", "all")

    assert "  all  " in run("snapshot", "list")[1].splitlines()[-1]


def test_without_snapshots_the_list_says_how_to_take_one(run: Run) -> None:
    assert run("snapshot", "list")[1].startswith("There are no snapshots yet")
