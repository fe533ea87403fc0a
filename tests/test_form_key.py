"""Whose form a file is says a code that nobody can make up."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.model.form_id import FormId, find_form_ids
from duban.model.form_key import FormKey
from duban.store.key_file import form_key_json, form_key_path, read_form_key
from duban.store.ledger import Ledger
from duban.value_object import replace
from tests.clerk import PLAN, Clerk, taishan_answers

JUNE, BUILT_ON, COMPILED_ON = "2022-06", "2022-06-10", "2022-06-21"
OWN, OTHER = "基安股", "人事股"
KEY, STRANGE_KEY = FormKey(b"k" * 32), FormKey(b"s" * 32)
FORM_ID = FormId("TS2022", JUNE, "JZ", "DDS", "36AB63")


def test_a_code_is_held_to_its_key() -> None:
    code = KEY.sign(FORM_ID).code
    (found,) = find_form_ids(code)
    assert code.startswith("TS2022-2022-06-JZ-DDS-36AB63-")
    assert len(code.rpartition("-")[2]) == 8
    assert (found, KEY.is_signed(found), STRANGE_KEY.is_signed(found)) == (FORM_ID, True, False)
    assert not KEY.is_signed(FORM_ID)  # without any key
    assert not FormKey().is_signed(found)


def test_the_key_shows_itself_nowhere() -> None:
    """Not in a traceback, and not in what the readings are remembered under."""
    assert repr(KEY.secret)[2:-1] not in repr(KEY)
    assert KEY.secret.hex() not in KEY.fingerprint()
    assert KEY.fingerprint() != STRANGE_KEY.fingerprint()


# ---- forged forms ----


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """June's forms are issued. Nobody may change it: `clerk` is a copy."""
    clerk = Clerk(tmp_path_factory.mktemp("desk") / "ws")
    assert clerk.build(JUNE, BUILT_ON, "--quiet").exit == 0
    return clerk


@pytest.fixture
def clerk(desk: Clerk, tmp_path: Path) -> Clerk:
    return desk.copied_to(tmp_path / "ws")


def ledger_of(clerk: Clerk) -> Ledger:
    return Ledger(clerk.folder / "output" / PLAN / "台账")


def code_of(form: Path) -> str:
    properties = load_workbook(form).custom_doc_props  # type: ignore[attr-defined]
    return str(properties["duban_form"].value)


def recode(form: Path, changed: Callable[[str], str]) -> None:
    """Every text of a workbook changed wherever a code may stand: cells, hidden sheets, footers, properties."""
    book = load_workbook(form)
    for sheet in book:
        footer = sheet.oddFooter.left if sheet.oddFooter else None
        if footer:
            footer.text = changed(footer.text or "")
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell.value, str):
                    cell.value = changed(cell.value)
    for prop in book.custom_doc_props.props:  # type: ignore[attr-defined]
        if isinstance(prop.value, str):
            prop.value = changed(prop.value)
    book.save(form)


def forgeries(true_code: str, others_code: str) -> Iterator[tuple[str, str]]:
    """What somebody may write who has his own form and knows how codes were once made, by what he did."""
    (own,), (other,) = find_form_ids(true_code), find_form_ids(others_code)
    body, check = others_code.rpartition("-")[::2]
    without_key = replace(other, keyed_check="")
    yield "other-unit-crc", without_key.code
    yield "own-unit-crc", replace(own, keyed_check="").code
    yield "other-snapshot-crc", replace(without_key, snapshot="ABCDEF").code
    yield "other-period-crc", replace(without_key, period="2022-07").code
    yield "other-key", STRANGE_KEY.sign(other).code
    yield "no-secret", FormKey(b"\0").sign(other).code
    yield "plan-as-key", FormKey(b"TS2022").sign(other).code
    yield "own-check-other-unit", replace(other, keyed_check=own.keyed_check).code
    yield "check-of-other-period", replace(other, period="2022-07").code
    yield "check-of-other-kind", replace(other, kind="XX").code
    yield "check-of-other-snapshot", replace(other, snapshot="ABCDEF").code
    yield "check-of-other-spelling", replace(other, unit=f"{other.unit}0").code
    yield "cut-to-head", f"{body}-{check[:4]}"
    yield "cut-to-tail", f"{body}-{check[4:]}"
    yield "cut-to-six", f"{body}-{check[:6]}"
    yield "check-left-out", body
    yield "small-letters", f"{body}-{check.lower()}x"
    yield "one-digit", f"{body}-{check[:-1]}{'0' if check[-1] != '0' else '1'}"
    yield "first-digit", f"{body}-{'0' if check[0] != '0' else '1'}{check[1:]}"
    yield "turned-round", f"{body}-{check[::-1]}"
    yield "zeros", f"{body}-00000000"
    yield "effs", f"{body}-FFFFFFFF"
    yield "longer", f"{body}-{check}0"
    yield "crc-twice", without_key.code + without_key.code[-4:]


def test_nothing_made_up_counts(clerk: Clerk) -> None:
    """Somebody's whole form with another's code, or an older code, made up in two dozen ways: it waits for the clerk.

    The same words under the code that was given count, in the same run.
    """
    answers = taishan_answers()[JUNE]
    own = clerk.form_path(JUNE, OWN)
    codes = code_of(own), code_of(clerk.form_path(JUNE, OTHER))
    names = []
    for name, forged in forgeries(*codes):
        path = clerk.hand_in(JUNE, OWN, answers[OWN], f"{name}.xlsx")
        recode(path, lambda text, forged=forged: text.replace(codes[0], forged))  # type: ignore[misc]
        names.append(path.name)
    clerk.hand_in(JUNE, OWN, answers[OWN])
    result = clerk.compile(JUNE, COMPILED_ON)
    outcomes = result.outcomes
    assert outcomes.pop(f"{OWN}.xlsx") == "accepted"
    assert outcomes == dict.fromkeys(names, "rejected")
    assert {code for name in names for code in result.codes(name)} >= {"seal-unknown", "seal-damaged"}
    assert all({"seal-unknown", "seal-damaged", "no-seal"} & {*result.codes(name)} for name in names)
    assert len(result.json["files"]) == 25
    assert not any(file["unit"] for file in result.json["files"] if Path(file["path"]).name in names)


def test_a_wrong_code_beside_the_right_one_is_no_code(clerk: Clerk) -> None:
    """The visible code was mistyped: what the rest of the form says holds, as ever."""
    path = clerk.hand_in(JUNE, OWN, taishan_answers()[JUNE][OWN])
    code = code_of(path)
    book = load_workbook(path)
    for row in book.worksheets[0].iter_rows(max_row=8):
        for cell in row:
            if isinstance(cell.value, str):
                cell.value = cell.value.replace(code, STRANGE_KEY.sign(find_form_ids(code)[0]).code)
    book.save(path)
    (file,) = clerk.compile(JUNE, COMPILED_ON).json["files"]
    assert (file["unit"], file["end"]) == (OWN, "to-be-corrected")  # what is locked was changed


# ---- the key itself ----


def test_the_first_build_makes_a_key_and_the_next_keeps_it(tmp_path: Path) -> None:
    clerk = Clerk(tmp_path / "ws")
    path = form_key_path(ledger_of(clerk))
    path.unlink()
    assert read_form_key(ledger_of(clerk)) == FormKey()
    clerk.build(JUNE, BUILT_ON)
    made = path.read_bytes()
    key = read_form_key(ledger_of(clerk))
    clerk.build("2022-07", "2022-07-04")
    assert (path.read_bytes(), len(key.secret)) == (made, 32)
    secret = key.secret.hex().encode()
    others = [other for other in clerk.folder.rglob("*") if other.is_file() and other != path]
    assert [other for other in others if secret in other.read_bytes()] == []


def test_the_same_key_gives_the_same_forms(clerk: Clerk, tmp_path: Path) -> None:
    again = Clerk(tmp_path / "again")
    again.build(JUNE, BUILT_ON)
    assert again.form_path(JUNE, OWN).read_bytes() == clerk.form_path(JUNE, OWN).read_bytes()


DAMAGED_KEYS = [
    *("", "[]", "{}", "[" * 100_000),
    '{"key": "ab", "snapshots": [], "originals": []}',  # too short
    json.dumps({"key": "ab" * 32, "snapshots": [1], "originals": []}),  # no hash
]


@pytest.mark.parametrize("damage", DAMAGED_KEYS)
def test_a_damaged_key_is_told(damage: str, clerk: Clerk) -> None:
    form_key_path(ledger_of(clerk)).write_text(damage, encoding="utf-8")
    clerk.hand_in(JUNE, OWN, {})
    for result in (clerk.build(JUNE, BUILT_ON, "--json"), clerk.compile(JUNE, COMPILED_ON)):
        assert (result.exit, [error["code"] for error in result.json["errors"]]) == (2, ["form-key-damaged"])


def test_a_lost_key_is_missed_and_made_anew(clerk: Clerk) -> None:
    """What came in by then goes on counting; a form of the lost key that comes later waits for the clerk."""
    answers = taishan_answers()[JUNE]
    clerk.hand_in(JUNE, OWN, answers[OWN])
    clerk.compile(JUNE, COMPILED_ON)
    path = form_key_path(ledger_of(clerk))
    path.unlink()
    for result in (clerk.build(JUNE, BUILT_ON, "--json"), clerk.compile(JUNE, COMPILED_ON)):
        assert (result.exit, [error["code"] for error in result.json["errors"]]) == (2, ["form-key-missing"])
    assert clerk.run("duban", "renew-key").exit == 0
    clerk.hand_in(JUNE, OTHER, answers[OTHER])
    assert clerk.compile(JUNE, COMPILED_ON).outcomes == {f"{OWN}.xlsx": "accepted", f"{OTHER}.xlsx": "rejected"}
    refused = clerk.build(JUNE, BUILT_ON, "--json")  # other codes: she says that the forms are handed out again
    assert refused.exit == 2
    assert all("变的是表号" in error["sentence"] for error in refused.json["errors"])
    assert clerk.build(JUNE, BUILT_ON, "--reissue").exit == 0
    clerk.hand_in(JUNE, OTHER, answers[OTHER])
    assert clerk.compile(JUNE, COMPILED_ON).outcomes == {f"{OWN}.xlsx": "accepted", f"{OTHER}.xlsx": "accepted"}


def test_a_key_that_lies_there_is_not_made_anew(clerk: Clerk) -> None:
    """Whoever has one needs no other: forms that are out would not count."""
    before = form_key_path(ledger_of(clerk)).read_bytes()
    result = clerk.run("duban", "renew-key")
    assert (result.exit, form_key_path(ledger_of(clerk)).read_bytes() == before) == (2, True)


def test_what_was_issued_before_the_key_counts(tmp_path: Path) -> None:
    """A code without a key counts where its snapshot was kept by then: not for another batch."""
    early, late = Clerk(tmp_path / "early"), Clerk(tmp_path / "late")
    assert early.build(JUNE, BUILT_ON).exit == 0
    key = read_form_key(ledger_of(early))
    digests = frozenset(ledger_of(early).snapshot_digests())
    form_key_path(ledger_of(early)).write_bytes(form_key_json(replace(key, snapshots=digests)))
    assert late.build(JUNE, BUILT_ON).exit == 0
    for clerk in (early, late):
        path = clerk.hand_in(JUNE, OWN, taishan_answers()[JUNE][OWN])
        code = code_of(path)
        (form_id,) = find_form_ids(code)
        recode(path, lambda text, old=code, form=form_id: text.replace(old, replace(form, keyed_check="").code))  # type: ignore[misc]
    outcomes = [clerk.compile(JUNE, COMPILED_ON).outcomes[f"{OWN}.xlsx"] for clerk in (early, late)]
    assert outcomes == ["accepted", "rejected"]
