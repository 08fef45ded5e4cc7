"""What can be said of a sealed content: what cannot be proved is not called proved."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import hypothesis
import hypothesis.strategies as st
import pytest

from cx.company import Company
from cx.errors import BadInput
from cx.exports.formats import FORMATS
from cx.snapshots import proof as proofs
from cx.snapshots import snapshot
from cx.snapshots.encoding import from_bytes, to_bytes
from cx.snapshots.proof import Proof, prove, said
from cx.snapshots.seal import Sealed, digest, read_sealed, sealed_file, sealed_with
from cx.store.workspace import Workspace
from cx.version import version
from tests.sealing import LOYALTY, asked, behind_its_back, forged, opened, taken, with_a_snapshot

DIGIT = re.compile(rb"[0-9]")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company with one snapshot; only to be read."""
    found = with_a_snapshot(tmp_path_factory.mktemp("company"))
    yield found
    found.warehouse.close()


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Another company's workspace."""
    return Workspace(f"sqlite:///{tmp_path_factory.mktemp('stranger')}/ws.sqlite")


@pytest.fixture(scope="module")
def sealed(company: Company) -> Sealed:
    """The snapshot as it was sealed."""
    return snapshot.load(company, 1).sealed


@pytest.fixture
def mine(company: Company, sealed: Sealed, tmp_path: Path) -> Iterator[tuple[Company, Sealed]]:
    """A copy of it whose workspace may be tampered with, and its snapshot."""
    company.workspace.close()
    shutil.copytree(Path(company.settings.workspace_url.removeprefix("sqlite:///")).parent, tmp_path / "copy")
    found = opened(tmp_path / "copy")
    yield found, sealed
    found.warehouse.close()


# What its own workspace says.


def test_what_is_as_it_was_sealed_is_proved_with_its_time(company: Company, sealed: Sealed) -> None:
    assert company.workspace.sealed_at(sealed.seal) is not None
    proof = prove(company.workspace, read_sealed(sealed_file(sealed)))

    assert proof == Proof(
        "proved", sealed.key_name, company.workspace.sealed_at(sealed.seal), version(), covers=proof.covers
    )


def test_it_is_said_what_a_sealed_file_is_of(company: Company, sealed: Sealed) -> None:
    page, days, *others = prove(company.workspace, read_sealed(sealed_file(sealed))).covers

    assert page == "Loyalty."
    assert " against " in days
    assert any(text.startswith("Data to ") for text in others)


@pytest.mark.parametrize(
    "section", ["contents", "facts", "filters", "pages", "product", "settings", "shown", "tallies"]
)
def test_one_digit_in_any_section_breaks_the_seal(company: Company, sealed: Sealed, section: str) -> None:
    begins = sealed.content.index(f'"{section}":'.encode())
    found = DIGIT.search(sealed.content, begins)
    assert found is not None
    other = b"8" if found.group() != b"8" else b"7"
    edited = sealed.content[: found.start()] + other + sealed.content[found.end() :]

    proof = prove(company.workspace, replace(sealed, content=edited, sha256=digest(edited)))

    assert (proof.state, proof.sealed_at) == ("changed", None)


@hypothesis.settings(max_examples=25)
@hypothesis.given(data=st.data())
def test_a_file_with_one_other_digit_is_never_proved(
    data: st.DataObject, company: Company, sealed: Sealed, stranger: Workspace
) -> None:
    file = sealed_file(sealed)
    place = data.draw(st.sampled_from([found.start() for found in DIGIT.finditer(file)]))
    digit = data.draw(st.sampled_from([b"%d" % nr for nr in range(10) if b"%d" % nr != file[place : place + 1]]))
    try:
        edited = read_sealed(file[:place] + digit + file[place + 1 :])
    except BadInput:
        return  # a number that begins with 0 is no JSON

    in_checksum = edited == replace(sealed, sha256=edited.sha256)
    expected = {"proved"} if in_checksum else {"changed", "foreign", "inconsistent"}
    assert prove(company.workspace, edited).state in expected
    if edited.content != sealed.content:
        assert prove(company.workspace, edited).state == "changed"
        assert prove(stranger, edited).state == "inconsistent"


def test_an_edit_that_keeps_the_number_the_same_breaks_the_seal_too(company: Company, sealed: Sealed) -> None:
    number = re.search(rb"0\.\d{15,}", sealed.content)
    assert number is not None

    edited = forged(sealed, number.group(), number.group() + b"0")

    assert json.loads(edited.content) == json.loads(sealed.content)
    assert prove(company.workspace, edited).state == "changed"


def test_title_note_and_place_are_not_under_the_seal(mine: tuple[Company, Sealed]) -> None:
    company, sealed = mine
    company.workspace.rename_snapshot(1, "Another title", "Another note")
    snapshot.keep(company, taken(company), "A newer one", "")

    found = snapshot.load(company, 1)

    assert (found.title, found.sealed) == ("Another title", sealed)
    assert prove(company.workspace, found.sealed).state == "proved"


def test_what_was_removed_from_the_list_can_still_be_proved(mine: tuple[Company, Sealed]) -> None:
    company, sealed = mine
    before = prove(company.workspace, sealed)
    company.workspace.remove_snapshot(1)

    assert prove(company.workspace, sealed) == before
    assert before.state == "proved"


def test_another_process_proves_the_same(mine: tuple[Company, Sealed]) -> None:
    company, sealed = mine
    before = prove(company.workspace, sealed)
    company.workspace.close()

    assert prove(Workspace(company.settings.workspace_url), sealed) == before


def test_a_seal_that_is_not_in_the_register_is_right_and_not_proved(mine: tuple[Company, Sealed]) -> None:
    company, sealed = mine
    other = sealed_with(sealed.content.replace(b'"week"', b'"month"', 1), company.workspace.seal_key())

    assert prove(company.workspace, other).state == "unregistered"


def test_with_a_broken_register_no_time_is_said(mine: tuple[Company, Sealed]) -> None:
    company, sealed = mine
    behind_its_back(company, "UPDATE seals SET sealed_at = '2020-01-01 00:00:00.000000'")

    proof = prove(company.workspace, sealed)

    assert (proof.state, proof.sealed_at) == ("register_broken", None)


def test_a_snapshot_that_was_changed_in_the_workspace_is_noticed(mine: tuple[Company, Sealed]) -> None:
    company, sealed = mine
    edited = forged(sealed, b'"shown":', b'"shown": ').content
    behind_its_back(company, f"UPDATE snapshots SET content = x'{snapshot.deflated(edited).hex()}'")

    assert prove(company.workspace, snapshot.load(company, 1).sealed).state == "changed"


# What another workspace says.


def test_of_another_key_it_is_complete_and_self_consistent_not_proved(stranger: Workspace, sealed: Sealed) -> None:
    proof = prove(stranger, sealed)

    assert proof == Proof("foreign", sealed.key_name, None, version(), covers=proof.covers)
    assert said(proof, "UTC")[0] == "Complete and self-consistent, not proved"


def test_of_another_key_and_damaged_it_is_inconsistent(stranger: Workspace, sealed: Sealed) -> None:
    edited = forged(sealed, b'"shown":', b'"shown": ')

    assert prove(stranger, edited).state == "foreign"
    assert prove(stranger, replace(edited, sha256=sealed.sha256)).state == "inconsistent"


def test_a_score_that_does_not_follow_from_its_counts_is_named(
    company: Company, stranger: Workspace, sealed: Sealed
) -> None:
    content = from_bytes(sealed.content)
    part = next(part for part in content.shown if "value" in part.columns)
    column = part.columns.index("value")
    place, row = next((place, list(row)) for place, row in enumerate(part.rows) if row[column] is not None)
    row[column] += 1
    better = part._replace(rows=(*part.rows[:place], tuple(row), *part.rows[place + 1 :]))
    made = to_bytes(replace(content, shown=tuple(better if part is known else known for known in content.shown)))
    edited = Sealed(made, sealed.seal, sealed.key_name, digest(made))

    for workspace, state in ((company.workspace, "changed"), (stranger, "inconsistent")):
        proof = prove(workspace, edited)
        assert proof.state == state
        named = [(found.page, found.part, found.row, found.column) for found in proof.differences]
        assert named == [("loyalty", part.part, place, "value")]
        assert proof.differences[0].kept == pytest.approx(proof.differences[0].redrawn + 1, abs=1e-12)
        assert said(proof, "UTC")[1].endswith("Drawn again, 1 number differs from what it shows.")


@pytest.mark.parametrize("content", [b"{}", b'{"format": 1}', b'{"format": 99}'])
def test_what_cannot_be_drawn_again_gets_an_answer_that_says_so(
    company: Company, stranger: Workspace, content: bytes
) -> None:
    key = company.workspace.seal_key()
    own, changed = sealed_with(content, key), replace(sealed_with(content, key), seal="0" * 64)

    assert prove(company.workspace, own).state == "unregistered"
    assert prove(company.workspace, changed).state == "changed"
    proof = prove(stranger, own)
    assert (proof.state, bool(proof.unread)) == ("inconsistent", True)
    assert proof.unread in said(proof, "UTC")[1]


# What an export shows round it.


@pytest.fixture(scope="module")
def export(company: Company) -> bytes:
    """The page on the screen as a JSON file."""
    document = snapshot.live_document(company, asked(company), LOYALTY, "en", "March")
    return FORMATS["json"].write(document)


def test_an_export_is_proved_with_all_that_it_shows(company: Company, stranger: Workspace, export: bytes) -> None:
    assert prove(company.workspace, read_sealed(export)).state == "proved"
    assert prove(stranger, read_sealed(export)).state == "foreign"


def test_one_digit_of_an_export_changed_beside_the_seal_is_noticed(
    company: Company, stranger: Workspace, export: bytes
) -> None:
    begins = export.index(b'"rows": [')
    found = re.compile(rb"(?<=\.)\d").search(export, begins)
    assert found is not None
    assert found.start() < export.index(b'"sealed": ')
    edited = export[: found.start()] + (b"1" if found.group() != b"1" else b"2") + export[found.end() :]

    proof = prove(company.workspace, read_sealed(edited))

    assert (proof.state, proof.sealed_at, len(proof.beside)) == ("changed", None, 1)
    assert proof.beside[0].startswith("pages/0/parts/0/rows/")
    assert "the file shows 1 value that does not follow from it" in said(proof, "UTC")[1]
    assert prove(stranger, read_sealed(edited)).state == "inconsistent"


@pytest.mark.parametrize(
    ("name", "value", "state"),
    [
        ("title", "Another", "proved"), ("note", "Another", "proved"), ("link", "/voice", "changed"),
        ("language", "lt", "changed"), ("pages", [], "changed"), ("pages", None, "changed"), ("facts", {}, "changed"),
        ("facts", "none", "changed"), ("added", 1, "changed"),
    ],
)  # fmt: skip
def test_only_title_and_note_of_an_export_may_be_others(
    company: Company, export: bytes, name: str, value: object, state: str
) -> None:
    sealed_part = export[export.index(b'"sealed": ') + 10 :].rstrip().removesuffix(b"}")
    other = {known: text for known, text in json.loads(export).items() if known != "sealed"} | {name: value}
    edited = json.dumps(other).encode().removesuffix(b"}") + b', "sealed": ' + sealed_part + b"}"

    assert prove(company.workspace, read_sealed(edited)).state == state


def test_an_export_that_is_no_json_any_more_is_noticed(company: Company, export: bytes) -> None:
    assert prove(company.workspace, read_sealed(export + b"}")).state == "changed"


def test_an_export_of_another_version_may_say_things_otherwise(company: Company, export: bytes) -> None:
    content = replace(from_bytes(read_sealed(export).content), product="0.0.1")
    sealed, _at = snapshot.sealed_now(company, content)

    proof = prove(company.workspace, replace(sealed, export=export))

    assert proof.state == "content_only"
    assert proof.beside
    assert said(proof, "UTC")[1].endswith("Version 0.0.1 of the product made it, which may say some things otherwise.")


# In words.


@pytest.mark.parametrize("state", proofs._SAID)
def test_every_state_is_said_in_a_title_and_a_sentence(state: str) -> None:
    at = datetime(2026, 11, 22, 9, 4) if state == "proved" else None
    finding, why = said(Proof(state, "0123456789abcdef", at), "Europe/Vilnius")

    assert not finding.endswith(".")
    assert why.endswith(".")
    assert "{" not in finding + why
    assert ("11:04, Vilnius time" in finding) == (state == "proved")
    assert ("0123456789abcdef" in why) == (state in ("foreign", "inconsistent"))
    assert ("proved" in finding.lower().replace("not proved", "")) == (state == "proved")
