"""The real command, killed by the operating system in the middle of an import."""

from __future__ import annotations

import gzip
import os
import pty
import signal
import subprocess
import sys
from pathlib import Path

from cx.settings import ROOT
from tests.publishing import PIECE, counted, opened, publish_piece

HEAD = b"survey,response_id,answered_at,score\n"
ROWS = b"".join(b"nps,new-%d,2025-03-03T12:00:00Z,9\n" % nr for nr in range(2000))

#: Two million rows: importing them takes thousands of times longer than killing a process.
LONG = 1000


def write(file: Path, times: int) -> None:
    """The same 2,000 rows many times over, in a small file."""
    file.write_bytes(gzip.compress(HEAD) + gzip.compress(ROWS) * times)


def start_import(url: str, file: Path, terminal: int) -> subprocess.Popen[bytes]:
    """`python -m cx import`, drawing its progress on a terminal."""
    settings = {"CX_WAREHOUSE_URL": url, "CX_WORKSPACE_URL": f"sqlite:///{file.parent}/workspace.sqlite"}
    command = [sys.executable, "-m", "cx", "import", str(file), "--preset", "generic-answers", "--source", "form"]
    return subprocess.Popen(
        command, cwd=ROOT, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=terminal, close_fds=True
    )


def test_an_import_killed_after_its_first_progress_leaves_the_old_version_whole_and_works_when_repeated(
    engine: str, tmp_path: Path
) -> None:
    url, file = f"{engine}:///{tmp_path}/warehouse.{engine}", tmp_path / "answers.csv.gz"
    warehouse = opened(url)
    publish_piece(warehouse, 0)
    version = warehouse.version
    ours, theirs = pty.openpty()

    write(file, LONG)
    doomed = start_import(url, file, theirs)
    progress = os.read(ours, 1000)
    doomed.send_signal(signal.SIGKILL)

    assert doomed.wait() == -signal.SIGKILL
    assert b"reading" in progress
    assert (warehouse.version, counted(warehouse)) == (version, PIECE)

    write(file, 1)
    again = start_import(url, file, theirs)

    assert again.wait() == 0
    assert counted(warehouse) == PIECE + 2000
    warehouse.close()
    os.close(ours)
    os.close(theirs)
