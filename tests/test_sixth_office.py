"""A sixth office brings one layout file of its own: no code knows its form, and the whole loop works."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from duban.model.layout import Layout
from duban.validation.reading import validated
from examples.demo import fill_form
from tests.clerk import ROOT, Clerk

LAYOUT = """\
name: 食堂巡查表
code: XC
guide_name: 填报说明
sheets:
  - key: visits
    name: 巡查
    rows: unit
    slots: 3
    least: 1
    title: "{{ unit.name }}食堂巡查（{{ period.label }}）"
    heading:
      - {text: "学校：{{ unit.name }}", at: A}
      - text: 填报人：
        at: B
        asks: {key: reporter, label: 填报人, kind: text, max: 20, required: always}
        asks_at: C
      - text: 填报日期：
        at: D
        asks: {key: signed, label: 填报日期, kind: date, earliest: year_start, latest: quarter_after, required: always}
        asks_at: E
    columns:
      - {key: place, label: 第几次, shows: place}
      - {key: day, label: 巡查日期, kind: date, width: 12, earliest: period_start, latest: period_end, required: due}
      - key: state
        label: 结论
        kind: choice
        required_with: day
        options: [{text: 合格, means: done}, {text: 不合格, means: trouble}]
      - {key: rate, label: 明厨亮灶覆盖率, kind: percent, low: "0", high: "100", required_with: day}
      - {key: fine, label: 罚款, kind: number, places: 2, required_when: {state: [不合格]}}
  - key: words
    name: 任务
    rows: task
    title: 任务
    columns:
      - {key: number, label: 序号, shows: task.number}
      - {key: name, label: 任务, shows: task.name}
      - {key: progress, label: 进展, kind: text, max: 100, required: always}
guide: [一表一校。]
"""
PLAN = """\
计划: {名称: 学校食堂巡查计划, 年度: 2025, 单位: 某县教育局, 编号: ST2025, 汇总单位: 后勤办}
填报: [{表: 食堂巡查表, 周期: 半年, 截止: 期末后5工作日}]
任务:
  - {序号: 1, 名称: 一小食堂, 牵头: 一小}
  - {序号: 2, 名称: 二小食堂, 牵头: 二小}
"""
UNITS = "机构: [{名称: 一小, 代码: YX, 类型: 学校}, {名称: 二小, 代码: EX, 类型: 学校}, {名称: 后勤办, 代码: HQ}]\n"


@pytest.fixture
def office(tmp_path: Path) -> Clerk:
    folder = tmp_path / "office"
    clerk = Clerk(folder)
    (folder / "plans" / "x").mkdir()
    (folder / "plans" / "x" / "plan.yaml").write_text(PLAN, encoding="utf-8")
    (folder / "plans" / "x" / "units.yaml").write_text(UNITS, encoding="utf-8")
    (folder / "config.yaml").write_text("计划: plans/x\n", encoding="utf-8")
    (folder / "templates" / "forms").mkdir(parents=True)
    (folder / "templates" / "forms" / "canteen.yaml").write_text(LAYOUT, encoding="utf-8")
    return clerk


def test_one_layout_file_is_a_whole_new_form(office: Clerk) -> None:
    """Built, filled in, compiled: accepted as it was typed, the one with a missing fine goes back."""
    told = office.run("build", "--period", "2025-H1", "--as-of", "2025-06-25", "--json")
    forms = {form["unit"]: Path(form["path"]) for form in told.json["forms"]}
    assert list(forms) == ["一小", "二小"]
    returns = office.folder / "output" / "x" / "2025-H1" / "2-回收"
    layout = validated(Layout, yaml.safe_load(LAYOUT))
    heading = {"reporter": "张三", "signed": date(2025, 6, 30)}
    good = {"~YX+1": {"day": date(2025, 3, 1), "state": "合格", "rate": 95}, "1": {"progress": "已巡查。"}}
    bad = {"~EX+1": {"day": date(2025, 3, 2), "state": "不合格", "rate": 101}, "2": {"progress": "已巡查。"}}
    fill_form(forms["一小"], returns / "一.xlsx", layout, {"heading": heading, "rows": good})
    fill_form(forms["二小"], returns / "二.xlsx", layout, {"heading": heading, "rows": bad})
    told = office.run("compile", "--period", "2025-H1", "--as-of", "2025-07-01", "--json")
    assert told.outcomes == {"一.xlsx": "accepted", "二.xlsx": "to-be-corrected"}
    assert sorted(told.codes("二.xlsx")) == ["missing", "number-out-of-range"]


def test_no_kind_of_form_is_known_to_the_code() -> None:
    """Neither the names and codes of the shipped layouts, nor the files that they stand in."""
    code = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "duban").rglob("*.py"))
    for path in (ROOT / "templates" / "forms").glob("*.yaml"):
        layout = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert layout["name"] not in code
        assert not re.search(rf"[\"']{layout['code']}[\"']", code)
        assert path.stem == "plan" or f"{path.stem}.yaml" not in code  # plan.yaml is also what a plan is typed in
