"""`duban history`: what was answered about one task, period by period, from the index."""

from pathlib import Path

import pytest

from duban.store.index import INDEX_FILE, Index
from duban.store.row_history import answers_to_task
from tests.clerk import Clerk, taishan_answers

JUNE, JULY = "2022-06", "2022-07"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Clerk:
    """基财股 answered in June, again in June, and in July."""
    clerk = Clerk(tmp_path_factory.mktemp("office") / "desk")
    answers = taishan_answers()
    clerk.build(JUNE, "2022-06-06")
    clerk.hand_in(JUNE, "基财股", answers[JUNE]["基财股"])
    clerk.compile(JUNE, "2022-06-20")
    changed = {**answers[JUNE]["基财股"], "milestones": {"1@0630": {"state": "能按期完成"}}}
    clerk.hand_in(JUNE, "基财股", changed, name="基财股改.xlsx")
    clerk.compile(JUNE, "2022-06-21")
    clerk.build(JULY, "2022-07-04")
    clerk.hand_in(JULY, "基财股", answers[JULY]["基财股"])
    clerk.compile(JULY, "2022-07-21")
    return clerk


@pytest.fixture
def clerk(desk: Clerk, tmp_path: Path) -> Clerk:
    return desk.copied_to(tmp_path / "desk")


def returns(clerk: Clerk, task: str) -> list[tuple[str, str, str, str]]:
    found = clerk.run("duban", "history", task, "--json").json["returns"]
    return [(each["period"], each["received_on"], each["file"], each["outcome"]) for each in found]


def test_every_return_is_listed_in_the_order_in_which_it_came(clerk: Clerk) -> None:
    """One that no longer counts too."""
    assert returns(clerk, "1") == [
        (JUNE, "2022-06-20", "基财股.xlsx", "已有新版"),
        (JUNE, "2022-06-21", "基财股改.xlsx", "退回修改"),
        (JULY, "2022-07-21", "基财股.xlsx", "采用"),
    ]
    assert returns(clerk, "19") == []


def test_it_says_what_was_answered_in_the_words_and_the_order_of_the_form(clerk: Clerk) -> None:
    result = clerk.run("duban", "history", "1")
    lines = [line for line in result.out.splitlines() if not line.startswith("  进展") and "工作计划" not in line]
    assert lines[:7] == [
        "第1项 培英职业技术学校新校区建设项目（基财股）",
        "6月　2022-06-20 收到　基财股　基财股.xlsx（已有新版）",
        "  一是3月底前完成招标文件编制。",
        "    节点情况：已按期完成",
        "    佐证材料：招标文件定稿.pdf",
        "  二是6月底前开展施工招标。",
        "    节点情况：申请调整",
    ]
    assert (result.exit, lines[-1]) == (0, "共3份。")


def test_an_index_that_lacks_a_run_is_brought_up_to_date_first(clerk: Clerk) -> None:
    before = returns(clerk, "1")
    next(clerk.folder.rglob(INDEX_FILE)).unlink()
    assert returns(clerk, "1") == before


def test_a_number_that_the_plan_has_not_is_told_with_one_that_it_has(clerk: Clerk) -> None:
    result = clerk.run("duban", "history", "1９")
    assert (result.exit, "是否为“19”" in result.output) == (2, True)


def test_the_answers_to_a_task_are_found_by_its_rows_and_by_no_search(tmp_path: Path) -> None:
    """Task 1 and no other whose number begins so; a target, a line and a unit's own row belong to it."""
    rows = ["1", "1#2", "1+1", "1@0331", "1@0331~AB", "10", "1-7@0331", "1A@0331", "21"]
    with Index(tmp_path / INDEX_FILE) as index:
        submission = (1, "o", "f", "d", JUNE, "JZ", "AB", "x.xlsx", "2022-06-21", None)
        records = [(1, row, "progress", "text", row) for row in rows]
        assert index.write([("insert into submissions values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [submission])])
        assert index.write([("insert into records values (?, ?, ?, ?, ?)", records)])
        assert [answer.row for answer in answers_to_task(index, "1")] == rows[:5]
        plan = index.rows("explain query plan select * from records where row >= '1' and row < '2'")
        assert "records_by_row" in str(plan)
