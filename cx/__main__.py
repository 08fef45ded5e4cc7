"""The command line: `python -m cx COMMAND`. Each command is one module of `cx/commands/`."""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Sequence

from cx.commands import COMMANDS, command
from cx.errors import CxError, Unavailable


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit status: 0, or that of the error said on standard error."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console that lacks a letter of a customer's words
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = _parser(given).parse_args(given)
    try:
        return int(options.run(options))
    except CxError as error:
        from cx.commands.common import plain

        print(f"cx: {plain(_sentence(error))}", file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:  # the reader of a pipe, such as head, has seen enough
        sys.stderr.close()
        return 0


def _sentence(error: CxError) -> str:
    if isinstance(error, Unavailable):
        from cx.reports.words import unavailable

        what, way_out = unavailable(error)
        return f"{what}. {way_out}"
    return str(error)


def _parser(given: Sequence[str]) -> argparse.ArgumentParser:
    """With the command that is asked for; with all of them where help is, or something unknown."""
    parser = argparse.ArgumentParser(
        prog="python -m cx", description="Customer-experience scores with their uncertainty.", allow_abbrev=False
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in given[:1] if given[:1] and given[0] in COMMANDS else COMMANDS:
        module = command(name)
        summary = (module.__doc__ or "").splitlines()[0]
        added = commands.add_parser(name, help=summary, description=module.__doc__, allow_abbrev=False)
        module.arguments(added)
        added.set_defaults(run=module.run)
    return parser


if __name__ == "__main__":
    sys.exit(main())
