"""What people try who want something else to be called proved: nothing but what was sealed is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cx.company import Company
from cx.errors import StoreError
from cx.exports.formats import FORMATS
from cx.snapshots import taking
from cx.snapshots.proof import Proof, prove, said
from cx.snapshots.seal import Sealed, digest, read_sealed, seal
from cx.snapshots.snapshot import keep, live_document
from tests.sealing import LOYALTY, asked, behind_its_back, opened, taken


@pytest.fixture
def company(tmp_path: Path) -> Company:
    return opened(tmp_path)


def export(company: Company) -> str:
    """The page on the screen as JSON, its numbers beside its sealed content."""
    return FORMATS["json"].write(live_document(company, asked(company), LOYALTY, "en", "Board")).decode()


def proof(company: Company, file: str) -> Proof:
    return prove(company.workspace, read_sealed(file.encode()))


def test_a_name_that_stands_twice_is_no_way_to_show_other_numbers(company: Company) -> None:
    """Some readers of JSON take the first of the two, some the last."""
    file = export(company)
    twice = '{"pages": [], ' + file.lstrip().removeprefix("{")

    assert json.loads(twice)["pages"] == json.loads(file)["pages"]
    assert proof(company, file).state == "proved"
    assert proof(company, twice).state == "changed"


def test_a_content_that_says_something_twice_is_not_called_consistent(company: Company, tmp_path: Path) -> None:
    sealed = read_sealed(export(company).encode())
    content = sealed.content[:-1] + b',"language":"lt"}'
    stranger = Sealed(content, seal(content, b"another key"), "0" * 16, digest(content))

    assert prove(company.workspace, stranger).state == "inconsistent"


def test_numbers_where_words_belong_are_a_change(company: Company) -> None:
    file = json.loads(export(company))
    content = json.dumps(file["sealed"])
    text = export(company)

    assert content
    assert proof(company, text.replace('"title": "Board"', '"title": "Bored"')).state == "proved"
    assert proof(company, text.replace('"title": "Board"', '"title": {"NPS": 99}')).state == "changed"


def test_where_the_dashboard_was_reached_is_free_and_which_page_it_shows_is_not(company: Company) -> None:
    path = live_document(company, asked(company), LOYALTY, "en", "Board").link
    there = FORMATS["json"].write(
        live_document(company, asked(company), LOYALTY, "en", "Board").at("https://cx.test/a")
    )

    assert f'"https://cx.test/a{path}"' in there.decode()
    assert proof(company, there.decode()).state == "proved"
    assert proof(company, there.decode().replace("/a/loyalty?", "/a/service?")).state == "changed"
    assert proof(company, there.decode().replace("https://", "javascript://")).state == "changed"


def test_numbers_beside_the_content_inside_the_sealed_part_are_a_change(company: Company) -> None:
    file = export(company).rstrip()
    assert file.endswith("}")
    inner = file[:-1].rstrip()
    assert inner.endswith("}")

    assert proof(company, inner[:-1] + ', "NPS": 99}}').state == "changed"


def test_an_export_of_another_version_proves_its_content_and_not_what_it_shows(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(taking, "version", lambda: "0.0.1")
        file = export(company)
    edited = file.replace("UTC", "Vilnius", 1)

    assert edited != file
    assert proof(company, file).state == "proved"
    found = proof(company, edited)
    assert found.state == "content_only"
    assert found.sealed_at is not None
    assert said(found, "UTC")[0].startswith("The sealed content is unchanged")


def test_a_list_that_was_changed_by_hand_is_refused_in_one_sentence(company: Company) -> None:
    keep(company, taken(company), "One")
    behind_its_back(company, "UPDATE snapshots SET pages = 'nothing'")

    with pytest.raises(StoreError, match="changed outside of this program"):
        company.workspace.snapshots()
