"""A sheet of tasks or milestones needs no Python: an office writes it in YAML, from columns that there are."""

from pathlib import Path

import pytest

from duban.model.report_layout import ReportBlock, ReportSheet
from duban.reports.block_rows import block_rows
from duban.reports.old_names import sheet_name_findings
from duban.reports.report_book import report_sheet
from duban.validation.reading import validated
from duban.workspace.plan_folder import load_typed_file
from tests.drawn import Golden, draw
from tests.test_office_reports import huarong

SHEET = """\
name: 需协调和超期
title: "{{ plan.name }}需协调、超期节点"
widths: [6, 30, 20, 12, 12, 24, 30]
blocks:
  - title: 一、红灯节点
    rows: milestones
    where: [red]
    sort: worst-light
    columns:
      - {key: index, label: 序号, style: number}
      - {key: name, label: 任务, style: word-middle}
      - {key: part, label: 节点, style: word-middle}
      - {key: due, label: 时限, style: word-date}
      - {key: leaders, label: 责任领导, style: word-center}
      - {key: ground, label: 依据, style: word-middle}
      - {key: "answer:help", label: 需协调事项, style: word-middle}
  - title: 二、不是红灯、有督查意见的节点
    rows: milestones
    where: [not-red, "latest:opinion"]
    columns:
      - {key: index, label: 序号, style: number}
      - {key: name, label: 任务, style: word-middle}
      - {key: part, label: 节点, style: word-middle}
      - {key: due, label: 时限, style: word-date}
      - {key: leaders, label: 责任领导, style: word-center}
      - {key: ground, label: 依据, style: word-middle}
      - {key: "answer:help", label: 需协调事项, style: word-middle}
  - title: 三、按责任领导，前三项
    rows: tasks
    group: leader
    limit: 3
    columns:
      - {key: index, label: 序号, style: number}
      - {key: name, label: 任务, style: word-middle}
      - {key: light, label: 亮灯}
"""


@pytest.fixture
def sheet(tmp_path: Path) -> ReportSheet:
    path = tmp_path / "mine.yaml"
    path.write_text(SHEET, encoding="utf-8")
    return load_typed_file(ReportSheet, path, path.name)


def test_a_sheet_of_milestones_is_yaml_alone(sheet: ReportSheet, golden: Golden) -> None:
    assert not list(sheet_name_findings(sheet))
    golden("reports/own-sheet", draw(report_sheet(sheet, huarong())))


def test_what_is_said_of_a_task_stands_once_beside_its_milestones() -> None:
    """Task 21 is six rows."""
    columns = [{"key": key, "label": key, "style": "word-center"} for key in ("number", "line", "state")]
    block = validated(ReportBlock, {"rows": "milestones", "merge_tasks": True, "columns": columns})
    rows = list(block_rows(huarong(), block))
    first = next(index for index, row in enumerate(rows) if getattr(row.get("number"), "value", 0) == 21)
    assert getattr(rows[first]["number"], "row_span", 1) == 6
    assert ["number" in row for row in rows[first : first + 7]] == [True, *[False] * 5, True]
