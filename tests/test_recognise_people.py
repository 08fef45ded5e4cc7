"""People in files: they are nobody's dimension, and their addresses are ids only as hashes."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recognising import drafted, parts, rows


@pytest.mark.parametrize(
    "name",
    ["Name", "Customer name", "First name", "Surname", "Phone", "Mobile number", "E-mail", "Street", "Date of birth",
     "ФИО", "Телефон клиента", "Имя", "Vardas pavardė", "Telefono nr."],
)  # fmt: skip
def test_nobody_is_proposed_as_a_value_to_compare_by(tmp_path: Path, name: str) -> None:
    text = rows(f"NPS,Answered at,{name},Plan", *(f"{nr},2026-03-01,x{nr % 4},p{nr % 3}" for nr in range(10)), times=3)
    assert parts(drafted(tmp_path, text)).get(name, "") in ("", "customer_id", "channel")
    assert parts(drafted(tmp_path, text))["Plan"] in ("plan", "dimension: Plan")


@pytest.mark.parametrize("text", ["+370 600 0000{nr}", "(212) 555-010{nr}", "tel:ann{nr}@x", "555-010-020{nr}"])
def test_what_reaches_people_is_no_value_to_compare_by_whatever_it_is_called(tmp_path: Path, text: str) -> None:
    cells = [text.format(nr=nr % 4) for nr in range(12)]
    found = drafted(tmp_path, rows("NPS,Answered at,Back", *(f"7,2026-03-01,{cell}" for cell in cells), times=2))
    assert "Back" not in parts(found)


@pytest.mark.parametrize("other", ["ben@example.com", "1007"])
def test_addresses_are_ids_only_as_hashes(tmp_path: Path, other: str) -> None:
    draft = drafted(tmp_path, rows("NPS,Answered at,Customer", "9,2026-03-01,ann@example.com", f"3,2026-03-02,{other}"))
    (customer,) = [one for one in draft.choices if one.name == "customer_id"]
    assert customer.options == {"as": "hashed_email"}
