"""What is wrong with a file, as people are told it: few points, the right ones first, every place counted."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, Place
from duban.messages.grouping import (
    count_findings,
    finding_counts_text,
    first_of_each_kind,
    group_findings,
    groups_to_act_on,
)
from duban.workspace.yaml_file import load_template_yaml
from tests.returns import MILESTONE_SHEET, ROOT, TASK_SHEET

SENTENCES = {
    "file": {"severity": "must", "says": "缺表", "hint": ""},
    "must": {"severity": "must", "says": "缺{{ label }}", "hint": ""},
    "read": {"severity": "must", "says": "读到{{ was }}", "hint": ""},
    "ask": {"severity": "explain", "says": "{{ label }}不合常理", "hint": ""},
    "note": {"severity": "note", "says": "规范了{{ label }}", "hint": ""},
}
TEXTS = Messages(load_template_yaml(ROOT / "templates/texts/report.yaml") | SENTENCES)


def found(code: str, cell: str = "", column: str = "原因", was: str = "", sheet: str = MILESTONE_SHEET) -> Finding:
    return Finding(code, Place("f", sheet, cell), {"label": column, "was": was}, "", column if cell else "")


def told(findings: Sequence[Finding]) -> list[str]:
    """`where：says` for each point."""
    return [f"{point.places_text(TEXTS)}：{point.message}" for point in group_findings(findings, TEXTS)]


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], []),
        ([found("must", f"F{row}") for row in (12, 4)], ["“节点确认”F4、F12：缺原因"]),  # by row, not by letters
        (
            [found("must", f"F{row}") for row in range(4, 12)],
            ["“节点确认”F4、F5、F6、F7、F8等8处：缺原因"],
        ),
        (
            [found("must", "F4"), found("must", "E4", "备注"), found("must", "F4", sheet=TASK_SHEET)],
            ["“节点确认”E4：缺备注", "“节点确认”F4：缺原因", "“进展情况表”F4：缺原因"],
        ),  # another column or sheet is another point
        (
            [found("read", f"F{row}", was=was) for row, was in enumerate("甲乙甲丙丁", 4)],
            ["“节点确认”F4、F5、F6、F7、F8：读到甲；读到乙；读到丙；同类问题共5处"],
        ),
        ([found("read", "F4", was="甲"), found("read", "F5", was="乙")], ["“节点确认”F4、F5：读到甲；读到乙"]),
        (
            [found("note", "A1"), found("ask", "A1"), found("must", "G9"), found("file", sheet="")],
            ["：缺表", "“节点确认”G9：缺原因", "“节点确认”A1：原因不合常理", "“节点确认”A1：规范了原因"],
        ),  # the whole file, must, explain, note
        ([found("file")], ["“节点确认”：缺表"]),
    ],
)
def test_points_are_grouped_and_ordered(findings: list[Finding], expected: list[str]) -> None:
    assert told(findings) == expected


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ("must must ask note", "2处必须改、1处请改或说明"),
        ("ask", "1处请改或说明"),
        ("file", "1处必须改"),
        ("note", ""),
        ("", ""),
    ],
)
def test_the_count_says_what_there_is_to_do(codes: str, expected: str) -> None:
    assert finding_counts_text(group_findings([found(code, "F4") for code in codes.split()], TEXTS), TEXTS) == expected


@given(st.lists(st.tuples(st.sampled_from(sorted(SENTENCES)), st.sampled_from(["", "F4", "F5", "G4"]))))
def test_no_finding_is_lost_and_none_is_told_twice(pairs: list[tuple[str, str]]) -> None:
    findings = [found(code, cell) for code, cell in pairs]
    made = group_findings(findings, TEXTS)
    spread = [finding for point in made for finding in point.findings]
    assert sorted(map(str, spread)) == sorted(map(str, findings))
    assert count_findings(made) == len(findings)
    assert count_findings(groups_to_act_on(made)) == sum(finding.code != "note" for finding in findings)


@pytest.mark.parametrize(("count", "printed", "unlisted"), [(1, 1, 0), (10, 10, 0), (11, 10, 1), (1000, 10, 990)])
def test_of_very_many_mistakes_of_a_kind_the_first_are_printed_and_the_others_counted(
    count: int, printed: int, unlisted: int
) -> None:
    findings = [found("must", f"F{row}") for row in range(count)]
    others = [found("ask", "A1")]
    pairs = list(first_of_each_kind([*findings, *others]))
    assert [finding for finding, _ in pairs] == [*findings[:printed], *others]
    assert sum(number for _, number in pairs) == unlisted
    assert pairs[min(count, printed) - 1][1] == unlisted
