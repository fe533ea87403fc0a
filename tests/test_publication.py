"""What is made on request of a period that was compiled: which period and day, where it goes, and back."""

from pathlib import Path

import pytest

from tests.clerk import Clerk, file_hashes, taishan_answers

JUNE, DAY = "2022-06", "2022-06-21"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    clerk = Clerk(tmp_path_factory.mktemp("desk") / "office")
    clerk.build(JUNE, "2022-06-03", "--quiet")
    clerk.hand_in_all(JUNE, taishan_answers()[JUNE])
    clerk.compile(JUNE, DAY)
    return clerk


@pytest.fixture
def clerk(compiled: Clerk, tmp_path: Path) -> Clerk:
    return compiled.copied_to(tmp_path / "office")


def test_what_is_made_on_request_is_as_of_the_last_compile(clerk: Clerk) -> None:
    """Nobody types the period and the day again."""
    said = clerk.run("duban", "edition", "系统内印发", "--json").json
    assert (said["period"], said["as_of"], said["edition"]) == (JUNE, DAY, "系统内印发")
    assert [Path(path).parent.name for path in said["outputs"]] == ["系统内印发"]


def test_what_was_not_compiled_is_not_made(clerk: Clerk) -> None:
    said = clerk.run("duban", "edition", "系统内印发", "--period", "2022-07", "--json")
    assert (said.exit, [error["code"] for error in said.json["errors"]]) == (2, ["publish-not-compiled"])
    assert JUNE in said.json["errors"][0]["hint"]


def test_an_edition_that_there_is_not_is_told_with_those_that_there_are(clerk: Clerk) -> None:
    said = clerk.run("duban", "edition", "对外", "--json")
    assert (said.exit, "对外公开" in said.json["errors"][0]["hint"]) == (2, True)


def test_what_came_since_the_compile_is_told(clerk: Clerk) -> None:
    (clerk.returns_folder(JUNE) / "新来的.txt").write_text("补报", encoding="utf-8")
    said = clerk.run("duban", "edition", "系统内印发", "--json")
    assert (said.exit, [finding["code"] for finding in said.json["findings"]]) == (1, ["publish-unread"])


def test_an_edition_can_be_taken_back(clerk: Clerk) -> None:
    before = file_hashes(clerk.folder)
    clerk.run("duban", "edition", "系统内印发")
    assert file_hashes(clerk.folder) != before
    assert clerk.run("duban", "undo").exit == 0
    assert file_hashes(clerk.folder) == before


def test_an_edition_that_somebody_edited_is_kept_beside_the_new_one(clerk: Clerk) -> None:
    [path] = clerk.run("duban", "edition", "系统内印发", "--json").json["outputs"]
    (clerk.folder / path).write_bytes(b"edited")
    said = clerk.run("duban", "edition", "系统内印发", "--json").json
    assert [(clerk.folder / path).read_bytes() for path in said["edited"]] == [b"edited"]


def test_an_edition_made_twice_is_the_same_bytes(clerk: Clerk) -> None:
    clerk.run("duban", "edition", "系统内印发")
    before = file_hashes(clerk.folder)
    clerk.run("duban", "edition", "系统内印发")
    assert file_hashes(clerk.folder) == before
