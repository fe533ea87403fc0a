"""A shipped plan as a report sees it, from answers that a test writes down by row key and column."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from duban.messages.catalogue import Texts
from duban.model.assignment import Split
from duban.model.finding import Place
from duban.model.form_id import Seal
from duban.model.layout import Layout
from duban.model.light_rules import LightRules
from duban.model.period import periods
from duban.model.report_layout import ReportSheet
from duban.model.status import End, Receipt, Situation
from duban.model.submission import Answer, Past, Record, Submission, Value
from duban.model.unit import Unit
from duban.review.survey import Survey
from duban.workspace.plan_folder import Loaded, load_holidays, load_plan, load_typed
from duban.workspace.yaml_file import load_template

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"

Answers = Mapping[str, Mapping[str, Any]]
"""Row key → column → what was answered; numbers as they are written."""


@cache
def plan(name: str) -> Loaded:
    return load_plan(ROOT / "plans" / name, f"plans/{name}")


@cache
def layout(form: str) -> Layout:
    """A form kind by the name of its file."""
    return load_typed(Layout, TEMPLATES / f"forms/{form}.yaml", f"{form}.yaml")


@cache
def report(name: str, office: str = "") -> ReportSheet:
    """A report sheet: the office's own where a plan is named, else the shipped one."""
    folder = ROOT / "plans" / office if office else TEMPLATES
    return load_typed(ReportSheet, folder / f"reports/{name}.yaml", f"{name}.yaml")


@cache
def texts() -> Texts:
    return Texts(*(load_template(path) for path in sorted((TEMPLATES / "texts").glob("*.yaml"))))


@cache
def rules() -> LightRules:
    return load_typed(LightRules, TEMPLATES / "lights.yaml", "lights.yaml")


def past(form: str, answers: Answers, period: str = "P", received: date | None = None) -> Past:
    """Answers as accepted ones. What a choice means is looked up in the form."""
    columns = {column.key: column for sheet in layout(form).sheets for column in sheet.columns}

    def value(key: str, column: str, said: Answer | int) -> Value:
        exact = Decimal(str(said)) if isinstance(said, int | float) else said
        means = next((option.means for option in columns[column].options if option.text == said), "")
        return Value(exact, said, Place(f"{form}.xlsx", "表", key), means)

    return Past(
        {
            key: (Record(key, {name: value(key, name, said) for name, said in row.items()}, period, received),)
            for key, row in answers.items()
        }
    )


def situation(  # noqa: PLR0913 — what a test may choose
    name: str,
    form: str,
    as_of: date,
    answers: Answers,
    beside: Mapping[str, Past] | None = None,
    uncorrected: Iterable[str] = (),
    place: int = 0,
) -> Situation:
    """As of a day, with these answers accepted of units that all reported. place: which of the cycle's periods."""
    loaded, kind = plan(name), layout(form)
    cycle = next(cycle for cycle in loaded.plan.cycles if cycle.form == kind.name)
    every = periods(loaded.plan, cycle, load_holidays(ROOT / "plans/holidays.yaml", "holidays.yaml"))
    split = Split(loaded.plan, loaded.directory, cycle, every[place])
    return Survey(
        split=split,
        periods=every,
        as_of=as_of,
        past=past(form, answers, every[place].code, every[place].due),
        beside=beside or {},
        uncorrected=frozenset(uncorrected),
        receipts=tuple(_receipt(split, unit, kind.code) for unit in split.units),
        before={},
        rules=rules(),
        texts=texts(),
        layout=kind,
    ).situation()


def _receipt(split: Split, unit: Unit, kind: str) -> Receipt:
    file, day = f"{unit.name}.xlsx", split.period.due
    seal = Seal(split.plan.code, split.period.code, kind, unit.code, "ABCDEF")
    submission = Submission(seal, file, file, {}, {})
    return Receipt(file, file, day, 1, End.ACCEPTED, (), unit.code, submission)
