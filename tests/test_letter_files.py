"""`duban notice`: which letters it writes and where, and that none stays for which there is no cause any more."""

import copy
from pathlib import Path

import pytest

from tests.clerk import Clerk, clerk_after_june, file_hashes, taishan_answers

JUNE, DAY = "2022-06", "2022-06-21"
NEARLY_DUE, OVERDUE = "2022-06-25", "2022-07-05"
"""Milestones that are due on 30 June are blue on the first of these days, and on the second no more."""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    return clerk_after_june(tmp_path_factory.mktemp("desk") / "office")


@pytest.fixture
def clerk(compiled: Clerk, tmp_path: Path) -> Clerk:
    return compiled.copied_to(tmp_path / "office")


def written(clerk: Clerk, *words: str) -> list[Path]:
    """The letters that a notice command wrote."""
    return [clerk.folder / path for path in clerk.run("duban", "notice", *words, "--json").json["outputs"]]


def letters(clerk: Clerk) -> set[Path]:
    return set((clerk.reports_folder(JUNE) / "文稿").rglob("*.docx"))


def test_letters_to_units_lie_in_a_folder_for_their_kind(clerk: Clerk) -> None:
    found = written(clerk, "督办单", "总结", "--as-of", NEARLY_DUE)
    places = {path.parent.name for path in found}
    assert places == {"督办单", "文稿"}
    assert all("色督办单（1—6月）" in path.name for path in found if path.parent.name == "督办单")


def test_a_letter_for_which_there_is_no_cause_any_more_is_taken_away(clerk: Clerk) -> None:
    """A notice of last week beside that of today would be sent by mistake."""
    before = written(clerk, "督办单", "--as-of", NEARLY_DUE)
    blue = {path for path in before if path.name.startswith("蓝色")}
    assert blue
    written(clerk, "督办单", "--as-of", OVERDUE)
    assert letters(clerk).isdisjoint(blue)


def test_what_was_taken_away_is_told_and_undo_brings_it_back(clerk: Clerk) -> None:
    before = written(clerk, "督办单", "--as-of", NEARLY_DUE)
    said = clerk.run("duban", "notice", "督办单", "--as-of", OVERDUE)
    gone = [path for path in before if not path.exists()]
    assert gone
    assert all(path.name in said.out for path in gone)
    assert clerk.run("duban", "undo").exit == 0
    assert set(before) <= letters(clerk)


def test_a_letter_that_somebody_edited_stays(clerk: Clerk) -> None:
    edited, *_ = [path for path in written(clerk, "督办单", "--as-of", NEARLY_DUE) if path.name.startswith("蓝色")]
    edited.write_bytes(b"edited")
    written(clerk, "督办单", "--as-of", OVERDUE)
    assert edited.read_bytes() == b"edited"


def test_letters_to_other_units_and_of_other_kinds_stay(clerk: Clerk) -> None:
    """She asks for one letter, not for the end of all others."""
    orders = set(written(clerk, "督办单", "--as-of", NEARLY_DUE))
    unit = next(iter(orders)).stem.rpartition("）")[2]
    written(clerk, "督办单", "--unit", unit, "--as-of", NEARLY_DUE)
    written(clerk, "总结", "--as-of", OVERDUE)
    assert orders <= letters(clerk)


def test_the_letters_in_which_numbers_of_persons_stand_are_told(clerk: Clerk) -> None:
    """A notice goes to many, and all that a unit typed is shown to the leaders."""
    answers = copy.deepcopy(taishan_answers()[JUNE]["基财股"])
    for milestone in answers["milestones"].values():
        if "reason" in milestone:
            milestone["reason"] = "因评审未完成，联系13912345678。"
    clerk.hand_in(JUNE, "基财股", answers, "重报.xlsx")
    clerk.compile(JUNE, DAY)
    said = clerk.run("duban", "notice", "预警通知单", "--json")
    told = [finding for finding in said.json["findings"] if finding["code"] == "letter-persons"]
    assert [finding["place"].rpartition("/")[2] for finding in told] == ["预警通知单（1—6月）基财股.docx"]
    assert "139…78" in str(told[0])


@pytest.mark.parametrize("name", ["约谈通知", "书面检查"])
def test_what_is_grave_is_made_by_its_own_name_alone(clerk: Clerk, name: str) -> None:
    """Nobody finds such a letter in a folder who did not ask for it; compiling writes no letter at all."""
    assert letters(clerk) == set()
    everything = written(clerk, "全部", "--as-of", OVERDUE)
    assert everything
    assert not [path for path in everything if name in path.name]


def test_letters_made_twice_are_the_same_bytes(clerk: Clerk) -> None:
    written(clerk, "全部", "--as-of", NEARLY_DUE)
    before = {path: file_hashes(path.parent)[path.name] for path in letters(clerk)}
    written(clerk, "全部", "--as-of", NEARLY_DUE)
    assert {path: file_hashes(path.parent)[path.name] for path in letters(clerk)} == before
