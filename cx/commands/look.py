"""Look at a file: how it is laid out, what each column would become, and what is doubtful or missing.

Nothing is imported. --write keeps what was understood as a preset, to be corrected by hand and given to `import`.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cx.commands.common import own_company, plain, text_table
from cx.errors import BadInput
from cx.readers.files import members
from cx.readers.preset import Column, Preset
from cx.recognise.doubts import Doubt, doubts
from cx.recognise.draft import Choice, Draft, needed
from cx.recognise.kept import saved_for
from cx.recognise.look import Look, look, shape_key
from cx.recognise.raw import to_raw, to_toml
from cx.recognise.suggest import Suggestion, suggest
from cx.recognise.vendors import fitting_readings
from cx.reports import import_words
from cx.reports.import_fields import kind_name


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("file", metavar="FILE", help="CSV, XLSX, Parquet, JSON or JSON lines; .gz and .zip too")
    parser.add_argument("--write", metavar="PRESET.toml", help="write what was understood as a preset of your own")


def run(options: argparse.Namespace) -> int:
    """Print what was understood of each file; write the preset if asked."""
    workspace = own_company().workspace
    looks = [look(member) for member in members(options.file)]
    found = [(one, suggest(one, saved_for(workspace, shape_key(one)))) for one in looks]
    print("\n\n".join(plain("\n".join(told(*one))) for one in found))
    if options.write:
        if len(found) > 1:
            raise BadInput(f"{options.file} holds {len(found)} files; unpack it and look at one of them with --write.")
        _write(options.write, found[0][1])
    return 0


def _write(name: str, suggestion: Suggestion) -> None:
    """The preset as a file; none that is there already is written over."""
    path = Path(name)
    if suggestion.draft is None:
        raise BadInput(f"The file is read by the preset {suggestion.preset_name}, so there is none to write.")
    if path.suffix != ".toml" or path.exists():
        raise BadInput(f"{name} {'is there already' if path.exists() else 'must end in .toml'}; choose another name.")
    try:
        path.write_text(to_toml(to_raw(suggestion.draft)), encoding="utf-8")
    except OSError as error:
        raise BadInput(f"{name} cannot be written: {error.strerror or error}.") from error
    print(f"\nWritten to {name}; correct it there, then: python -m cx import FILE --preset {name}")


def told(looked: Look, suggestion: Suggestion) -> Iterator[str]:
    """All that is said of one file, line by line."""
    yield f"{looked.file}: {', '.join(import_words.understood(looked))}"
    yield known_as(suggestion)
    yield ""
    if suggestion.draft is None:
        assert suggestion.preset is not None
        yield text_table(list(_of_preset(looked, suggestion.preset)), ("column", "becomes", "of"))
        return
    yield text_table([_of_choice(looked, one) for one in suggestion.draft.choices], HEADS)
    yield from _open_ends(looked, suggestion.draft)


HEADS = ("column", "holds", "becomes", "known", "read as")


def known_as(suggestion: Suggestion) -> str:
    """What a file is taken for, and how that is known."""
    if suggestion.why == "saved":
        return f"Read as last time, by the saved mapping {suggestion.preset_name}."
    if suggestion.preset_name:
        more = "" if suggestion.preset else ", with questions that it does not know"
        return f"Known by its columns: read by the preset {suggestion.preset_name}{more}."
    assert suggestion.draft is not None
    by = "the names of its columns" if suggestion.why == "name" else "what its columns hold"
    rows = kind_name(suggestion.draft.table).lower() + (" and their ratings" if suggestion.draft.rated else "")
    return f"{suggestion.sure.capitalize()}: {rows}, by {by}."


def _of_preset(looked: Look, preset: Preset) -> Iterator[tuple[str, str, str]]:
    """What a preset reads of a file, for one that is more than columns to choose from."""
    for reading in fitting_readings(looked, preset):
        said = [*reading.columns, *reading.dimensions.values()]
        yield from ((_sources(one), one.field, kind_name(reading.table.name).lower()) for one in said)
        yield from (
            (_sources(one.score), f"question: {one.survey.survey}", kind_name("answers").lower())
            for one in reading.questions
        )


def _sources(column: Column) -> str:
    return " or ".join(column.sources or column.contains) or f'always "{column.constant}"'


def _of_choice(looked: Look, choice: Choice) -> Sequence[str]:
    """One column: what it holds, what it becomes, how that was known, how it is read."""
    column = looked.column(choice.column)
    held = f"{column.kind}, {column.different} different" if column.given else "nothing"
    read = "; ".join(f"{key} {_short(value)}" for key, value in choice.options.items())
    return choice.column, held, _becomes(choice), import_words.why(choice.why), read


def _becomes(choice: Choice) -> str:
    if choice.survey:
        one = choice.survey
        low = ", low is good" if one.direction == "low" else ""
        return f"question {one.survey}: {one.measure} {one.low} to {one.high}{low}"
    words = {"aside": "-", "field": choice.name, "dimension": f"own dimension {choice.name}"}
    return words.get(choice.part, f"comment to {choice.name}")


def _short(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{text} = {said}" for text, said in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value).lower()


def _open_ends(looked: Look, draft: Draft) -> Iterator[str]:
    """What is doubtful, and what is missing."""
    found = [f"? {doubt_in_words(one, draft)}" for one in doubts(looked, draft)]
    missing = [f"! {import_words.needed(one.kind, one.name, draft.table)}." for one in needed(draft)]
    yield from ["", *found, *missing] if found or missing else []


def doubt_in_words(doubt: Doubt, draft: Draft) -> str:
    """A doubt, and what would settle it."""
    column, values = doubt.column, ", ".join(doubt.values)
    question = next((one.survey for one in draft.questions if one.column == column), None)
    scale = f"{question.low} to {question.high}" if question else ""
    return {
        "day_or_month": f"{column}: every date can be read by {values}; the first is taken unless formats say else.",
        "outside_scale": f"{column}: {doubt.times:,} of the first answers lie outside {scale}: {values}. "
        "If they mean no answer, say missing; else another low and high.",
        "unknown_words": f"{column}: {doubt.times:,} of the first answers are no words of the scale, and are rejected "
        f"unless values say their numbers: {values}.",
        "undated": f"{column}: {doubt.times:,} of the first ratings have no date in it, and will be in no period.",
        "measure": f"{column}: nothing says what is asked; {question.measure if question else ''} is a guess.",
        "repeats": f"{column}: {doubt.times:,} of the first rows have an id again; of those the last one counts.",
        "comma": f"{column}: nothing tells what the comma of {values} marks; such numbers are rejected until you say "
        "comma = true (decimals follow it) or comma = false (thousands do).",
        "no_dates": f"{column}: no format reads its dates, such as {values}; say formats.",
    }[doubt.kind]
