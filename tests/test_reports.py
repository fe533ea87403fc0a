"""The report of a small office: three tasks, one of them late, one to be corrected, one silent."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from itertools import permutations
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from duban.messages.catalogue import Messages
from duban.messages.finding import Finding, Place
from duban.model.assignment import Assignment
from duban.model.coordination import CoordinationItem, CoordinationNote, Level, RequestState
from duban.model.decision import OwnerGuess
from duban.model.form_id import FormId
from duban.model.layout import Layout
from duban.model.light_history import LightHistory, ReportedLight
from duban.model.period import Holidays, list_periods
from duban.model.report_layout import ReportBooks, ReportSheet
from duban.model.return_ import Outcome, Return
from duban.model.row import Row
from duban.model.status import FilingStatus, MilestoneStatus, Status, TaskStatus, UnitStatus
from duban.model.submission import Answer, AnswerCell, History, Record, Submission
from duban.model.verdict import Light, LightRules, Ruling, Verdict
from duban.reports.change_figures import change_figures
from duban.reports.figures import all_figures
from duban.reports.notices import (
    correction_notices,
    receipt_notices,
    reminder_notices,
)
from duban.reports.packing import HandedOutForms, issue_notices, packing_list
from duban.reports.report_book import report_sheet
from duban.reports.workbooks import report_workbooks
from duban.value_object import replace
from duban.workbook.book import parse_cell_address
from duban.workbook.paging import merged_width, wrapped_line_count
from duban.workspace.plan_folder import LoadedPlan, load_plan, load_typed_file
from duban.workspace.yaml_file import load_template_yaml
from tests import returns
from tests.drawn import Golden, draw
from tests.offices import report, status_of

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"

FINDINGS = {
    "missing": {"severity": "must", "says": "缺{{ label }}", "hint": "请填写"},
    "doubtful": {"severity": "explain", "says": "{{ label }}不合常理", "hint": "请核对"},
    "repaired": {"severity": "note", "says": "{{ label }}由{{ was }}规范为{{ now }}", "hint": ""},
    "read-as-blank": {"severity": "note", "says": "{{ label }}写的{{ was }}按空白处理", "hint": ""},
    "foreign": {"severity": "note", "says": "不是下发的报表", "hint": ""},
    "wrong-period": {"severity": "must", "says": "是6月的报表", "hint": "请用本期的表"},
}
TEXTS = Messages(*(load_template_yaml(TEMPLATES / f"texts/{name}.yaml") for name in ("returns", "report")), FINDINGS)
RULES = load_typed_file(LightRules, TEMPLATES / "lights.yaml", "lights.yaml")
BOOKS = load_typed_file(ReportBooks, TEMPLATES / "reports/books.yaml", "books.yaml").books

PLAN = """\
计划: {名称: 2022年重点工作一览表, 年度: 2022, 单位: 某局, 编号: MJ, 印发日期: 2022-06-02}
填报:
  - {表: 进展情况表, 标题: 重点工作进展情况表, 周期: 每月, 从: 6月, 到: 12月, 截止: 20日, 累计: 是}
默认: {节点引语: 关键节点：}
任务:
  - {序号: 1, 名称: 新校区, 内容: 建设新校区。, 牵头: 基财股, 协办: [督导室],
     节点: [{3月底前: 定方案。}, {6月底前: 开工。}]}
  - {序号: 2, 名称: 双减, 内容: 推进双减。, 牵头: 督导室,
     节点: [{5月底前: 督导。}, {10月底前: 总结。}]}
  - {序号: 3, 名称: 食品安全, 内容: 检查食堂。, 牵头: 卫健所, 节点: [{12月底前: 检查。}]}
"""
UNITS = """\
机构:
  - {名称: 基财股, 代码: JCG}
  - {名称: 督导室, 代码: DDS}
  - {名称: 卫健所, 代码: WJS, 类型: 二级机构}
"""
LABELLED = {"state", "actual", "progress", "help"}


@cache
def layouts() -> Mapping[str, ReportSheet]:
    paths = [path for path in (TEMPLATES / "reports").glob("*.yaml") if path.stem != "books"]
    return {path.stem: load_typed_file(ReportSheet, path, path.name) for path in paths}


@cache
def form() -> Layout:
    """What the form asks for under a label; a column that it no longer has is told by its key."""
    whole = load_typed_file(Layout, TEMPLATES / "forms/progress.yaml", "progress.yaml")
    sheets = [
        replace(sheet, columns=tuple(column for column in sheet.columns if column.key in LABELLED))
        for sheet in whole.sheets
    ]
    return replace(whole, sheets=tuple(sheets))


@cache
def office() -> LoadedPlan:
    with TemporaryDirectory() as folder:
        Path(folder, "plan.yaml").write_text(PLAN, encoding="utf-8")
        Path(folder, "units.yaml").write_text(UNITS, encoding="utf-8")
        return load_plan(Path(folder), "plans/x")


def asked(number: int) -> Assignment:
    """Who answers for what in one of the year's periods, from 0."""
    plan = office().plan
    cycle = plan.cycles[0]
    return Assignment(plan, office().directory, cycle, list_periods(plan, cycle, Holidays())[number])


def record(key: str, file: str, period: str = "2022-07", means: str = "", **answers: Answer) -> Record:
    """The answers of a row; each stands in a cell of its own on a row of its own."""
    sheet_name = "节点确认" if "@" in key else "进展情况表"
    values = {
        column: AnswerCell(
            answer, answer, Place(file, sheet_name, f"{letter}{key[0]}"), means if column == "state" else ""
        )
        for letter, (column, answer) in zip("EFGHIJ", answers.items(), strict=False)
    }
    return Record(key, values, period)


def receipt(unit: str, file: str, day: date, end: Outcome, *findings: Finding) -> Return:
    filed = AnswerCell(day, day, Place(file, "进展情况表", "G3"))
    seal = FormId("MJ", "2022-07", "JZ", unit, "ABCDEF")
    submission = Submission(seal, file, file, {"reported_on": filed}, {})
    return Return(file, file, day, 1, end, findings, unit, submission)


def was(light: Light) -> LightHistory:
    """June's report, of 21 June, showed it in this light."""
    return LightHistory((ReportedLight(returns.snapshot().period, date(2022, 6, 21), light),))


@cache
def small() -> Status:
    """As of 21 July: 基财股 is late with 1@0630; 督导室 filed late and must correct 2@0531; 卫健所 is silent."""
    plan = office().plan
    june, split = asked(0).period, asked(1)
    units = {unit.name: unit for unit in split.directory.units}
    rows = {row.key: row for task in plan.tasks for row in (split.task_row(task), *split.milestone_rows(task))}
    issued, as_of = date(2022, 6, 2), date(2022, 7, 21)

    overdue = Verdict(Light.RED, "overdue", {"due": date(2022, 6, 30), "issued": issued, "days": 21, "answered": None})
    since_issue = Verdict(
        Light.RED, "overdue-since-issue", {"due": date(2022, 5, 31), "issued": issued, "days": 49, "answered": None}
    )
    one, two, silent = "回收/基财股.xlsx", "回收/督导室.xlsx", "6月/卫健所.xlsx"

    def milestone(key: str, answer: Record | None, verdict: Verdict, *, wrong: bool = False) -> MilestoneStatus:
        lead = next(task.lead for task in plan.tasks if task.number == key[0])
        due = rows[key].due
        return MilestoneStatus(
            rows[key],
            units[lead],
            answer,
            verdict,
            wrong,
            light_history=was(Light.RED if key == "2@0531" else Light.NONE),
            due_before_issue=due is not None and due < issued,
        )

    first = (
        milestone("1@0331", record("1@0331", one, means="done", state="已按期完成"), Verdict(Light.GREEN, "done")),
        milestone(
            "1@0630",
            record(
                "1@0630",
                one,
                means="trouble",
                state="有困难",
                expected=date(2022, 8, 15),
                reason="评审未完成",
                help="请协调财政局",
            ),
            overdue,
        ),
    )
    second = (
        milestone("2@0531", None, since_issue, wrong=True),
        milestone(
            "2@1031",
            record("2@1031", two, means="on-track", state="能按期完成", help="请增派人手"),
            Verdict(Light.NONE, "not-due", {"due": date(2022, 10, 31)}),
        ),
    )
    third = (milestone("3@1231", None, Verdict(Light.NONE, "not-due", {"due": date(2022, 12, 31)})),)

    def task(
        number: str,
        answer: Record,
        parts: tuple[MilestoneStatus, ...],
        declared: str,
        verdict: Verdict,
        before: Light,
    ) -> TaskStatus:
        unit = parts[0].unit
        return TaskStatus(rows[number], unit, answer, parts, declared, verdict, was(before), awaits_correction=False)

    tasks = (
        task(
            "1",
            record("1", one, progress="已定方案。", problems="评审慢。"),
            first,
            "trouble",
            overdue,
            Light.GREEN,
        ),
        task(
            "2",
            record("2", two, progress="已督导48所。", remark="见附件"),
            second,
            "on-track",
            since_issue,
            Light.RED,
        ),
        task(
            "3",
            record("3", silent, june.code, progress="已制订计划。"),
            third,
            "",
            Verdict(Light.GREY, "not-reported", {"answered": True, "units": ()}),
            Light.NONE,
        ),
    )
    missing = Finding("missing", Place(two, "节点确认", "G2"), {"label": "实际完成日期"}, "2@0531", "actual")
    facts = {"label": "实际完成日期", "was": "2022.6.20", "now": "2022-06-20", "why": "day-in-words"}
    repaired = Finding("repaired", Place(one, "节点确认", "G5"), facts, "1@0331", "actual")
    stroke = Finding("read-as-blank", Place(two, "进展情况表", "F2"), {"label": "备注", "was": "/"}, "2", "remark")
    doubtful = Finding("doubtful", Place(two, "节点确认", "F3"), {"label": "节点情况"}, "2@1031", "state")
    received = (
        receipt("JCG", one, date(2022, 7, 18), Outcome.ACCEPTED_WITH_NOTES, repaired),
        receipt("DDS", two, date(2022, 7, 21), Outcome.TO_BE_CORRECTED, missing, doubtful, stroke),
        replace(
            receipt(
                "WJS",
                "回收/卫健所.xlsx",
                date(2022, 7, 19),
                Outcome.REJECTED,
                Finding("wrong-period", Place("回收/卫健所.xlsx")),
            ),
            submission=None,
        ),
        Return(
            "回收/通知.docx",
            "n",
            date(2022, 7, 19),
            1,
            Outcome.IGNORED,
            (Finding("foreign", Place("回收/通知.docx")),),
        ),
    )
    standings = (
        UnitStatus(
            units["基财股"],
            FilingStatus.FILED,
            received[0],
            date(2022, 7, 18),
            tasks[:1],
            0,
            0,
            first_received=received[0].received_on,
        ),
        UnitStatus(
            units["督导室"],
            FilingStatus.FILED,
            received[1],
            date(2022, 7, 21),
            tasks[1:2],
            1,
            1,
            first_received=received[1].received_on,
        ),
        UnitStatus(units["卫健所"], FilingStatus.OWING, None, None, tasks[2:], 0, 0),
    )
    status = Status(split, as_of, standings, tasks, received, RULES, TEXTS, form())
    before = replace(status, assignment=asked(0), as_of=date(2022, 6, 21))
    return replace(status, earlier=(before,), coordination=tuple(requests(first[1], second[1])))


def requests(instructed: MilestoneStatus, fresh: MilestoneStatus) -> Iterator[CoordinationItem]:
    """One that a leader spoke of, and one that is asked for the first time."""
    note = CoordinationNote(Level.HEAD, True, "请财政局抓紧", date(2022, 6, 24), "已约7月22日会商")  # noqa: FBT003
    for milestone in (instructed, fresh):
        if milestone.record:
            is_new = milestone is fresh
            asked_on = date(2022, 7, 21) if is_new else date(2022, 6, 21)
            state = RequestState.NEW if is_new else RequestState.REWORDED
            item = CoordinationItem(milestone.row, milestone.unit, (milestone.record,), asked_on, state)
            yield item if is_new else replace(item, note=note)


def drawn(name: str, situation: Status | None = None) -> str:
    return draw(report_sheet(layouts()[name], situation or small()))


@pytest.mark.parametrize("name", [name for book in BOOKS for name in book.sheets])
def test_each_sheet_reads_as_it_should(name: str, golden: Golden) -> None:
    """To see all of a sheet at once; a change of words here is a change that a leader sees."""
    golden(f"reports/{name}", drawn(name))


def test_a_mark_is_about_the_milestone_that_stands_in_its_row() -> None:
    """Task 1 was red by its first milestone, which is finished now; its second one has turned red since."""
    one, *others = small().tasks
    first, second = one.milestones
    before = replace(
        one, light_history=was(Light.RED), milestones=(replace(first, light_history=was(Light.RED)), second)
    )
    for name in ("overview", "laggards"):
        lines = drawn(name, replace(small(), tasks=(before, *others))).splitlines()
        marks = [line for line in lines if "新亮" in line and "开工" in line]
        assert len(marks) == 1, name
        assert sum("持续" in line for line in lines) == 1, name  # 2@0531


def test_in_the_first_report_nothing_is_new_and_nothing_goes_on() -> None:
    first = replace(small(), tasks=tuple(replace(task, light_history=LightHistory()) for task in small().tasks))
    for name in ("overview", "laggards"):
        sheet = drawn(name, first)
        assert "新亮" not in sheet
        assert "持续" not in sheet


def test_a_book_is_made_of_the_sheets_that_its_yaml_lists() -> None:
    made = report_workbooks(small(), layouts(), BOOKS)
    assert {file: [sheet.name for sheet in book.sheets] for file, book in made.items()} == {
        "某局2022年重点工作汇总报告（1—7月）.xlsx": [
            *("总览", "红黄灯与协调清单", "与上期比较", "趋势", "各单位亮灯", "节点月历", "汇总表"),
        ],
        "某局2022年重点工作工作底稿（1—7月）.xlsx": [
            *("打电话清单", "通报前核对", "节点"),
            *("报送情况", "问题清单", "数据来源", "交接单"),
        ],
    }
    papers = list([*made.values()][-1].sheets[4].rows)
    assert [cell.value for cell in papers[-1].cells if cell] == ["没有后报的代替先报的。"]


def test_a_link_of_a_figure_or_a_number_leads_to_the_row_that_it_is_about() -> None:
    """From each figure of 各单位亮灯 and 数据来源, and from each task's number where another sheet has its row."""
    for book in report_workbooks(small(), layouts(), BOOKS).values():
        rows = {sheet.name: list(sheet.rows) for sheet in book.sheets}
        cells = [(name, cell) for name in rows for row in rows[name] for cell in row.cells if cell and cell.row_links]
        linked = [(name, cell, cell.link) for name, cell in cells if cell.link]
        assert {name for name, _, _ in linked} & {"各单位亮灯", "数据来源", "节点月历", "节点"}
        for name in {"总览", "红黄灯与协调清单"} & rows.keys():
            shown = [cell for row in rows[name] for cell in row.cells if cell]
            counts = [cell for cell in shown if cell.style.startswith(("light", "big")) and isinstance(cell.value, int)]
            named = [
                row for row in rows[name] if row.key and "新校区" in " ".join(str(c.value) for c in row.cells if c)
            ]
            assert named, name
            assert all(cell.link for cell in counts if cell.value), name
            assert all(any(cell.link for cell in row.cells if cell) for row in named), name
        for _, cell, link in linked:
            place = parse_cell_address(link[1])
            assert place
            assert rows[link[0]][place[0]].key in cell.row_links


def test_no_text_with_a_link_needs_a_second_line() -> None:
    """LibreOffice shows a text with a link on one line and cuts the rest: such a link stands in the next short cell."""
    for book in report_workbooks(small(), layouts(), BOOKS).values():
        for sheet in book.sheets:
            for row in sheet.rows:
                for column, cell in enumerate(row.cells):
                    if cell and cell.row_links and cell.link and isinstance(cell.value, str):
                        width = merged_width(sheet.widths[column : column + cell.column_span])
                        assert wrapped_line_count(cell.value, width) == 1, (sheet.name, cell.value)


def test_every_figure_counts_keys_that_exist_among_keys_that_exist() -> None:
    situation = small()
    rows: list[Row] = [task.row for task in situation.tasks] + [each.row for each in situation.milestones]
    known = {row.key for row in rows} | {standing.unit.code for standing in situation.units}
    for figure in all_figures(situation):
        assert {key.partition("/")[0] for key in figure.keys} <= known, figure.name
        assert not figure.denominator or set(figure.keys) <= set(figure.denominator), figure.name
        assert len(set(figure.keys)) == len(figure.keys), figure.name


def test_figures_have_names_of_their_own() -> None:
    names = [figure.name for figure in all_figures(small())]
    assert len(names) == len(set(names))


def test_lights_and_states_each_count_everything_once() -> None:
    """Shares of overlapping classes would total a hundred too, and still be wrong."""
    situation = small()
    for prefix, whole in (("tasks_", situation.tasks), ("milestones_", situation.milestones)):
        skipped = {"tasks_new_red", "milestones_new_red", "milestones_red_light", "milestones_yellow_light"}
        skipped |= {f.name for f in change_figures(situation)}
        parts = [f.keys for f in all_figures(situation) if f.name.startswith(prefix) and f.name not in skipped]
        assert sorted(key for keys in parts for key in keys) == sorted(each.row.key for each in whole)


@pytest.mark.parametrize("name", ["overview", "filings", "problems", "sources"])
def test_the_order_in_which_files_came_to_hand_changes_nothing(name: str) -> None:
    expected = drawn(name)
    for order in permutations(small().returns):
        assert drawn(name, replace(small(), returns=order)) == expected


def test_the_source_of_a_heading_input_is_called_by_its_label() -> None:
    """Like that of any other input that must be corrected."""
    situation = small()
    first, second, third = situation.units
    assert second.counted_return
    undated = Finding(
        "missing", Place("回收/督导室.xlsx", "进展情况表", "C3"), {"label": "填报日期"}, "", "reported_on"
    )
    counted = replace(second.counted_return, findings=(*second.counted_return.findings, undated))
    sheet = drawn("sources", replace(situation, units=(first, replace(second, counted_return=counted), third)))
    assert "督导室 填报日期" in sheet
    assert "reported_on" not in sheet


def test_what_was_wrong_with_a_return_that_was_replaced_is_told_no_more() -> None:
    """It is one line, and stays in the list."""
    first, second, *others = small().returns
    replaced = replace(second, outcome=Outcome.SUPERSEDED)
    lines = drawn("problems", replace(small(), returns=(first, replaced, *others))).splitlines()
    told = [line for line in lines if "督导室.xlsx" in line]
    assert len(told) == 1
    assert "同一单位后来又报了一份" in told[0]
    assert "退回必改" not in told[0]


def test_only_who_owes_a_return_is_reminded() -> None:
    template = "【{{ unit.name }}】{{ period.due | short_date }}{{ file }}"
    assert reminder_notices(small(), template) == "【卫健所】7月20日卫健所.xlsx\n"


def test_a_reminder_speaks_of_an_answer_to_a_refused_file_only_where_there_is_one() -> None:
    """What the clerk herself excluded has nothing that must be mended, so nothing is written about it."""
    template = (TEMPLATES / "notices/remind.txt").read_text(encoding="utf-8")
    assert "（收到的“卫健所.xlsx”未能采用，原因见退回意见）" in reminder_notices(small(), template)
    silent = next(return_ for return_ in small().returns if return_.unit_code == "WJS")
    excluded = replace(silent, findings=(Finding("version-excluded", Place(silent.file)),))
    status = replace(small(), returns=(excluded,))
    assert "（收到的“卫健所.xlsx”未能采用）" in reminder_notices(status, template)


def test_a_unit_is_not_told_that_nothing_came_where_a_file_may_be_its_own() -> None:
    """Its form code is lost, and the clerk has not yet said whose it is."""
    template = (TEMPLATES / "notices/remind.txt").read_text(encoding="utf-8")
    form_id = FormId("MJ2022", "2022-07", "JZ", "WJS", "ABCDEF")
    guess = OwnerGuess(form_id.code, exact_rows=3, similar_rows=0, missing_rows=0)
    copied = Return("回收/新表.xlsx", "00", date(2022, 7, 19), owner_guess=guess)
    text = reminder_notices(replace(small(), returns=(copied,)), template)
    assert "尚未收到能确认是你单位的报表（收到的“新表.xlsx”没有完好的表号" in text


def test_a_return_goes_back_with_what_must_be_mended_first() -> None:
    """卫健所 sent a form that could not be used: it is told why, although nothing of it counts."""
    template = (
        "【{{ unit.name }}】{{ file }} {{ counted }} {{ accepted }}"
        "{% for point in points %} {{ point.at }}{{ point.says }}{{ point.must }}{% endfor %}"
    )
    assert correction_notices(small(), template).splitlines() == [
        (
            "【督导室】督导室.xlsx 1处必须改、1处请改或说明 True"
            " “节点确认”G2缺实际完成日期True “节点确认”F3节点情况不合常理False"
        ),
        "",
        "【卫健所】卫健所.xlsx 1处必须改 False 是6月的报表True",
    ]


def test_at_most_ten_points_are_listed_and_the_rest_counted() -> None:
    situation = small()
    many = tuple(
        Finding("missing", Place("f", "节点确认", f"{letter}{row}"), {"label": f"栏目{letter}"}, "2@0531", letter)
        for letter in "FGHIJKLMNOPQ"
        for row in (8, 7)
    )
    second = situation.units[1]
    assert second.counted_return
    second = replace(second, counted_return=replace(second.counted_return, findings=many))
    template = (TEMPLATES / "notices/return.txt").read_text(encoding="utf-8")
    text = correction_notices(replace(situation, units=(second,)), template)
    assert "共24处必须改" in text
    assert "1．“节点确认”F7、F8：缺栏目F。请填写。" in text
    assert "10．" in text
    assert "11．" not in text
    assert "其余4处" in text


def test_nobody_owes_anything_and_nothing_is_written() -> None:
    first = small().units[:1]
    assert reminder_notices(replace(small(), units=first), "x") == ""
    assert correction_notices(replace(small(), units=first), "x") == ""


def test_a_unit_gets_a_receipt_for_what_counts() -> None:
    """File, day, the head of its hash, rows read, and how much is still open; of 卫健所 nothing counts."""
    template = "{{ unit.name }} {{ file }} {{ received }} {{ mark }} {{ rows }} {{ open }}"
    first, *rest = small().units
    assert first.counted_return
    assert first.counted_return.submission
    rows = {"1": record("1", "f"), "1@0331": record("1@0331", "f")}
    told = replace(
        first.counted_return,
        digest="0123456789abcdef",
        submission=replace(first.counted_return.submission, records=rows),
    )
    situation = replace(small(), units=(replace(first, counted_return=told), *rest))
    assert receipt_notices(situation, template).splitlines() == [
        "基财股 基财股.xlsx 2022-07-18 01234567 2 0",
        "督导室 督导室.xlsx 2022-07-21 回收/督导室.x 0 2",
    ]
    assert receipt_notices(replace(small(), units=small().units[2:]), template) == ""
    shipped = (TEMPLATES / "notices/receipt.txt").read_text(encoding="utf-8")
    assert "待更正或说明2处" in receipt_notices(situation, shipped)


@pytest.mark.parametrize("name", ["issue", "remind", "return"])
def test_shipped_notices_name_the_unit_and_the_period(name: str) -> None:
    template = (TEMPLATES / f"notices/{name}.txt").read_text(encoding="utf-8")
    if name == "issue":
        codes = {unit.code: f"MJ-{unit.code}" for unit in office().directory.units}
        text = issue_notices(HandedOutForms(small().assignment, codes, {}), template, TEXTS)
    else:
        text = (reminder_notices if name == "remind" else correction_notices)(small(), template)
    assert "【卫健所】" in text
    assert "你单位" in text
    assert "（1—7月）" in text


def test_a_rest_day_is_told_in_the_packing_list_and_in_the_notice(golden: Golden) -> None:
    """20 August 2022 is a Saturday: nobody works, so the Friday before is advised."""
    august = asked(2)
    codes = {"JCG": "MJ-JCG", "DDS": "MJ-DDS"}
    files = {code: f"{code}.xlsx" for code in codes}
    past = History({"1@0331": (record("1@0331", "f", means="done", state="已按期完成"),)})
    book = packing_list(HandedOutForms(august, codes, files, past), layouts()["packing"], TEXTS)
    golden("reports/packing", draw(book.sheets[0]))
    template = (TEMPLATES / "notices/issue.txt").read_text(encoding="utf-8")
    text = issue_notices(HandedOutForms(august, codes, files), template, TEXTS)
    assert "建议于2022年8月19日（周五）前报送" in text


def test_one_table_has_its_header_frozen_and_repeated_and_several_do_not() -> None:
    one, several = report_sheet(layouts()["summary"], small()), report_sheet(layouts()["attention"], small())
    assert (one.freeze, one.page.repeat_rows, one.filter_range) == ((3, 3), (3, 3), (3, 1, 6, 9))
    assert (several.freeze, several.page.repeat_rows, several.filter_range) == (None, None, None)


def test_the_headings_of_a_summary_are_those_of_the_plan_s_own_form() -> None:
    """A department looks for its task under the words under which it reported it."""
    for plan_name, form, day, expected in (
        ("taishan-2022", "progress", date(2022, 7, 20), ["编号", "项目名称", "主要内容和关键时间节点计划"]),
        ("huizhou-2020", "tracking", date(2020, 9, 30), ["序号", "工作任务", "主要内容和节点"]),
    ):
        rows = list(report_sheet(report("summary"), status_of(plan_name, form, day, {})).rows)
        header = next(labels for row in rows if "自报状态" in (labels := [cell.value for cell in row.cells if cell]))
        assert [label for label in header if label in expected] == expected


def test_page_one_names_the_list_of_rulings_in_a_book_without_that_list() -> None:
    """An office may leave 红黄灯与协调清单 out of its book."""
    one, *others = small().tasks
    ruling = Ruling(Light.GREEN, "局长办公会纪要〔2022〕5号")
    ruled = replace(one.verdict, light=Light.GREEN, proposed=one.verdict.light, ruling=ruling)
    page = drawn("overview", replace(small(), tasks=(replace(one, verdict=ruled), *others)))
    assert "依据见“红黄灯与协调清单”" in page
