"""What tests of the Data page share: files to drop, dropping them, and waiting for an import."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from streamlit.testing.v1 import AppTest

from pages._parts import import_job

#: Seconds that an import of a few rows may take on a busy machine.
PATIENCE = 60.0

#: What nobody exports like this: a title, semicolons, names in Lithuanian, days before months, a decimal comma.
SCORES = (10, 9, 9, 10, 8, 7, 7, 3, 6, 10, 9, 0) * 3
DAYS = tuple(f"{day:02d}.03.2026 {hour}:15" for hour in (10, 11, 12) for day in range(13, 25))


def survey(scores: Sequence[object] = SCORES, days: Sequence[str] = DAYS) -> bytes:
    """A spreadsheet of answers as somebody's own tool wrote it, in Windows-1257."""
    head = "Anketos data;Miestas;Ar rekomenduotumėte mus draugams? (0-10);Kodėl?;Suma"
    rows = [
        f"{day};{('Vilnius', 'Šiauliai')[k % 2]};{score};Viskas gerai nr. {k};{k},5"
        for k, (day, score) in enumerate(zip(days, scores, strict=True))
    ]
    return "\r\n".join([head, *rows, ""]).encode("cp1257")


#: What the NPS of the scores above is: of every twelve answers six are promoters' and three detractors'.
NPS = "+25"


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    """Drop files on the page."""
    uploader = app.file_uploader[0]
    for name, content in files:
        uploader.upload(name, content)
    return app.run()


def bring_in(app: AppTest) -> AppTest:
    """Press the button, and wait until everything has ended."""
    app.button(key="import-now").click().run()
    deadline = time.monotonic() + PATIENCE
    while app.session_state[import_job._KEY].running:
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return app.run()


def becomes(app: AppTest, column: str) -> str:
    """What a column becomes."""
    return str(_choice(app, column).value)


def choose(app: AppTest, column: str, code: str) -> AppTest:
    """Say what a column becomes."""
    return _choice(app, column).set_value(code).run()  # type: ignore[no-any-return]


def _choice(app: AppTest, column: str):  # type: ignore[no-untyped-def]
    plain = [(box, box.label.replace("\\", "")) for box in app.selectbox if box.key and box.key.startswith("becomes.")]
    return next(box for box, label in plain if label == f"What “{column}” becomes")


def left_behind(folder: Path) -> list[str]:
    """Names of all files below a folder."""
    return sorted(path.name for path in folder.rglob("*") if path.is_file())
