"""The dashboard served by a process of its own, for browsers: in tests, for screenshots, and where it is timed."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from cx.exports.chromium import chromium

ROOT = Path(__file__).parents[2]
QUIET = ("--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run")

#: Seconds that a server may take to answer; the first time it builds the sample company.
PATIENCE = 180


@contextmanager
def served(environment: Mapping[str, str], log: Path) -> Iterator[str]:
    """The address of the dashboard with these variables of the environment; log: where it writes."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"http://localhost:{free.getsockname()[1]}"
    port = f"--server.port={address.rpartition(':')[2]}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py", port, "--server.headless=true"]
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment}, stdout=out, stderr=out)
    try:
        _wait_for(f"{address}/_stcore/health", process)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("The server did not start.")


def launched(playwright: Playwright) -> Browser | None:
    """The system's Chromium without a window, else Playwright's own; None where there is neither."""
    own = playwright.chromium.executable_path
    path = chromium() or (own if own and Path(own).exists() else "")
    return playwright.chromium.launch(executable_path=path, args=list(QUIET)) if path else None
