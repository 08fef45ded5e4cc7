"""List what can be scored: every measure with its readings, what each means, and the columns it needs.

A reading is chosen with `--reading NAME`; what follows a colon may be changed, what follows an @ is another basis.
"""

from __future__ import annotations

import argparse
import textwrap
from collections.abc import Iterable, Iterator

from cx.measures import MEASURES, Measure, Reading, measure
from cx.reports import words
from cx.reports.definitions import basis_name

#: Characters of a line of text.
WIDTH = 110


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("measure", nargs="*", help="only these")
    parser.add_argument("--format", choices=("text", "markdown"), default="text")


def run(options: argparse.Namespace) -> int:
    """Print the catalogue, or some of it."""
    chosen = [measure(name) for name in options.measure] or list(MEASURES.values())
    write = _markdown if options.format == "markdown" else _text
    print("\n".join(write(chosen)))
    return 0


def _text(chosen: Iterable[Measure]) -> Iterator[str]:
    for known in chosen:
        yield f"{known.name}  {words.measure_name(known.name)}"
        for reading in known.readings:
            yield from _wrapped(f"    {reading.full_name:<20} {words.definition(known, reading)}")
        for basis in known.bases:
            yield f"    ...@{basis.name:<16} {basis_name(known, basis.name)}"
        if needs := _needs(known):
            yield f"    needs {needs}"


def _wrapped(line: str) -> list[str]:
    """A line that fits a screen, its text one below the other."""
    return textwrap.wrap(line, WIDTH, subsequent_indent=" " * 25, break_on_hyphens=False)


_HEAD = """# Measures

What can be scored, as `python -m cx measures` lists it. A reading is chosen with `python -m cx score NAME --reading
READING`, with `definition=NAME.READING` in a link and with `warehouse.score("NAME", reading="READING")`; all of a
measure stand side by side with `python -m cx score NAME --definitions`. What follows a colon is a target in seconds or
a window in days and may be another one (a target must be the edge of a bin). Both numbers of a percentage are
counted under the same filters; where nothing is counted there is no number, never 0 or 100 %. The unit "answer" is a
step of the question's own scale.
"""


def _markdown(chosen: Iterable[Measure]) -> Iterator[str]:
    yield _HEAD
    for known in chosen:
        yield f"## {known.name}: {words.measure_name(known.name)}\n"
        yield from ("| reading | unit | what it is |", "| --- | --- | --- |")
        for reading in known.readings:
            yield f"| `{reading.full_name}` | {reading.unit} | {words.definition(known, reading)} |"
        for basis in known.bases:
            yield f"| any of them, `@{basis.name}` | | {basis_name(known, basis.name)} |"
        yield f"\n{_facts(known)}\n"


def _facts(known: Measure) -> str:
    needs = f"; needs {_needs(known)}" if _needs(known) else ""
    options = [f"`{text}`" for reading in known.readings for text in _options(reading)]
    others = f" Side by side it also shows {', '.join(options)}." if options else ""
    return f"Counts {known.counts} of the table `{known.table}`{needs}.{others}"


def _options(reading: Reading) -> list[str]:
    return [f"{reading.name}:{option}" for option in reading.options]


def _needs(known: Measure) -> str:
    answers = (
        [f"answers to {', '.join(known.says_so[:-1])} or {known.says_so[-1]} that name their ticket"]
        if known.says_so
        else []
    )
    return ", ".join([*known.needs, *answers])
