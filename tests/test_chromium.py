"""The one Chromium of the process: found, shared by threads, cut off from every host, and gone in the end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cx.errors import CxError
from cx.exports import chromium as module
from cx.exports.chromium import Command, chromium, made_by_chromium, made_of_page
from cx.settings import ROOT

NEEDS_CHROMIUM = pytest.mark.skipif(not chromium(), reason="no Chromium is found")

#: Tells the number it was given once its figures, here none, are drawn.
PAGE = "<!doctype html><title>{number}</title><script>window.drawn = Promise.resolve(1)</script>"


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Looks for Chromium anew, now and afterwards."""
    chromium.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    chromium.cache_clear()


async def title(command: Command) -> bytes:
    found = await command("Runtime.evaluate", expression="document.title")
    return str(found["result"]["value"]).encode()


def test_without_a_chromium_that_is_said_with_the_way_out(elsewhere: pytest.MonkeyPatch, tmp_path: Path) -> None:
    elsewhere.delenv("BROWSER_PATH", raising=False)
    elsewhere.setenv("PATH", str(tmp_path))

    with pytest.raises(CxError, match="install one, or name it in BROWSER_PATH"):
        made_of_page(b"", title)


def test_a_browser_path_that_leads_nowhere_is_no_chromium(elsewhere: pytest.MonkeyPatch, tmp_path: Path) -> None:
    elsewhere.setenv("BROWSER_PATH", str(tmp_path / "nothing"))

    assert chromium() == ""


@NEEDS_CHROMIUM
def test_threads_ask_at_once_and_each_has_its_own_page() -> None:
    files = [PAGE.format(number=number).encode() for number in range(6)]

    with ThreadPoolExecutor(6) as pool:
        titles = list(pool.map(lambda file: made_of_page(file, title), files))

    assert titles == [str(number).encode() for number in range(6)]


@NEEDS_CHROMIUM
def test_a_page_has_no_network() -> None:
    assert made_of_page(b"<script>document.title = navigator.onLine</script>", title) == b"false"


@NEEDS_CHROMIUM
def test_a_page_whose_figures_fail_is_refused_and_the_next_one_is_drawn() -> None:
    failing = b"<script>window.drawn = Promise.reject(new Error())</script>"

    with pytest.raises(CxError, match="could not draw it"):
        made_of_page(failing, title)
    assert made_of_page(PAGE.format(number=7).encode(), title) == b"7"


@NEEDS_CHROMIUM
def test_what_takes_too_long_is_given_up_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    made_of_page(PAGE.format(number=1).encode(), title)
    monkeypatch.setattr(module, "TIMEOUT", 1.0)

    with pytest.raises(CxError, match="not done after 1 seconds"):
        made_of_page(b"<script>window.drawn = new Promise(() => {})</script>", title)


@NEEDS_CHROMIUM
def test_a_chromium_that_hangs_is_ended_and_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    made_of_page(PAGE.format(number=1).encode(), title)
    hanging = module._browsers[0].browser.subprocess
    os.killpg(hanging.pid, signal.SIGSTOP)
    with monkeypatch.context() as patch:
        patch.setattr(module, "TIMEOUT", 1.0)
        with pytest.raises(CxError, match="not done after 1 seconds"):
            made_of_page(PAGE.format(number=2).encode(), title)

    assert made_of_page(PAGE.format(number=3).encode(), title) == b"3"
    assert hanging.poll() is not None


@NEEDS_CHROMIUM
def test_a_chromium_that_was_ended_is_replaced() -> None:
    made_of_page(PAGE.format(number=1).encode(), title)
    ended = module._browsers[0].browser.subprocess
    ended.kill()
    ended.wait()

    assert made_of_page(PAGE.format(number=2).encode(), title) == b"2"


@NEEDS_CHROMIUM
def test_the_folder_of_a_page_and_its_tab_are_gone_afterwards(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    made_of_page(PAGE.format(number=1).encode(), title)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))

    async def tabs(browser: object) -> bytes:
        found = await browser.send_command("Target.getTargets")  # type: ignore[attr-defined]
        return str(sum(target["type"] == "page" for target in found["result"]["targetInfos"])).encode()

    before = made_by_chromium(tabs)
    made_of_page(PAGE.format(number=2).encode(), title)

    assert made_by_chromium(tabs) == before
    assert list(tmp_path.iterdir()) == []


@NEEDS_CHROMIUM
def test_a_process_that_ends_takes_its_chromium_along() -> None:
    program = (
        "from cx.exports import chromium\n"
        "async def nothing(browser): return b''\n"
        "chromium.made_by_chromium(nothing)\n"
        "print(chromium._browsers[0].browser.subprocess.pid)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert not Path(f"/proc/{done.stdout.strip()}").exists()
    assert done.stderr == ""
