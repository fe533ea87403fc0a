"""A form says whose it is, and a mistyped or patched code says that it is no code."""

from string import ascii_uppercase, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.model.form_id import FormId, contains_form_code, find_form_ids

LETTERS = st.text(ascii_uppercase, min_size=1, max_size=6)
SEALS = st.builds(
    FormId,
    plan=st.from_regex("[A-Z][A-Z0-9]{0,7}", fullmatch=True),
    period=st.sampled_from(["2022-06", "2022-12", "2022-B3", "2022-Q2", "2022-H1", "2022", "2022-YE"]),
    kind=LETTERS,
    unit=st.text(ascii_uppercase, min_size=2, max_size=6),
    snapshot=st.text("0123456789ABCDEF", min_size=6, max_size=6),
)
DDS = FormId("TS2022", "2022-06", "JZ", "DDS", "36AB63")


@given(SEALS)
def test_a_code_that_was_written_is_read_back(seal: FormId) -> None:
    """Wherever it stands: alone, behind its label, in the footer, at the head of a row key."""
    for text in (seal.code, f"表号：{seal.code}", f"&L&9表号：{seal.code}&R&9第 &P 页", seal.row_key("2@0630")):
        assert find_form_ids(text) == [seal]


@given(SEALS, st.data())
def test_one_wrong_character_is_always_noticed(seal: FormId, data: st.DataObject) -> None:
    """Mistyped, or patched to be another unit's: no other seal comes out of it."""
    at = data.draw(st.integers(0, len(seal.code) - 1))
    other = data.draw(st.sampled_from([c for c in ascii_uppercase + digits if c != seal.code[at]]))
    code = seal.code[:at] + other + seal.code[at + 1 :]
    assert [found for found in find_form_ids(code) if found != seal] == []


@given(SEALS, SEALS)
def test_different_forms_have_different_codes(one: FormId, other: FormId) -> None:
    assert (one.code == other.code) == (one == other)


@pytest.mark.parametrize(
    ("text", "found", "shaped"),
    [
        ("TS2022-2022-06-JZ-DDS-36AB63-764C", [DDS], True),
        ("TS2022-2022-06-JZ-DDS-36AB63-764D", [], True),  # the check part does not hold
        ("TS2022-2022-06-JZ-JCG-36AB63-764C", [], True),  # patched to another unit
        ("TS2022-2022-07-JZ-DDS-36AB63-764C", [], True),  # patched to another month
        ("ts2022-2022-06-jz-dds-36ab63-764c", [], False),
        ("TS2022-2022-06-JZ-DDS", [], False),  # cut short
        ("", [], False),
        ("表号：", [], False),
    ],
)
def test_only_a_code_whose_check_part_holds_is_a_seal(text: str, found: list[FormId], shaped: bool) -> None:  # noqa: FBT001
    assert (find_form_ids(text), contains_form_code(text)) == (found, shaped)


def test_every_code_in_a_text_is_found_in_order() -> None:
    """Two forms pasted into one cell."""
    july = FormId("TS2022", "2022-07", "JZ", "DDS", "36AB63")
    assert find_form_ids(f"{july.code}、{DDS.code}") == [july, DDS]


def test_a_row_key_carries_the_code_of_its_form() -> None:
    assert DDS.row_key("2@0630") == "TS2022-2022-06-JZ-DDS-36AB63-764C/2@0630"
