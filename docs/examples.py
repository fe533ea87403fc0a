"""The tables of fields.yaml: what stands in a cell, what should become of it, and what the program makes of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from duban.fields import FIELD_KINDS, CellContext, Parsed, days_by_name
from duban.messages.catalogue import Message, Messages
from duban.messages.finding import Finding, Place
from duban.model.assignment import Assignment
from duban.model.layout import Column, Layout
from duban.model.period import list_periods
from duban.model.plan_parts import Target
from duban.model.submission import Answer
from duban.returns.cell_parser import cell_excerpt
from duban.value_object import replace
from duban.workbook.book import Validation
from duban.workspace.plan_folder import load_holidays, load_plan, load_typed_file
from duban.workspace.yaml_file import load_template_yaml

ROOT = Path(__file__).resolve().parents[1]
PERIOD = "2022-06"
WEIGHT = Decimal("2.5")
"""How many points the task of the examples has."""
_AS_TYPED = "as typed"
_EPOCH = date(1899, 12, 30)


@dataclass(frozen=True, slots=True)
class End:
    """What becomes of a value. code, meant: of a refusal, what it is called and what its hint names."""

    end: str
    value: Answer = None
    why: str = ""
    code: str = ""
    meant: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """A value as it stands in a returned file, and what should become of it. format: of its cell, as far as known."""

    ask: CellContext
    raw: object
    format: str | None
    wanted: End

    @property
    def reading(self) -> Parsed:
        """What the code makes of it."""
        return FIELD_KINDS[self.ask.column.kind].parse(self.raw, self.ask._replace(number_format=self.format))

    @property
    def outcome(self) -> End:
        """What becomes of it."""
        reading = self.reading
        if reading.doubt:
            return End(self.sentence.severity, code=reading.doubt)
        if not reading.problem:
            return End("note" if reading.repair else "accept", reading.value, reading.repair)
        named = self.wanted.meant if self.wanted.meant in self.sentence.hint else ""
        return End(self.sentence.severity, code=reading.problem, meant=named)

    @property
    def sentence(self) -> Message:
        """What is said of it."""
        reading = self.reading
        new_text = "" if reading.value is None else cell_excerpt(reading.value)
        facts = {"label": self.ask.column.label, "was": cell_excerpt(self.raw), "now": new_text, "why": reading.repair}
        return _texts().message(Finding(reading.finding_code or "repaired", Place(""), {**facts, **reading.facts}))

    @property
    def lawful(self) -> bool:
        """Whether Excel's rule takes it."""
        return lets_in(FIELD_KINDS[self.ask.column.kind].validation("E5", self.ask), self.raw)


@dataclass(frozen=True, slots=True)
class Table:
    """Examples of one kind of cell. intro: what is special about them. form: which form asks, empty where none does."""

    kind: str
    ask: CellContext
    intro: str
    form: str
    examples: tuple[Example, ...]


@cache
def tables() -> tuple[Table, ...]:
    """All of them, in the order of the file."""
    return tuple(map(_table, load_template_yaml(ROOT / "docs/fields.yaml")))


def lets_in(rule: Validation, raw: object) -> bool:
    """What a spreadsheet program's rule says of a value that is typed as this."""
    if rule.kind == "list":
        return not rule.strict or raw in rule.options
    number = _number(raw)
    if rule.kind == "length":
        return not isinstance(raw, str) or len(raw) <= rule.high  # type: ignore[operator]  # a length, then
    if number is None:
        return False
    low, high = _number(rule.low), _number(rule.high)
    assert low is not None
    assert high is not None
    return low <= number <= high and (rule.kind != "whole" or number == int(number))


def _number(raw: object) -> Decimal | None:
    """A value as the number that Excel sees: a day is one; a word, yes or no is none."""
    if isinstance(raw, bool):
        return None
    if isinstance(raw, datetime):
        return _number(raw.date()) + Decimal(str((raw - datetime.combine(raw, time())) / timedelta(days=1)))  # type: ignore[operator]
    if isinstance(raw, date):
        return Decimal((raw - _EPOCH).days)
    number = Decimal(str(raw)) if isinstance(raw, int | float | Decimal) else None
    return number if number is not None and number.is_finite() else None


@cache
def _texts() -> Messages:
    return Messages(*(load_template_yaml(ROOT / f"templates/texts/{name}.yaml") for name in ("returns", "intake")))


def _table(entry: Mapping[str, Any]) -> Table:
    own = isinstance(entry["column"], dict)
    layout = None if own else _layout(entry["form"])
    inputs = (column for sheet in layout.sheets for column in sheet.input_columns) if layout else ()
    column = next((column for column in inputs if column.key == entry["column"]), None) or Column(**entry["column"])
    ask = _ask(column, entry.get("row", ""), entry.get("unit", ""))
    examples = (example for line in entry["examples"] for example in _examples(ask, line))
    return Table(entry["kind"], ask, entry.get("intro", ""), layout.name if layout else "", tuple(examples))


@cache
def _layout(form: str) -> Layout:
    return load_typed_file(Layout, ROOT / f"templates/forms/{form}.yaml", f"templates/forms/{form}.yaml")


def _ask(column: Column, which: str, unit: str) -> CellContext:
    """A cell of the Taishan forms of June 2022; its row is about a task, a number of it, or an overdue milestone."""
    split, days = _office()
    late = next(r for task in split.plan.tasks for r in split.milestone_rows(task) if r.is_overdue(split.period))
    if which == "overdue":
        return CellContext(column, days, split.period, late)
    row = split.task_row(replace(late.task, weight=WEIGHT))
    target = Target(name="目标", goal=Decimal(3600), unit=unit) if unit else None
    return CellContext(column, days, split.period, replace(row, target=target))


@cache
def _office() -> tuple[Assignment, Mapping[str, date]]:
    loaded = load_plan(ROOT / "plans/taishan-2022", "plans/taishan-2022")
    holidays = load_holidays(ROOT / "plans/holidays.yaml", "plans/holidays.yaml")
    cycle = loaded.plan.cycles[0]
    period = next(each for each in list_periods(loaded.plan, cycle, holidays) if each.code == PERIOD)
    return Assignment(loaded.plan, loaded.directory, cycle, period), days_by_name(loaded.plan.year, period)


def _examples(ask: CellContext, line: Mapping[str, Any]) -> Iterator[Example]:
    for typed in line["raws"]:
        raw = _raw(typed)
        value = _value(raw if line.get("value") == _AS_TYPED else line.get("value"), ask)
        wanted = End(line["end"], value, line.get("why", ""), line.get("code", ""), line.get("meant", ""))
        yield Example(ask, raw, line.get("format"), wanted)


def _raw(typed: object) -> object:
    match typed:
        case {"letters": int(count)}:
            return "字" * count
        case {"time": str(clock)}:
            return time.fromisoformat(clock)
        case {"hours": count}:
            return timedelta(hours=float(count))
    return typed


def _value(value: Any, ask: CellContext) -> Answer:  # noqa: ANN401  whatever YAML makes of it
    numeric = ask.column.kind in {"number", "percent", "score"} and value is not None
    return Decimal(str(value)) if numeric else value.strip() if isinstance(value, str) else value
