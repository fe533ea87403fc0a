"""What single columns and tables of a report say of one task, one number or one return."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import cache

import pytest

from duban.messages.finding import Finding, Place
from duban.model.cycle import FilledBy
from duban.model.plan import Task
from duban.model.return_ import Outcome, Return
from duban.model.role import Role
from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.submission import AnswerCell, History, Record, Submission
from duban.model.verdict import STATE_UNKNOWN, Light, UnknownState, Verdict
from duban.reports.figures import all_figures
from duban.reports.formatting import short_task_name, task_number
from duban.reports.latest_answers import declared_text, newest_number, progress_text, record_with_answer
from duban.reports.light_reasons import light_reasons
from duban.reports.shown_answers import RowKind, row_kind
from duban.reports.table_rows import COLUMNS, TABLES, MilestoneRow, ReportRow, TaskRow, styled_cell
from duban.reports.targets import add_up, reported_targets
from duban.reports.unverified import unknown_reason
from duban.value_object import replace
from duban.workbook.book import Cell
from tests.offices import history_of, layout, plan, status_of
from tests.test_reports import record, small
from tests.test_sanshui_reports import answers, october

# ---- names and numbers


def named(number: str, name: str) -> Task:
    return replace(small().plan.tasks[0], number=number, name=name)


@pytest.mark.parametrize(
    ("number", "shown"), [("7", 7), ("10", 10), ("07", "07"), ("1-2", "1-2"), ("1.2", "1.2"), ("①", "①"), ("0", "0")]
)
def test_a_tasks_number_is_a_number_only_where_nothing_of_it_is_lost(number: str, shown: object) -> None:
    assert task_number(named(number, "任务")) == shown


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("甲" * 40 + "。" + "乙" * 7, "甲" * 40 + "。" + "乙" * 7),  # 48 characters are short enough
        ("甲" * 40 + "。" + "乙" * 8, "甲" * 40),
        ("甲" * 49, "甲" * 46 + "……"),
    ],
)
def test_a_long_name_is_its_first_sentence(name: str, short: str) -> None:
    assert short_task_name(named("1", name)) == short


def test_a_number_that_is_no_number_counts_for_none() -> None:
    """Such as points that a unit wrote in words, in a form of its own."""
    status = status_of("quanzhou-2024", "self-evaluation", date(2025, 1, 12), {})
    history = history_of("self-evaluation", {"7": {"loss": "两分"}})
    assert newest_number(replace(status, history=history), "7", Role.LOSS) is None


@pytest.mark.parametrize(
    ("code", "form", "words"),
    [
        ("taishan-2022", "progress", "10月31日"),  # no day of its own: that of its last milestone
        ("huarong-2021", "dispatch", "年底"),
        ("quanzhou-2024", "tracking", "12月底前"),
    ],
)
def test_no_task_stands_without_its_due_day(code: str, form: str, words: str) -> None:
    status = status_of(code, form, date(2020, 1, 1), {})
    shown = [COLUMNS.function("due_text", "tasks")(TaskRow(status, task, 0)) for task in status.tasks]
    assert shown[0] == words
    assert all(shown)


# ---- answers of tasks and milestones


def with_parts(task: TaskStatus, *parts: MilestoneStatus, **changes: object) -> TaskStatus:
    return replace(task, milestones=parts, **changes)


def test_the_worst_milestone_is_told_first() -> None:
    one = small().tasks[0]
    first, second = one.milestones
    warned = replace(first, verdict=replace(second.verdict, light=Light.YELLOW))
    lines = light_reasons(small(), with_parts(one, warned, second)).splitlines()
    assert [line[:3] for line in lines] == ["节点二", "节点一"]
    assert [line[:3] for line in light_reasons(small(), one).splitlines()] == ["节点二"]  # the first is green


@pytest.mark.parametrize(
    ("own", "first", "second", "words"),
    [
        ("", "已招标", "", "节点一：已招标"),
        ("总体顺利", "已招标", "已开工", "总体顺利\n节点一：已招标\n节点二：已开工"),
        ("", "", "", ""),
    ],
)
def test_progress_of_a_task_is_its_own_then_that_of_its_milestones(
    own: str, first: str, second: str, words: str
) -> None:
    task = small().tasks[0]
    parts = [
        replace(part, record=record(part.row.key, "f", progress=said) if said else None)
        for part, said in zip(task.milestones, (first, second), strict=True)
    ]
    told = with_parts(task, *parts, record=record("1", "f", progress=own) if own else None)
    assert progress_text(small(), told) == words


@pytest.mark.parametrize(
    ("own", "unverified", "awaiting", "words"),
    [
        (False, (), (), "节点一、节点二：在办"),
        (False, (1,), (), "节点一：在办\n节点二：在办（待核实）"),  # only behind that which it is about
        (False, (0, 1), (), "节点一、节点二：在办（待核实）"),
        (False, (0,), (1,), "节点一：在办（待核实）\n节点二：在办（待更正）"),
        (False, (1,), (1,), "节点一：在办\n节点二：在办（待核实）"),  # bad news shows first
        (True, (1,), (), "总体顺利\n节点一：在办\n节点二：在办（待核实）"),
    ],
)
def test_progress_that_may_be_doubted_says_so(
    own: bool,  # noqa: FBT001
    unverified: tuple[int, ...],
    awaiting: tuple[int, ...],
    words: str,
) -> None:
    task = small().tasks[0]
    parts = [
        replace(
            part,
            record=replace(record(part.row.key, "f", progress="在办"), unverified=place in unverified),
            awaits_correction=place in awaiting,
        )
        for place, part in enumerate(task.milestones)
    ]
    told = with_parts(task, *parts, record=record("1", "f", progress="总体顺利") if own else None)
    assert progress_text(small(), told) == words


@pytest.mark.parametrize("column", ["light", "light_with_history"])
def test_a_light_that_says_unknown_says_it_once(column: str) -> None:
    found = small()
    task = found.tasks[0]
    part = replace(task.milestones[0], verdict=Verdict(Light.GREY, "unverified"), unknown_state=UnknownState.TO_CORRECT)
    part = replace(part, record=replace(record(part.row.key, "f"), unverified=True))
    shown = COLUMNS.milestone[column](MilestoneRow(found, task, 1, part))
    assert isinstance(shown, Cell)
    assert str(shown.value).count("待核实") == 1


@pytest.mark.parametrize(
    ("meaning", "unverified", "awaiting", "words"),
    [
        (STATE_UNKNOWN, (0,), (), "待核实"),
        (STATE_UNKNOWN, (0,), (1,), "待核实（待更正）"),
        ("trouble", (0,), (1,), "有困难（待核实，待更正）"),
    ],
)
def test_what_a_task_declares_is_doubted_in_one_bracket(
    meaning: str, unverified: tuple[int, ...], awaiting: tuple[int, ...], words: str
) -> None:
    task = small().tasks[0]
    parts = [
        replace(
            part,
            record=replace(record(part.row.key, "f"), unverified=place in unverified),
            awaits_correction=place in awaiting,
        )
        for place, part in enumerate(task.milestones)
    ]
    assert declared_text(small(), with_parts(task, *parts, declared_meaning=meaning)) == words


def test_only_of_a_task_with_one_milestone_the_tasks_answer_is_the_milestones_too() -> None:
    """Huarong's task 2 is one row, 21 is six: what was said of all of it is no answer of any."""
    beside = {"JZ": history_of("progress", {"2": {"progress": "全部完成"}, "21": {"progress": "多数完成"}})}
    status = status_of("huarong-2021", "dispatch", date(2021, 7, 8), {}, beside)
    found = {
        part.row.key: record_with_answer(status, part, Role.PROGRESS)
        for task in status.tasks
        for part in task.milestones
        if task.task.number in {"2", "21"}
    }
    assert [key for key, answered in found.items() if answered] == ["2@1231"]
    tasks = {task.task.number: record_with_answer(status, task, Role.PROGRESS) for task in status.tasks}
    assert tasks["21"] is not None
    assert tasks["3"] is None


# ---- numbers that the plan promises


def test_one_number_from_the_years_start_makes_the_last_of_them_count() -> None:
    part = next(each for each in reported_targets(october()) if each.row.milestone)
    running = replace(part, target=replace(part.target, cumulative=True))
    assert add_up([part, running], [Decimal(30), Decimal(50)]) == 50
    assert add_up([part, part], [Decimal(30), Decimal(50)]) == 80
    assert add_up([running], [None]) is None


def test_what_no_milestone_owes_yet_takes_nothing_from_the_number_of_the_year() -> None:
    """乡镇学校改造提升投资额 by October: 200 and 500 are told, 300 is due in December."""
    told = {
        target.row.key: target
        for target in reported_targets(status_of("sanshui-2020", "milestones", date(2020, 10, 12), answers()))
    }
    (of_year,) = [
        target
        for target in told.values()
        if target.row.milestone is None and target.target.name == "乡镇学校改造提升投资额"
    ]
    assert of_year.value == 700


def test_each_number_stands_with_its_milestone_its_lead_and_the_period_of_its_answer() -> None:
    """博文小学投资额 is asked of every quarter and of the year, which no form asks."""
    _, *targets = TABLES["targets"](october())
    listed = [row for row in targets if row["target"] == "博文小学投资额"]
    assert [(row["part"], row["period"], row["value"]) for row in listed] == [
        ("第三季度", "10月10日填报", 1200),  # what falls short stands first
        ("全年", "", 13800),
        ("第四季度", "", "—"),
        ("第一季度", "10月10日填报", 3600),
        ("第二季度", "10月10日填报", 9000),
    ]
    assert {row["lead"] for row in listed} == {"陈泽江"}  # the plan names no lead: who fills in the form
    led = replace(october(), tasks=tuple(_led(task, "教育组") for task in october().tasks))
    assert {row["lead"] for row in list(TABLES["targets"](led))[1:]} == {"教育组"}


def _led(task: TaskStatus, lead: str) -> TaskStatus:
    return replace(task, row=replace(task.row, task=replace(task.task, lead=lead)))


# ---- what units handed in


def of_unit(file: str, unit: str, day: date, *findings: Finding, outcome: Outcome = Outcome.ACCEPTED) -> Return:
    counted = small().returns[0]
    return replace(counted, file=file, digest=file, unit_code=unit, received_on=day, findings=findings, outcome=outcome)


def filings(*returns: Return) -> Mapping[object, ReportRow]:
    """The last of a unit's returns counts."""
    newest = {return_.unit_code: return_ for return_ in returns}
    first = {return_.unit_code: return_.received_on for return_ in reversed(returns)}
    units = tuple(
        replace(unit, counted_return=newest.get(unit.unit.code), first_received=first.get(unit.unit.code))
        for unit in small().units
    )
    return {row["unit"]: row for row in TABLES["filings"](replace(small(), returns=returns, units=units))}


def test_of_several_returns_the_first_day_and_the_version_that_counts_are_told() -> None:
    rows = filings(
        of_unit("a", "JCG", date(2022, 7, 15)),
        of_unit("b", "JCG", date(2022, 7, 18)),
        of_unit("c", "DDS", date(2022, 7, 19)),
    )
    keys = ("received", "version", "versions", "file")
    assert [rows["基财股"][key] for key in keys] == [date(2022, 7, 15), 2, 2, "b"]
    assert [rows["督导室"][key] for key in keys] == [date(2022, 7, 19), 1, 1, "c"]
    assert [rows["卫健所"][key] for key in keys] == [None, None, None, ""]
    assert [rows[unit]["punctuality"] == "—" for unit in ("基财股", "卫健所")] == [False, True]


@pytest.mark.parametrize(("value", "shown"), [("张三", "张三"), (None, "")])
def test_who_filled_a_return_in_is_named(value: str | None, shown: str) -> None:
    return_ = of_unit("a", "JCG", date(2022, 7, 15))
    assert return_.submission
    heading = {"reporter": AnswerCell(value, value, Place("a", "表", "B2"))}
    named = Submission(return_.submission.form_id, "a", "a", heading, {})
    rows = filings(replace(return_, submission=named), of_unit("c", "DDS", date(2022, 7, 19)))
    assert (rows["基财股"]["reporter"], rows["督导室"]["reporter"], rows["卫健所"]["reporter"]) == (shown, "", "")


def test_a_signed_copy_is_told_of_its_own_unit_whatever_else_was_found_in_it() -> None:
    scan = Finding("scan-offered", Place("扫描件.pdf"))
    note = Finding("foreign", Place("扫描件.pdf"))
    copy = replace(of_unit("扫描件.pdf", "JCG", date(2022, 7, 16), note, scan), submission=None)
    rows = filings(of_unit("a", "JCG", date(2022, 7, 15), note), copy, of_unit("c", "DDS", date(2022, 7, 19)))
    assert rows["基财股"]["signed"] != rows["督导室"]["signed"] == rows["卫健所"]["signed"]
    assert rows["基财股"]["versions"] == 1


def test_what_is_wrong_with_a_whole_file_is_told_before_what_is_wrong_in_cells() -> None:
    """One of the heading has a cell and no row, one that is told of a row has no cell."""
    heading = Finding("missing", Place("a", "表", "B2"), {"label": "填报人"}, "", "reporter")
    row = Finding("missing", Place("a", "表"), {"label": "节点情况"}, "1@0331", "state")
    whole = Finding("wrong-period", Place("c"))
    returns = (of_unit("a", "JCG", date(2022, 7, 15), heading, row), of_unit("c", "DDS", date(2022, 7, 19), whole))
    listed = [(row["file"], row["cell"]) for row in TABLES["problems"](replace(small(), returns=returns))]
    assert listed[0] == ("c", "")
    assert sorted(listed[1:]) == [("a", ""), ("a", "B2")]


def test_a_file_of_which_nothing_is_to_be_said_is_listed_once() -> None:
    fine, wrong = of_unit("a", "JCG", date(2022, 7, 15)), small().returns[1]
    listed = [row["file"] for row in TABLES["problems"](replace(small(), returns=(fine, wrong)))]
    assert listed.count("a") == 1
    assert listed[-1] == "a"
    assert listed.count(wrong.file) == 2


# ---- what nobody knows


def unknown(milestone: MilestoneStatus, state: UnknownState | None) -> MilestoneStatus:
    return replace(milestone, unknown_state=state)


def test_milestones_of_one_unit_and_one_reason_stand_together_whatever_their_task() -> None:
    """The units in the order of the report, not of the plan; of what is known nothing stands there."""
    one, two, three = small().tasks
    blank = UnknownState.BLANK
    unit = small().units[1].unit
    tasks = (
        with_parts(one, unknown(one.milestones[0], blank), unknown(one.milestones[1], None)),
        with_parts(two, *(unknown(part, blank) for part in two.milestones)),
        with_parts(three, *(replace(unknown(part, blank), unit=unit) for part in three.milestones)),
    )
    status = replace(small(), tasks=tasks, units=(small().units[1], small().units[0]))
    listed = [(row["unit"], styled_cell(row["count"], "number").value) for row in TABLES["unverified"](status)]
    assert listed == [("督导室", 3), ("基财股", 1)]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"answered": True}, "照以前所报）"),
        ({"answered": False}, "以前也没有报过）"),
        ({}, "照以前所报）"),  # by another rule than that of silence: something was answered
    ],
)
def test_a_unit_of_which_nothing_is_due_says_whether_its_tasks_were_ever_reported(
    facts: Mapping[str, object], words: str
) -> None:
    third = small().tasks[2]
    task = replace(third, verdict=replace(third.verdict, facts=facts))
    units = (replace(small().units[2], tasks=(task,)),)
    (row,) = TABLES["unverified"](replace(small(), tasks=(task,), units=units))
    assert (row["unit"], styled_cell(row["count"], "number").value) == ("卫健所", 0)
    assert str(row["items"]).endswith(words)


@pytest.mark.parametrize(
    ("claimed", "counted", "words"),
    [
        ("已按期完成", "能按期完成", "已按期完成"),  # what waits for its correction is newer than what counts
        ("已按期完成", "", "已按期完成"),
        ("", "能按期完成", "能按期完成"),
    ],
)
def test_why_a_milestone_is_not_known_names_the_newest_state_that_its_unit_reported(
    claimed: str, counted: str, words: str
) -> None:
    milestone = replace(
        small().tasks[0].milestones[1],
        unknown_state=UnknownState.TO_CORRECT,
        claim=record("1@0630", "a", state=claimed) if claimed else None,
        record=record("1@0630", "a", state=counted) if counted else None,
    )
    reason = unknown_reason(small(), milestone)
    assert [state for state in ("已按期完成", "能按期完成") if state in reason] == [words]


# ---- which answers are shown


@cache
def kinds(plan_name: str, form: str) -> list[RowKind | None]:
    loaded = plan(plan_name).plan
    cycle = next(cycle for cycle in loaded.cycles if cycle.form == layout(form).name)
    return [row_kind(sheet, cycle) for sheet in layout(form).sheets]


@pytest.mark.parametrize(
    ("plan_name", "form", "expected"),
    [
        ("taishan-2022", "progress", [RowKind.TASK, RowKind.MILESTONE, RowKind.SUPPORT]),
        ("sanshui-2020", "milestones", [RowKind.MILESTONE, RowKind.TARGET, RowKind.SUPPORT]),
        ("huarong-2021", "stages", [RowKind.STEP]),
        ("huizhou-2020", "assignment", [RowKind.CLAIM]),
        ("quanzhou-2024", "self-evaluation", [RowKind.TASK, RowKind.TARGET, RowKind.SUPPORT, RowKind.UNIT]),
        ("quanzhou-2024", "dynamic-goal", [RowKind.GOAL]),
    ],
)
def test_each_sheet_of_a_form_has_rows_of_one_kind(plan_name: str, form: str, expected: list[RowKind]) -> None:
    assert kinds(plan_name, form) == expected


@pytest.mark.parametrize(
    ("rows", "of", "slots", "claims", "kind"),
    [
        ("task", "support", 0, True, RowKind.CLAIM),
        ("task", "support", 3, False, None),
        ("task", "lead", 3, True, None),
        ("milestone", "lead", 3, False, None),
        ("milestone", "lead", 0, True, None),
        ("unit", "lead", 0, True, RowKind.UNIT),
        ("unit", "lead", 3, True, RowKind.GOAL),
    ],
)
def test_rows_for_which_no_report_has_a_table_are_of_no_kind(
    rows: str,
    of: str,
    slots: int,
    claims: bool,  # noqa: FBT001
    kind: RowKind | None,
) -> None:
    """Then every answer in them is listed."""
    sheet = replace(layout("assignment").sheets[0], rows=rows, of=of, slots=slots)
    filler = FilledBy.UNASSIGNED if claims else FilledBy.LEAD
    cycle = replace(plan("huizhou-2020").plan.cycles[0], filler=filler)
    assert row_kind(sheet, cycle) == kind


# ---- where values come from


def sources(status: Status, label: str, subject: str) -> list[tuple[object, ...]]:
    """File, cell and typed value of what a figure counts of one subject."""
    return [
        (row["file"], row["cell"], row["raw"])
        for row in TABLES["sources"](status)
        if str(row["label"]) == label and str(row["meant"]).startswith(subject)
    ]


def test_an_input_to_be_corrected_stands_with_what_was_typed_there() -> None:
    second = small().units[1]
    assert second.counted_return
    assert second.counted_return.submission
    typed = record("2@0531", "回收/督导室.xlsx", state="已按期完成", actual="上月底")
    submission = replace(second.counted_return.submission, records={"2@0531": typed})
    units = (replace(second, counted_return=replace(second.counted_return, submission=submission)),)
    label = next(figure.label for figure in all_figures(small()) if figure.name == "to_correct")
    assert sources(replace(small(), units=units), label, "第2项") == [("回收/督导室.xlsx", "G2", "上月底")]


@pytest.mark.parametrize(
    ("own", "first", "cell"),
    [
        ("在办", "能按期完成", "E1"),  # its own words, where no milestone has its light
        ("", "能按期完成", "E9"),
        ("", "", ""),
    ],
)
def test_the_light_of_a_task_comes_from_its_own_words_or_from_its_first_milestone_that_was_answered(
    own: str, first: str, cell: str
) -> None:
    task = small().tasks[0]
    answered = Record("1@0331", {"state": AnswerCell(first, first, Place("a", "表", "E9"))}) if first else None
    parts = [replace(part, record=None) for part in task.milestones]
    told = with_parts(
        task,
        replace(parts[1], row=task.milestones[0].row, verdict=task.milestones[0].verdict),
        replace(parts[0], record=answered),
        record=record("1", "a", progress=own) if own else None,
    )
    status = replace(small(), tasks=(told, *small().tasks[1:]), coordination=())
    label = next(figure.label for figure in all_figures(small()) if figure.name == "tasks")
    assert [place for _, place, _ in sources(status, label, "第1项")] == [cell]


def test_numbers_stand_there_as_people_write_them() -> None:
    """Excel holds 1 as 1.0, and what is read has the decimals that its column allows."""
    key = "2@0630#1"
    number = Record(key, {"value": AnswerCell(Decimal("1.00"), 1.0, Place("a", "指标完成", "H4"))})
    status = replace(october(), history=History({key: (number,)}))
    rows = [row for row in TABLES["sources"](status) if row["cell"] == "H4"]
    assert [(getattr(row["value"], "value", ""), row["raw"]) for row in rows] == [("1", "1")]


def test_counts_are_set_as_numbers_and_answers_as_words() -> None:
    rows = list(TABLES["sources"](small()))
    styles = {
        (isinstance(getattr(row["value"], "value", None), int), getattr(row["value"], "style", "")) for row in rows
    }
    assert styles == {(True, "number"), (False, "word-middle")}


def test_a_number_that_was_reported_is_traced_like_any_answer() -> None:
    rows = [row for row in TABLES["sources"](october()) if "博文小学投资额" in str(row["meant"])]
    assert [(getattr(row["value"], "value", ""), row["cell"]) for row in rows] == [
        ("3600", "3@0331#2"),
        ("9000", "3@0630#2"),
        ("1200", "3@0930#2"),
    ]
