"""A shipped plan as a report sees it, from answers that a test writes down by row key and column."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from duban.messages.catalogue import Messages
from duban.messages.finding import Place
from duban.model.assignment import Assignment
from duban.model.form_id import FormId
from duban.model.layout import Layout
from duban.model.period import Period, list_periods
from duban.model.report_layout import ReportSheet
from duban.model.return_ import Outcome, Return
from duban.model.status import Status
from duban.model.submission import Answer, AnswerCell, History, Record, Submission
from duban.model.unit import Directory, Unit
from duban.model.verdict import LightRules
from duban.review.assess import StatusInputs
from duban.workspace.plan_folder import LoadedPlan, load_holidays, load_plan, load_typed_file
from duban.workspace.yaml_file import load_template_yaml

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"

UNITS_OF_ALL_KINDS = """\
机构:
  - {名称: 人事股, 代码: RSG}
  - {名称: 督导股, 代码: DDG}
  - {名称: 办公室, 代码: BGS}
  - {名称: 某局, 代码: MJ, 类型: 本单位}
  - {名称: 甲, 代码: JIA, 类型: 人员}
  - {名称: 乙, 代码: YI, 类型: 人员}
群组: {各股室: {包含: 全部股室, 填报: 办公室}}
"""
"""Three offices, the bureau itself, two persons and a group: whoever may have to report."""

Answers = Mapping[str, Mapping[str, Any]]
"""Row key → column → what was answered; numbers as they are written."""


def unit_printed(directory: Directory, name: str) -> Unit:
    """The one unit that a document prints so."""
    unit = directory.find_unit(name)
    assert unit, name
    return unit


@cache
def plan(name: str) -> LoadedPlan:
    return load_plan(ROOT / "plans" / name, f"plans/{name}")


@cache
def layout(form: str) -> Layout:
    """A form kind by the name of its file."""
    return load_typed_file(Layout, TEMPLATES / f"forms/{form}.yaml", f"{form}.yaml")


@cache
def report(name: str, office: str = "") -> ReportSheet:
    """A report sheet: the office's own where a plan is named, else the shipped one."""
    folder = ROOT / "plans" / office if office else TEMPLATES
    return load_typed_file(ReportSheet, folder / f"reports/{name}.yaml", f"{name}.yaml")


@cache
def texts() -> Messages:
    return Messages(*(load_template_yaml(path) for path in sorted((TEMPLATES / "texts").glob("*.yaml"))))


@cache
def rules() -> LightRules:
    return load_typed_file(LightRules, TEMPLATES / "lights.yaml", "lights.yaml")


def history_of(form: str, answers: Answers, period: str = "P", received: date | None = None) -> History:
    """Answers as accepted ones. What a choice means is looked up in the form."""
    columns = {column.key: column for sheet in layout(form).sheets for column in sheet.columns}

    def value(key: str, column: str, said: Answer | int) -> AnswerCell:
        exact = Decimal(str(said)) if isinstance(said, int | float) else said
        means = next((option.means for option in columns[column].options if option.text == said), "")
        return AnswerCell(exact, said, Place(f"{form}.xlsx", "表", key), means)

    return History(
        {
            key: (Record(key, {name: value(key, name, said) for name, said in row.items()}, period, received),)
            for key, row in answers.items()
        }
    )


def status_of_one_form(
    assignment: Assignment,
    periods: Sequence[Period],
    as_of: date,
    layout: Layout,
    history: History | None = None,
    returns: Iterable[Return] = (),
) -> Status:
    """In a first period, of one form kind alone, with nothing to correct: unless given, nothing was ever reported."""
    return StatusInputs(
        assignment=assignment,
        periods=periods,
        as_of=as_of,
        history=history or History(),
        related_histories={},
        records_to_correct={},
        returns=tuple(returns),
        light_rules=rules(),
        messages=texts(),
        layout=layout,
    ).build_status()


def status_of(  # noqa: PLR0913 — what a test may choose
    name: str,
    form: str,
    as_of: date,
    answers: Answers,
    related_histories: Mapping[str, History] | None = None,
    rows_to_correct: Iterable[str] = (),
    period_index: int = 0,
) -> Status:
    """As of a day, with these answers accepted of units that all reported. place: which of the cycle's periods."""
    loaded, kind = plan(name), layout(form)
    cycle = next(cycle for cycle in loaded.plan.cycles if cycle.form == kind.name)
    periods = list_periods(loaded.plan, cycle, load_holidays(ROOT / "plans/holidays.yaml", "holidays.yaml"))
    assignment = Assignment(loaded.plan, loaded.directory, cycle, periods[period_index], kind)
    return StatusInputs(
        assignment=assignment,
        periods=periods,
        as_of=as_of,
        history=history_of(form, answers, periods[period_index].code, periods[period_index].due),
        related_histories=related_histories or {},
        records_to_correct={key: Record(key, {}) for key in rows_to_correct},
        returns=tuple(accepted_return(assignment, unit, kind.code) for unit in assignment.units),
        light_rules=rules(),
        messages=texts(),
        layout=kind,
    ).build_status()


def accepted_return(assignment: Assignment, unit: Unit, kind: str) -> Return:
    file, day = f"{unit.name}.xlsx", assignment.period.due
    form_id = FormId(assignment.plan.code, assignment.period.code, kind, unit.code, "ABCDEF")
    submission = Submission(form_id, file, file, {}, {})
    return Return(file, file, day, 1, Outcome.ACCEPTED, (), unit.code, submission)
