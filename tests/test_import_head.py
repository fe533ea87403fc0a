"""What stands around the tables of a document: the notice by which it was issued, and the chapters above its tables."""

import pytest

from duban.importing.plan_draft import DraftPlan, draft_plan
from duban.workbook.document import Paragraph, SourceDocument, SourceTable
from tests.imports.words import import_words

HEADER = ("序号", "工作任务", "牵头单位", "完成时限")
NOTICE = ("清溪县人民政府办公室关于印发2026年重点工作责任分工的通知", "清政办〔2026〕8号", "2026年2月20日")


def drafted(*blocks: str | SourceTable) -> DraftPlan:
    """The plan of a document; lines of words are numbered as they come."""
    read = tuple(Paragraph(one, at) if isinstance(one, str) else one for at, one in enumerate(blocks, 1))
    plan = draft_plan({"表.docx": SourceDocument(read)}, import_words(), {}, 0)
    assert plan is not None
    return plan


def table(number: int, *names: str) -> SourceTable:
    rows = [(str(at), name, "应急办", "6月底前") for at, name in enumerate(names, 1)]
    return SourceTable("", number, (HEADER, *rows))


def test_a_notice_says_what_was_issued_and_by_whom() -> None:
    """Its number, which stands above its day, is not who signed."""
    head = drafted(*NOTICE, table(1, "修订预案")).head
    assert (head.title, head.office) == ("2026年重点工作责任分工", "清溪县人民政府办公室")
    assert (head.number, str(head.issued)) == (NOTICE[1], "2026-02-20")


@pytest.mark.parametrize("title", ["清溪县2026年重点任务分解表", "清溪县2026年重点工作"])
def test_a_title_above_the_table_comes_before_the_notice(title: str) -> None:
    assert drafted(*NOTICE, title, table(1, "修订预案")).head.title == title


def test_a_chapter_right_above_a_table_is_what_its_tasks_belong_to() -> None:
    plan = drafted(
        *NOTICE, "一、工业发展", table(1, "新增企业", "技改投资"), "二、农业农村：", "二、农业农村", table(2, "农田")
    )
    assert [task.category for task in plan.tasks] == [("一、工业发展",), ("一、工业发展",), ("二、农业农村",)]
    assert [task.category for task in drafted("一、总体要求。", table(1, "修订预案")).tasks] == [()]
