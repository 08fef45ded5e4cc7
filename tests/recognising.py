"""Files made for recognising: a text as a file, and what is suggested of it, written short."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from cx.recognise.draft import Choice, Draft
from cx.recognise.look import Look, look
from cx.recognise.suggest import Suggestion, suggest


def looked(folder: Path, text: str, name: str = "file.csv", encoding: str = "utf-8") -> Look:
    """What is seen of a text as a file."""
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return look(path)


def suggested(folder: Path, text: str, **options: Any) -> Suggestion:
    return suggest(looked(folder, text, **options))


def drafted(folder: Path, text: str, **options: Any) -> Draft:
    """The draft that is suggested of a text."""
    draft = suggested(folder, text, **options).draft
    assert draft is not None
    return draft


def parts(draft: Draft) -> dict[str, str]:
    """What each column is: "created_at" for a field, "dimension: plan", "nps 0..10", "comment: nps"; columns set aside
    are left out."""
    return {one.column: _short(one) for one in draft.choices if one.part != "aside"}


def _short(choice: Choice) -> str:
    if choice.survey:
        low = " low" if choice.survey.direction == "low" else ""
        return f"{choice.survey.measure} {choice.survey.low}..{choice.survey.high}{low}"
    return choice.name if choice.part == "field" else f"{choice.part}: {choice.name}"


def rows(header: str, *lines: str, times: int = 1, end: str = "\n") -> str:
    """A file of a header and lines, which repeat."""
    return end.join([header, *(lines * times), ""])
