"""A table with a header of two rows: its quarters, its days, and the same header on the next page."""

import pytest

from duban.importing.plan_draft import DraftPlan, draft_plan
from duban.workbook.document import SourceDocument
from tests.imports.words import document, import_words

TITLE = ("清溪县2026年重点工作",)
HEADER = (
    ("序号", "工作任务", "进度安排", "", "", "", "牵头单位"),
    ("", "", "一季度", "二季度", "三季度", "四季度", ""),
)
HEADER_AREAS = ((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 5), (0, 6, 1, 6))
"""Its merged cells, where it begins in row 0."""


def drafted(made: SourceDocument) -> DraftPlan:
    plan = draft_plan({"表": made}, import_words(), {}, 0)
    assert plan is not None
    return plan


def quarters(*cells: str) -> object:
    """The milestones of a task with these words in the columns of its quarters."""
    plan = drafted(document(TITLE, *HEADER, ("1", "修订预案", *cells, "应急办")))
    assert (plan.head.title, plan.head.year) == (*TITLE, 2026)
    return plan.tasks[0].data["节点"]


def test_a_quarter_has_the_words_of_its_cell() -> None:
    """2000亩 is no year, a number is said without the words above that only announce steps, and a dash says nothing."""
    assert quarters("2000亩", "2026亩", "6%", "——") == [{"一季度": "2000亩"}, {"二季度": "2026亩"}, {"三季度": "6%"}]
    assert quarters("600", "1500", "/", "印发") == [{"一季度": "600"}, {"二季度": "1500"}, {"四季度": "印发"}]


def test_a_day_alone_in_a_quarter_is_that_of_the_task() -> None:
    assert quarters("——", "6月16日前", "8月底前印发", "") == [{"6月16日前": "修订预案"}, {"8月底前": "印发"}]


def test_a_sentence_with_several_days_is_as_many_milestones() -> None:
    """What follows a comma goes on with the clause before it, unless it begins with a day."""
    words = "3月底前完成招标，启动征地，6月底前开工，次年6月建成"
    steps = [{"3月底前": "完成招标，启动征地"}, {"6月底前": "开工"}, {"次年6月": "建成"}]
    assert quarters("", words, "", "") == steps


def test_a_sum_of_the_whole_year_is_due_with_its_column() -> None:
    """全年 before a number says of what time it is: else the milestone would never be due. Before 推进 it is no end."""
    steps = [{"一季度": "全年任务分解到村"}, {"三季度": "全年播种32万亩的80%"}, {"四季度": "全年播种32万亩"}]
    assert quarters("全年任务分解到村", "", "全年播种32万亩的80%", "全年播种32万亩") == steps
    plan = drafted(document(TITLE, ("序号", "任务", "上半年", "全年"), ("1", "播种", "16万亩", "32万亩")))
    assert plan.tasks[0].data["节点"] == [{"上半年": "16万亩"}, {"年底": "32万亩"}]
    rows = (("1", "播种", "上半年播种16万亩；全年播种32万亩"), ("2", "巡查", "上半年建立台账；全年：持续巡查"))
    by_words = drafted(document(TITLE, ("序号", "任务", "阶段目标"), *rows)).tasks
    assert by_words[0].data["节点"] == [{"上半年": "播种16万亩"}, {"年底": "全年播种32万亩"}]
    assert by_words[1].data["节点"] == [{"上半年": "建立台账"}, {"全年": "持续巡查"}]


def test_brackets_behind_a_milestone_say_who_supports_it() -> None:
    step = {"时限": "一季度", "内容": "印发", "协办": ["县教育局", "各乡镇"]}
    assert quarters("印发（县教育局、各乡镇配合）", "", "", "") == [step]
    assert quarters("印发（县水利局牵头，县教育局、各乡镇配合）", "", "", "") == [step | {"牵头": ["县水利局"]}]


def test_both_rows_of_a_header_on_a_new_page_are_no_task() -> None:
    first, second = (("1", "修订预案", *4 * ("印发",), "应急办"), ("2", "清理河道", *4 * ("完成",), "水利站"))
    pages = (TITLE, *HEADER, first, *HEADER, second)
    areas = [(top + at, left, bottom + at, right) for at in (1, 4) for top, left, bottom, right in HEADER_AREAS]
    found = [(task.data["名称"], task.data["牵头"]) for task in drafted(document(*pages, areas=areas)).tasks]
    assert found == [("修订预案", "应急办"), ("清理河道", "水利站")]


@pytest.mark.parametrize("headers", [("开始时间", "完成时间"), ("完成时间", "开始时间")])
def test_of_two_days_under_one_header_the_end_is_due(headers: tuple[str, str]) -> None:
    """Not the first one, though the cell above both is a header of due days."""
    days = {"开始时间": "3月", "完成时间": "10月底前"}
    made = document(
        ("2026年任务表",),
        ("序号", "工作任务", "牵头单位", "时间要求", ""),
        ("", "", "", *headers),
        ("1", "修订预案", "应急办", *(days[header] for header in headers)),
        areas=((1, 3, 1, 4), *((1, column, 2, column) for column in range(3))),
    )
    (task,) = drafted(made).tasks
    assert (task.data["完成时限"], [*task.data["自定"].values()]) == ("10月底前", ["3月"])
