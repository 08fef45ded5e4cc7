"""Seals: one digit breaks them, and nobody without the key can make one."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from cx.company import Company
from cx.errors import BadInput
from cx.exports.document import Document
from cx.exports.formats import FORMATS
from cx.snapshots import seal as seals
from cx.snapshots import snapshot
from cx.snapshots.proof import prove
from cx.snapshots.seal import Sealed, read_sealed, sealed_file
from tests.sealing import taken, with_a_snapshot

DIGIT = re.compile(rb"[0-9]")
KEY = bytes(range(32))


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """A company with one snapshot; only to be read."""
    found = with_a_snapshot(tmp_path_factory.mktemp("company"))
    yield found
    found.warehouse.close()


@pytest.fixture(scope="module")
def sealed(company: Company) -> Sealed:
    """The snapshot as it was sealed."""
    return snapshot.load(company, 1).sealed


# The hash.


def test_a_seal_is_that_of_a_published_case() -> None:
    """RFC 4231, section 4.3."""
    made = seals.seal(b"what do ya want for nothing?", b"Jefe")

    assert made == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"


def test_the_name_of_a_key_tells_keys_apart_and_not_what_they_are() -> None:
    name = seals.key_name(KEY)

    assert re.fullmatch("[0-9a-f]{16}", name)
    assert name == seals.key_name(KEY) != seals.key_name(KEY[:-1] + b"\0")
    assert name not in (KEY.hex(), hashlib.sha256(KEY).hexdigest()[:16])


def test_every_digit_of_a_content_is_under_its_seal(sealed: Sealed) -> None:
    places = [found.start() for found in DIGIT.finditer(sealed.content)]
    assert len(places) > 1_000

    for place in places:
        other = b"%d" % ((int(sealed.content[place : place + 1]) + 1) % 10)
        edited = sealed.content[:place] + other + sealed.content[place + 1 :]
        assert not hmac.compare_digest(seals.seal(edited, KEY), seals.seal(sealed.content, KEY))


# The file.


def test_a_file_is_json_and_holds_the_content_byte_for_byte(sealed: Sealed) -> None:
    file = sealed_file(sealed)
    read = json.loads(file)

    assert list(read) == ["format", "seal", "key", "sha256", "content"]
    assert read["content"] == json.loads(sealed.content)
    assert sealed.content in file
    assert read_sealed(file) == sealed == read_sealed(b"\xef\xbb\xbf" + file)


def test_the_file_of_an_export_holds_it_too_whatever_its_title_says(sealed: Sealed) -> None:
    lure = sealed_file(Sealed(b"{}", "0" * 64, "0" * 16, "0" * 64)).decode()
    file = FORMATS["json"].write(Document(lure, (), ((lure, lure),), lure, sealed=sealed_file(sealed)))

    assert read_sealed(file) == replace(sealed, export=file)


HEAD = b'{"format": "cx snapshot", "seal": "' + b"0" * 64 + b'", "key": "' + b"0" * 16 + b'", "sha256": "' + b"0" * 64


@pytest.mark.parametrize(
    "given",
    [
        b"", b"\xff\xfe", b"{}", b"[1, 2]", b'{"format": "cx snapshot"}', HEAD, HEAD + b'", "content": ',
        HEAD + b'", "content": {"a": ', HEAD + b'", "content": "text"}', HEAD.upper() + b'", "content": {}}',
        HEAD + b'", "content": ' + b'{"a":' * 200_000,
    ],
    ids=range(11),
)  # fmt: skip
def test_a_file_without_a_sealed_snapshot_is_refused_in_one_sentence(given: bytes) -> None:
    with pytest.raises(BadInput, match="holds no sealed snapshot") as caught:
        read_sealed(given)

    assert "\n" not in str(caught.value)


def test_a_file_that_is_too_large_is_not_read(monkeypatch: pytest.MonkeyPatch, sealed: Sealed) -> None:
    monkeypatch.setattr(seals, "LARGEST", 1_000)

    with pytest.raises(BadInput, match="which no snapshot has"):
        read_sealed(sealed_file(sealed))


# The key stays where it is.


def test_the_key_is_in_no_file_no_log_and_no_repr(company: Company, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        snapshot.keep(company, taken(company), "Again")
        found = snapshot.load(company, 1)
        document = snapshot.document_of(found)
        proof = prove(company.workspace, found.sealed)
    key = company.workspace.seal_key()
    files = [known.write(document) for known in FORMATS.values() if not known.browser]
    texts = [repr(document), repr(found), repr(proof), repr(company), repr(company.settings), caplog.text]

    assert len(files) >= 2
    for told in (key, key.hex().encode(), repr(key).encode()):
        assert not any(told in data for data in (*files, document.sealed, *(text.encode() for text in texts)))
