"""The one Chromium of this process, without a window: it draws pictures and prints pages.

It is started for the first that is asked for and kept until the process ends. Nothing is fetched from another host.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock, Thread
from typing import Any

from cx.errors import CxError

#: Seconds that one piece of work may take, the start of Chromium included.
TIMEOUT = 60.0
#: Seconds that work which was given up has to clean up behind itself.
PATIENCE = 10.0
#: The pixels of the window that pages are laid out in.
WINDOW_WIDTH, WINDOW_HEIGHT = 1440, 900

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")

#: What is done with the browser (`kaleido.Kaleido`).
Work = Callable[[Any], Coroutine[Any, Any, bytes]]
#: Sends a command of the DevTools protocol to a page; gives what it answers.
Command = Callable[..., Awaitable[dict[str, Any]]]
OFFLINE = {"offline": True, "latency": 0, "downloadThroughput": 0, "uploadThroughput": 0}


@cache
def chromium() -> str:
    """Where Chromium is: what BROWSER_PATH names, else what is found on the path; "" where there is none."""
    named = os.environ.get("BROWSER_PATH", "")
    if named:
        return named if Path(named).is_file() else ""
    return next((path for name in NAMES if (path := shutil.which(name))), "")


def made_by_chromium(work: Work) -> bytes:
    """What the work makes; any number of threads may ask at once. CxError where there is no Chromium, where it takes
    too long, and where it fails.
    """
    if not chromium():
        raise CxError("No Chromium is found to draw with: install one, or name it in BROWSER_PATH.")
    try:
        return _running().done(work)
    except TimeoutError as error:
        raise CxError(f"{chromium()} was not done after {TIMEOUT:.0f} seconds; try again, or ask for less.") from error
    except Exception as error:
        raise CxError(f"{chromium()} could not draw it ({type(error).__name__}); try again.") from error


def made_of_page(file: bytes, take: Callable[[Command], Awaitable[bytes]]) -> bytes:
    """What is taken of an HTML file once all its figures are drawn. Raises CxError as `made_by_chromium`."""

    async def work(browser: Any) -> bytes:
        async with _opened(browser, file) as command:
            return await take(command)

    return made_by_chromium(work)


@asynccontextmanager
async def _opened(browser: Any, file: bytes) -> AsyncIterator[Command]:
    """The file in a tab of its own, from a folder that nobody else may read; both are gone afterwards."""
    home = str(Path.home()) if browser.is_isolated() else None  # a packaged Chromium may not see the common folder
    with TemporaryDirectory(prefix=".cx-", dir=home) as folder:
        path = Path(folder, "page.html")
        path.write_bytes(file)
        tab = await browser.create_tab(window=True)
        try:
            await _drawn(tab, path)
            yield lambda name, **given: _answer(tab, name, **given)
        finally:
            await browser.close_tab(tab)


async def _drawn(tab: Any, path: Path) -> None:
    """Open the file without a network, and wait for its figures."""
    await _answer(tab, "Network.enable")
    await _answer(tab, "Network.emulateNetworkConditions", **OFFLINE)
    size = {"width": WINDOW_WIDTH, "height": WINDOW_HEIGHT, "deviceScaleFactor": 1, "mobile": False}
    await _answer(tab, "Emulation.setDeviceMetricsOverride", **size)
    await _answer(tab, "Page.enable")
    loaded = tab.subscribe_once("Page.loadEventFired")
    await _answer(tab, "Page.navigate", url=path.as_uri())
    await loaded
    await evaluated(lambda name, **given: _answer(tab, name, **given), "window.drawn")


async def evaluated(command: Command, expression: str) -> None:
    """Run an expression in the page, and wait for what it promises."""
    found = await command("Runtime.evaluate", expression=expression, awaitPromise=True)
    if "exceptionDetails" in found:
        raise RuntimeError(expression)


async def _answer(tab: Any, name: str, **given: Any) -> dict[str, Any]:
    answer = await tab.send_command(name, params=given)
    if "error" in answer:
        raise RuntimeError(name)
    result: dict[str, Any] = answer["result"]
    return result


class _Chromium:
    """A browser with an event loop of its own, so that any number of threads may ask it."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self.thread = Thread(target=self.loop.run_forever, name="chromium", daemon=True)
        self.thread.start()
        self.browser: Any = self._wait(self._opened())

    def done(self, work: Work) -> bytes:
        made: bytes = self._wait(work(self.browser))
        return made

    @property
    def ended(self) -> bool:
        return self.browser.subprocess.poll() is not None

    def close(self) -> None:
        with suppress(TimeoutError):
            asyncio.run_coroutine_threadsafe(self._closed(), self.loop).result(PATIENCE)
        self.loop.call_soon_threadsafe(self.loop.stop)
        self.thread.join()
        self.loop.close()

    @staticmethod
    async def _opened() -> Any:
        import kaleido

        opened = kaleido.Kaleido(n=1, timeout=TIMEOUT, mathjax=False, path=chromium())
        await opened.open()
        return opened

    async def _closed(self) -> None:
        """End the browser and all that waits for it."""
        await self.browser.close()
        waiting = asyncio.all_tasks() - {asyncio.current_task()}
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)

    def _wait(self, work: Coroutine[Any, Any, Any]) -> Any:
        """What the work gives. What takes too long is given up, and the browser ended: it may hang."""
        future = asyncio.run_coroutine_threadsafe(asyncio.wait_for(work, TIMEOUT), self.loop)
        try:
            return future.result(TIMEOUT + PATIENCE)
        except TimeoutError:
            self._kill()
            raise

    def _kill(self) -> None:
        """End the browser with all its processes, whatever they do."""
        process = self.browser.subprocess
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
        process.wait()


_browsers: list[_Chromium] = []
_starting = Lock()


def _running() -> _Chromium:
    """The one Chromium of this process; a new one after the last has ended."""
    with _starting:
        if _browsers and _browsers[0].ended:
            _close()
        if not _browsers:
            _browsers.append(_Chromium())
        return _browsers[0]


@atexit.register
def _close() -> None:
    """End the browser if there is one."""
    while _browsers:
        _browsers.pop().close()
