"""A day that is likely typed by mistake asks before a good report gives way to an empty one; an honest one does not."""

from pathlib import Path

import pytest

from tests.clerk import Clerk, file_hashes, taishan_answers

JUNE, JULY = "2022-06", "2022-07"
UNIT = "基安股"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """The plan was issued on 2 June, June's only return came on the 21st. Nobody may change it: `clerk` is a copy."""
    clerk = Clerk(tmp_path_factory.mktemp("desk") / "ws")
    assert clerk.build(JUNE, "2022-06-10", "--quiet").exit == 0
    clerk.hand_in(JUNE, UNIT, taishan_answers()[JUNE][UNIT])
    assert clerk.compile(JUNE, "2022-06-21").exit == 0
    return clerk


@pytest.fixture
def clerk(desk: Clerk, tmp_path: Path) -> Clerk:
    return desk.copied_to(tmp_path / "ws")


@pytest.mark.parametrize(
    ("command", "period", "day", "code"),
    [
        ("compile", JUNE, "2202-06-21", "day-far"),  # 2202 for 2022
        ("build", JUNE, "2202-06-10", "day-far"),
        ("compile", JUNE, "2021-06-21", "day-before-issue"),
        ("compile", JUNE, "2022-06-01", "day-before-issue"),  # one day before
        ("build", JUNE, "2022-06-01", "day-before-issue"),
        ("compile", JULY, "2022-06-21", "day-before-period"),  # 06 for 07
        ("compile", JULY, "2022-06-30", "day-before-period"),
        ("build", JULY, "2022-06-20", "day-before-period"),  # June's are not due yet
        ("compile", JUNE, "2022-06-20", "day-before-returns"),  # 0 for 1
        ("compile", JUNE, "2022-06-02", "day-before-returns"),
    ],
)
def test_an_unlikely_day_asks_and_changes_nothing(clerk: Clerk, command: str, period: str, day: str, code: str) -> None:
    """Until somebody says that it is meant."""
    before = file_hashes(clerk.folder)
    arguments = (command, "--period", period, "--as-of", day, "--json")
    asked = clerk.run(*arguments)
    assert (asked.exit, [error["code"] for error in asked.json["errors"]]) == (2, [code])
    assert file_hashes(clerk.folder) == before
    confirmed = ("--none-returned",) if command == "compile" else ()
    assert clerk.run(*arguments, "--any-day", *confirmed).exit < 2


@pytest.mark.parametrize(
    ("command", "period", "day"),
    [
        ("compile", JUNE, "2022-06-21"),  # again as of its own day
        ("compile", JUNE, "2022-06-22"),
        ("compile", JUNE, "2022-12-31"),
        ("build", JUNE, "2022-06-02"),  # the day of issue
        ("build", JUNE, "2022-06-10"),  # answers of June's own forms came later: none of them is recalled
        ("build", JULY, "2022-06-21"),  # the day after June's due day
        ("compile", JULY, "2022-07-01"),  # nothing has come of July's
    ],
)
def test_an_honest_day_is_never_asked_about(clerk: Clerk, command: str, period: str, day: str) -> None:
    confirmed = ("--none-returned",) if command == "compile" else ()
    assert clerk.run(command, "--period", period, "--as-of", day, "--json", *confirmed).exit == 0


def test_forms_are_not_issued_as_of_a_day_that_forgets_all_that_was_reported(clerk: Clerk) -> None:
    """June's return came late, on 5 July; July's forms are written as of the 4th, then as of the 5th."""
    late = Clerk(clerk.folder.parent / "late")
    assert late.build(JUNE, "2022-06-10", "--quiet").exit == 0
    late.hand_in(JUNE, UNIT, taishan_answers()[JUNE][UNIT])
    assert late.compile(JUNE, "2022-07-05").exit == 0
    asked = late.build(JULY, "2022-07-04", "--json")
    assert (asked.exit, [error["code"] for error in asked.json["errors"]]) == (2, ["day-before-returns"])
    assert late.build(JULY, "2022-07-05", "--json").exit == 0


def test_what_was_handed_in_again_is_counted_once(clerk: Clerk) -> None:
    """The file of 2-回收 and the ledger's original are one return; the day from which on it counts is named."""
    asked = clerk.run("compile", "--period", JUNE, "--as-of", "2022-06-20")
    assert "这一期收到的1份都晚于截至日2022年6月20日" in asked.output
    assert "2022年6月21日或以后" in asked.output
