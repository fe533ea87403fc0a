"""What is made on request of a period that was compiled: which period and day, where it goes, and back."""

from pathlib import Path

import pytest

from duban.reports.book_names import subject_of_office
from duban.value_object import replace
from tests.clerk import PLAN, Clerk, clerk_after_june, file_hashes
from tests.returns import office as office_of_tests

JUNE, DAY = "2022-06", "2022-06-21"
PLAIN_NAMES = """\
books:
  - {file: 汇总报告.xlsx, sheets: [overview]}
  - {file: 工作底稿.xlsx, sheets: [filings]}
"""


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    return clerk_after_june(tmp_path_factory.mktemp("desk") / "office")


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


# ---- names of files


@pytest.mark.parametrize(
    ("office", "name", "title"),
    [
        ("台山市教育局", "台山市教育系统2022年重点工作任务一览表", "台山市教育系统2022年重点工作任务"),
        ("三水区教育局", "区教育局2022年度绩效目标任务分解表", "三水区教育局2022年度绩效目标任务"),
        ("华容县教育局", "“富美教育”2022年度重点工作", "华容县教育局“富美教育”2022年度重点工作"),
        ("某局", "重点工作一览表", "某局2022年重点工作"),  # of which year, the plan leaves to its head
    ],
)
def test_a_file_is_named_for_the_office_and_the_year_each_of_them_once(office: str, name: str, title: str) -> None:
    plan = replace(office_of_tests().plan, office=office, name=name)
    assert subject_of_office(plan) == title


def test_a_report_under_a_name_that_it_has_no_more_is_taken_away(clerk: Clerk) -> None:
    """An office of an earlier version has its 汇总报告.xlsx beside no second truth; undo puts it back."""
    books = clerk.folder / "templates/reports/books.yaml"
    books.parent.mkdir(parents=True)
    books.write_text(PLAIN_NAMES, encoding="utf-8")
    (clerk.folder / "plans" / PLAN / "reports/books.yaml").unlink()
    clerk.compile(JUNE, DAY)
    before = file_hashes(clerk.reports_folder(JUNE))
    assert {"汇总报告.xlsx", "工作底稿.xlsx", "文字稿.txt"} <= before.keys()
    books.unlink()
    clerk.compile(JUNE, DAY)
    names = {path.name for path in clerk.reports_folder(JUNE).glob("*.*")}
    assert names == {clerk.report(JUNE).name, clerk.papers(JUNE).name, "文字稿.txt"}
    assert clerk.run("duban", "undo").exit == 0
    assert file_hashes(clerk.reports_folder(JUNE)) == before


def test_a_report_under_an_old_name_that_somebody_edited_is_kept_under_one_that_says_so(clerk: Clerk) -> None:
    test_a_report_under_a_name_that_it_has_no_more_is_taken_away(clerk)
    (clerk.reports_folder(JUNE) / "汇总报告.xlsx").write_bytes(b"edited")
    for _ in range(2):
        clerk.compile(JUNE, DAY)
        [kept] = clerk.reports_folder(JUNE).glob("汇总报告*.xlsx")
        assert ("手改留存" in kept.name, kept.read_bytes()) == (True, b"edited")


def test_what_was_made_on_request_stays_when_the_report_is_compiled_again(clerk: Clerk) -> None:
    made = clerk.run("duban", "edition", "系统内印发", "--json").json["outputs"]
    clerk.compile(JUNE, DAY)
    assert all((clerk.folder / path).is_file() for path in made)
