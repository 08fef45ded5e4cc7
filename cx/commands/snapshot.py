"""Take snapshots, list them, check one (or a sealed file), and write one as a file.

`check` says whether it is what was sealed, and what today's data say to it. It ends with status 0 only for what is
proved: sealed by this workspace, unchanged, and in its register. Anything else ends with 1, a sealed file of another
workspace among it; what the data say today changes nothing about that.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from cx.commands import export
from cx.commands.common import shown_company, text_table
from cx.company import Company
from cx.errors import BadInput
from cx.exports.document import SHORT_SEAL
from cx.snapshots.encoding import from_bytes
from cx.snapshots.proof import prove, said
from cx.snapshots.seal import Sealed, read_sealed
from cx.snapshots.snapshot import document_of, keep, load
from cx.snapshots.taking import take
from cx.snapshots.today import against_today

#: What a proof says of whatever this workspace sealed itself, and so can be counted again.
OWN = ("proved", "content_only", "unregistered", "register_broken")


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    taking = actions.add_parser("take", help="keep pages as they are now, under a seal", allow_abbrev=False)
    taking.add_argument("--title", required=True)
    taking.add_argument("--note", default="")
    export.pages(taking)
    actions.add_parser("list", help="the newest first; times are UTC", allow_abbrev=False)
    checking = actions.add_parser("check", help="whether it is what was sealed", allow_abbrev=False)
    checking.add_argument("which", metavar="NUMBER|FILE", help="of the list; or a file written as JSON")
    writing = actions.add_parser("export", help="write one as a file", allow_abbrev=False)
    writing.add_argument("number", type=int, metavar="NUMBER")
    export.file(writing)


def run(options: argparse.Namespace) -> int:
    """Do what is asked."""
    return {"take": _take, "list": _list, "check": _check, "export": _export}[options.action](options)


def _take(options: argparse.Namespace) -> int:
    company = shown_company()
    content = take(company, export.filters_of(options, company), export.arranged(options), company.settings.language)
    number = keep(company, content, options.title, options.note)
    print(f"Snapshot {number}, seal {company.workspace.kept(number).seal}")
    return 0


def _list(_: argparse.Namespace) -> int:
    kept = shown_company().workspace.snapshots()
    rows = [
        [one.number, one.title, "..".join(map(str, one.days)), export.named(one.pages),
         f"{one.taken_at:%Y-%m-%d %H:%M}", one.seal[:SHORT_SEAL], f"{one.bytes / 1000:,.0f} kB"]
        for one in kept
    ]  # fmt: skip
    heads = ("number", "title", "days", "pages", "taken", "seal", "size")
    print(text_table(rows, heads) if rows else "There are no snapshots yet; take one with `snapshot take --title ...`.")
    return 0


def _check(options: argparse.Namespace) -> int:
    company = shown_company()
    sealed = _sealed(company, options.which)
    proof = prove(company.workspace, sealed)
    finding, why = said(proof, company.settings.zone)
    print("\n".join([f"{finding.removesuffix('.')}.", why, *([" ".join(proof.covers)] if proof.covers else [])]))
    if proof.state in OWN and not company.warehouse.is_empty:
        print(_today(company, sealed))
    return 0 if proof.state == "proved" else 1


def _today(company: Company, sealed: Sealed) -> str:
    """What today's data say to it."""
    head = against_today(from_bytes(sealed.content), company).page.head
    return "\n".join([f"Today: {head.finding}.", *head.notes])


def _sealed(company: Company, which: str) -> Sealed:
    """What is checked: a snapshot by its number, or what a file holds."""
    if which.isdecimal():
        return load(company, int(which)).sealed
    try:
        return read_sealed(Path(which).read_bytes())
    except OSError as error:
        raise BadInput(f"{which} cannot be read ({error.strerror}); give a number of the list, or a file.") from error


def _export(options: argparse.Namespace) -> int:
    known = export.format_asked(options)
    company = shown_company()
    document = document_of(load(company, options.number)).at(company.settings.address)
    export.write(document, known, options.output)
    return 0
