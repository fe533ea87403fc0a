"""Pages made from answers that a test writes down, without any file that came back."""

from datetime import date
from typing import Any

from duban.journeys.page_look import page_look
from duban.model.coordination import CoordinationItem, RequestState
from duban.model.edition import Edition
from duban.model.status import Status
from duban.reports.page import page_content
from duban.value_object import replace
from duban.workspace.workspace import open_workspace
from duban.writers.html_page import PageLook, write_page
from tests.offices import ROOT, status_of

ASKED = "请协调市财政局出具评审结论"
JUNE, JULY = date(2022, 6, 21), date(2022, 7, 21)

HOSTILE = (
    '</script><script>window.ran = 1</script><img src=x onerror="window.ran = 1">',
    "{{ 7 * 7 }}{% for x in range(9) %}",
    "<!-- <script> --> ]]> \u2028\u2029 &lt;b&gt; \" ' `",
    "很长" * 2000,
)
"""What a unit may write."""


def taishan_status(answers: dict[str, dict[str, Any]] | None = None) -> Status:
    """July in Taishan with June's report behind it: task 1 is red and asks for help, task 10 yellow, 13 not due."""
    answers = {
        "1@0331": {"state": "已按期完成"},
        "1@0630": {"state": "不能按期完成", "reason": "评审未出结论", "expected": date(2022, 8, 31), "help": ASKED},
        "10@0731": {"state": "有困难", "reason": "54所未交", "expected": date(2022, 8, 15)},
        "13@0731": {"state": "能按期完成"},
        **(answers or {}),
    }
    before = status_of("taishan-2022", "progress", JUNE, {})
    status = status_of("taishan-2022", "progress", JULY, answers, period_index=1)
    asking = next(milestone for milestone in status.milestones if milestone.row.key == "1@0630")
    assert asking.record
    item = CoordinationItem(asking.row, asking.unit, (asking.record,), JUNE, RequestState.STANDING)
    edition = Edition(name="局领导参阅", mark="内部资料")
    return replace(status, earlier=(before,), edition=edition, coordination=(item,))


def look() -> PageLook:
    """The page as it is shipped."""
    return page_look(open_workspace(ROOT / "config.yaml", "taishan-2022"))


def page_of(status: Status) -> bytes:
    """The page of a status, as `duban page` writes it."""
    content = page_content(status)
    return write_page(look(), content.facts, content.data)
