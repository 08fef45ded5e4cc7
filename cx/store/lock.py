"""A lock on a file: held by one process (or thread) at a time, let go by the operating system if its holder dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cx.errors import Busy, StoreError

if sys.platform == "win32":
    import msvcrt

    def _take(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _take(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def file_lock(path: Path, wait: float) -> Iterator[None]:
    """Hold the lock file for the block.

    Raises Busy if another holds it for longer than `wait` seconds, StoreError where no file can be written.
    """
    handle = _open(path)
    try:
        _wait_for(handle, wait)
        yield
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as failure:
        raise StoreError(
            f"Nothing can be written in the folder {path.parent} ({failure.strerror}); the data are as they were. "
            "Allow writing there, or choose another folder by the database's address."
        ) from failure


def _wait_for(handle: int, wait: float) -> None:
    deadline = time.monotonic() + wait
    while True:
        try:
            return _take(handle)
        except OSError:
            if time.monotonic() >= deadline:
                raise Busy("Another import is running; wait until it has finished, then try again.") from None
            time.sleep(0.05)
