"""What the clerk saves is never written over, and no decision of hers stops having its effect without being told."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from duban.journeys import compile as compile_journey
from tests.clerk import PLAN, Clerk, CommandResult
from tests.test_register_decisions import ISSUED, JULY, JUNE, add_row, compiled, hand_in

REGISTER = "办公室登记.xlsx"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """人事股 reported twice; she took the first, and a run obeyed her."""
    clerk = Clerk(tmp_path_factory.mktemp("decisions") / "desk")
    clerk.build(JUNE, ISSUED)
    hand_in(clerk, "人事股", "先.xlsx")
    clerk.compile(JUNE, "2022-06-18")
    hand_in(clerk, "人事股", "后.xlsx", by="另一人")
    compiled(clerk)
    add_row(clerk, "采用版本", 文件="先.xlsx", 采用="是", 确认人="王五")
    assert compiled(clerk).outcomes == {"先.xlsx": "accepted", "后.xlsx": "rejected"}
    return clerk


@pytest.fixture
def clerk(desk: Clerk, tmp_path: Path) -> Clerk:
    return desk.copied_to(tmp_path / "desk")


def register(clerk: Clerk) -> Path:
    return clerk.period_folder(JUNE) / REGISTER


def ledger(clerk: Clerk) -> Path:
    return clerk.folder / "output" / PLAN / "台账"


def told_of_register(told: CommandResult) -> list[str]:
    return [finding["code"] for finding in told.json["register"]]


def test_every_decision_that_is_obeyed_stands_in_the_log(clerk: Clerk) -> None:
    entry = json.loads(max((ledger(clerk) / "日志").glob("*.json")).read_text(encoding="utf-8"))
    (decided,) = entry["decided"]
    assert {key: decided[key] for key in ("sheet", "about", "says", "by", "answer")} == {
        "sheet": "versions",
        "about": "先.xlsx",
        "says": "是",
        "by": "王五",
        "answer": "yes",
    }
    assert decided["register"] in entry["ledger_files"]
    sheet = load_workbook(ledger(clerk) / decided["register"])["采用版本"]
    assert "王五" in [cell.value for row in sheet.iter_rows() for cell in row]


def test_what_she_saves_during_a_run_stays_and_is_obeyed_by_the_next(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(clerk, "督导室", "甲.xlsx")
    hand_in(clerk, "督导室", "乙.xlsx", by="另一人")
    make_outputs: Callable[..., object] = vars(compile_journey)["make_outputs"]

    def save_meanwhile(*arguments: object) -> object:
        add_row(clerk, "采用版本", 文件="甲.xlsx", 采用="是", 确认人="王五")
        return make_outputs(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(compile_journey, "make_outputs", save_meanwhile)
        told = compiled(clerk)
    assert (told.exit, told_of_register(told)) == (1, ["register-saved-meanwhile"])
    assert told.outcomes["甲.xlsx"] == "rejected"
    told = compiled(clerk)
    assert told_of_register(told) == []
    assert told.outcomes["甲.xlsx"] == "accepted"


def test_a_register_that_is_moved_away_during_a_run_is_written_again_with_all_that_was_hers(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(clerk, "基安股", "甲.xlsx")
    add_row(clerk, "采用版本", 文件="甲.xlsx", 采用="是", 确认人="王五")
    before = written_in(register(clerk))
    make_outputs: Callable[..., object] = vars(compile_journey)["make_outputs"]

    def move_away(*arguments: object) -> object:
        register(clerk).unlink()
        return make_outputs(*arguments)

    monkeypatch.setattr(compile_journey, "make_outputs", move_away)
    assert told_of_register(compiled(clerk)) == ["register-saved-meanwhile"]
    assert written_in(register(clerk)) == before


def written_in(path: Path) -> list[tuple[object, ...]]:
    """The rows of 采用版本."""
    return list(load_workbook(path)["采用版本"].iter_rows(values_only=True))


def test_what_she_saves_while_the_register_is_written_stops_the_run(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    update_register: Callable[..., object] = vars(compile_journey)["update_register"]

    def save_then(*arguments: object) -> object:
        files = update_register(*arguments)
        add_row(clerk, "采用版本", 文件="后.xlsx", 采用="否")
        return files

    monkeypatch.setattr(compile_journey, "update_register", save_then)
    told = compiled(clerk)
    assert (told.exit, [error["code"] for error in told.json["errors"]]) == (2, ["changed-meanwhile"])
    values = [cell.value for row in load_workbook(register(clerk))["采用版本"].iter_rows() for cell in row]
    assert "后.xlsx" in values


def delete_row(path: Path) -> None:
    book = load_workbook(path)
    sheet = book["采用版本"]
    for row in range(sheet.max_row, 3, -1):
        if sheet.cell(row, 1).value == "先.xlsx":
            sheet.delete_rows(row)
    book.save(path)


def delete_sheet(path: Path) -> None:
    book = load_workbook(path)
    del book["采用版本"]
    book.save(path)


@pytest.mark.parametrize("lose", [delete_row, delete_sheet, Path.unlink])
def test_a_decision_whose_row_or_sheet_or_file_is_gone_is_told_with_where_it_is_kept(
    lose: Callable[[Path], None], clerk: Clerk
) -> None:
    """Once: a run that no longer obeys it takes it for withdrawn."""
    lose(register(clerk))
    told = compiled(clerk)
    assert (told.exit, told_of_register(told)) == (1, ["register-decision-lost"])
    assert told.outcomes == {"先.xlsx": "superseded", "后.xlsx": "accepted"}
    (finding,) = told.json["register"]
    assert all(words in finding["sentence"] for words in ("2022-06-21", "先.xlsx", "是", "王五"))
    former = finding["hint"].partition("照 ")[2].partition(" ")[0]
    assert (clerk.folder / former).is_file()
    assert told_of_register(compiled(clerk)) == []


def test_a_register_of_an_earlier_period_that_is_gone_is_told_too(clerk: Clerk) -> None:
    clerk.build(JULY, "2022-07-03")
    register(clerk).unlink()
    told = clerk.compile(JULY, "2022-07-21", "--none-returned")
    (finding,) = told.json["register"]
    assert (finding["code"], finding["place"]) == ("register-decision-lost", f"{JUNE}/{REGISTER}:采用版本")


@pytest.mark.parametrize("is_copy", [True, False])
def test_a_register_saved_as_xls_is_told(clerk: Clerk, *, is_copy: bool) -> None:
    """Beside the old one, or in its place."""
    path = register(clerk)
    path.with_suffix(".xls").write_bytes(path.read_bytes())
    if not is_copy:
        path.unlink()
    told = compiled(clerk)
    assert (told.exit, [error["code"] for error in told.json["errors"]]) == (2, ["register-other-format"])


@pytest.mark.parametrize(
    ("mark", "code"),
    [
        (1.23457e15, "register-mark"),  # what Excel makes of sixteen digits
        (1234567890123450, "register-mark"),
        ("0123456789abcde", "register-mark"),
        ("0123456789abcdef", "register-mark-unknown"),
    ],
)
def test_a_hash_that_is_not_the_files_is_told_with_the_right_one(mark: float | str, code: str, clerk: Clerk) -> None:
    book = load_workbook(register(clerk))
    sheet = book["采用版本"]
    row = next(number for number in range(4, 20) if sheet.cell(number, 1).value == "先.xlsx")
    sheet.cell(row, 2).value = mark
    book.save(register(clerk))
    told = compiled(clerk)
    (error,) = told.json["errors"]
    name = next((ledger(clerk) / "原件" / JUNE).glob("*先.xlsx")).name
    assert (told.exit, error["code"]) == (2, code)
    assert name.split("-")[3] in error["hint"]


def test_a_register_that_cannot_be_read_names_a_folder_only_where_there_is_one(clerk: Clerk) -> None:
    register(clerk).write_bytes(b"no workbook")
    hint = compiled(clerk).json["errors"][0]["hint"]
    assert "台账/登记" in hint.replace("\\", "/")
    for path in (ledger(clerk) / "登记" / JUNE).iterdir():
        path.unlink()
    assert "台账/登记" not in compiled(clerk).json["errors"][0]["hint"].replace("\\", "/")
