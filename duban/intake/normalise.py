"""A returned form becomes a submission: every value read, repaired where it is plain, and told where it is not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from duban.fields import Ask, named_days
from duban.fields.clean import compact
from duban.fields.locked import issued, shows
from duban.fields.rules import Rule, faults, rules_of
from duban.intake.find import Found, find
from duban.intake.taking import Taking, plain, shown
from duban.model.finding import Finding, Place
from duban.model.grid import Grid
from duban.model.layout import Column, SheetLayout
from duban.model.row import Row
from duban.model.seal import Seal
from duban.model.snapshot import Snapshot
from duban.model.submission import Record, Submission, Value


@dataclass(frozen=True, slots=True)
class Intake:
    """What one file gives.

    blanks: sheet → inputs that read as blank, which a second look may explain (`Grid.second`).
    formats: sheet → inputs that read otherwise if the number format of the cell says so (`Grid.formats`).
    """

    submission: Submission
    findings: tuple[Finding, ...]
    blanks: Mapping[str, frozenset[str]]
    formats: Mapping[str, frozenset[str]] = field(default_factory=dict)


def normalise(grid: Grid, file: str, digest: str, seal: Seal, snapshot: Snapshot) -> Intake:
    """Read a form that was issued from this snapshot. Nothing is guessed: what cannot be read is a finding."""
    taking = Taking(grid, file, seal, snapshot, named_days(snapshot.plan.year, snapshot.period))
    heading: dict[str, Value] = {}
    records: dict[str, Record] = {}
    unsound: set[str] = set()
    for layout in snapshot.layout.sheets:
        rows = {row.key: row for row in snapshot.split.rows(layout, snapshot.unit(seal.unit))}
        if not rows and not layout.heading:
            continue
        tables = find(grid, layout, seal)
        if len(tables) != 1:
            names = "、".join(table.sheet.name for table in tables)
            taking.tell("sheet-twice" if tables else "sheet-missing", Place(file), sheet=layout.name, names=names)
            unsound |= rows.keys()
            continue
        heading |= _heading(taking, layout, tables[0])
        whole = _columns(taking, layout, tables[0])
        read = dict(_records(taking, layout, tables[0], rows))
        records |= read
        unsound |= rows.keys() - read.keys() if whole else rows.keys()
    blanks = {sheet: frozenset(cells) for sheet, cells in taking.blanks.items()}
    submission = Submission(seal, file, digest, heading, records, frozenset(unsound))
    formats = {sheet: frozenset(cells) for sheet, cells in taking.formats.items()}
    return Intake(submission, tuple(taking.findings), blanks, formats)


def _heading(taking: Taking, layout: SheetLayout, found: Found) -> Iterator[tuple[str, Value]]:
    for item in layout.heading:
        if item.asks is None:
            continue
        at = _beside(found, compact(item.text))
        if at is None:
            place = Place(taking.file, found.sheet.name)
            taking.tell("label-missing", place, column=item.asks.key, label=item.asks.label)
            continue
        value = taking.value(found.sheet, *at, Ask(item.asks, taking.days, taking.snapshot.period))
        if value.value is None and item.asks.required == "always" and not taking.told("", item.asks):
            taking.missing(value, "", item.asks)
        yield item.asks.key, value


def _beside(found: Found, label: str) -> tuple[int, int] | None:
    """The cell to the right of a label above the table."""
    for number in range(found.header):
        for index, value in enumerate(found.sheet.rows[number]):
            if isinstance(value, str) and compact(value) == label:
                return number, index + 1
    return None


def _columns(taking: Taking, layout: SheetLayout, found: Found) -> bool:
    """Whether every input has its one column; else it is told, and no row of the table can count."""
    place = Place(taking.file, found.sheet.name)
    for column in layout.inputs:
        if column.key in found.twice:
            taking.tell("column-twice", place, column=column.key, label=column.label)
        elif column.key not in found.columns:
            taking.tell("column-missing", place, column=column.key, label=column.label)
    return all(column.key in found.columns for column in layout.inputs)


def _records(
    taking: Taking, layout: SheetLayout, found: Found, rows: Mapping[str, Row]
) -> Iterator[tuple[str, Record]]:
    rules = tuple(rule for rule in rules_of(layout) if rule.column.key in found.columns)
    for number in found.strays:
        _stray(taking, layout, found, number)
    for key, numbers in found.rows.items():
        if key not in rows:
            place = taking.place(found.sheet, numbers[0], 0)
            taking.tell("row-unknown", place, line=numbers[0] + 1)
    for key, row in rows.items():
        numbers = found.rows.get(key, ())
        if len(numbers) == 1:
            yield key, _record(taking, layout, found, row, numbers[0], rules)
            continue
        facts = {"number": row.task.number, "name": row.line or row.task.name}
        if numbers:
            taking.tell("row-twice", taking.place(found.sheet, numbers[1], 0), key, **facts)
        else:
            taking.tell("row-missing", Place(taking.file, found.sheet.name), key, **facts)


def _record(taking: Taking, layout: SheetLayout, found: Found, row: Row, number: int, rules: Iterable[Rule]) -> Record:
    values: dict[str, Value] = {}
    for column in layout.columns:
        index = found.columns.get(column.key)
        if index is None:
            continue
        if column.kind:
            ask = Ask(column, taking.days, taking.snapshot.period, row)
            values[column.key] = taking.value(found.sheet, number, index, ask)
        elif issued(column):
            _locked(taking, found, (number, index), column, row)
    record = Record(row.key, values, taking.seal.period)
    answers = {key: value.value for key, value in values.items()}
    for rule in faults(rules, row, taking.snapshot.period, answers, {}):
        value = values[rule.column.key]
        if taking.told(row.key, rule.column):
            continue
        if rule.fault == "missing":
            taking.missing(value, row.key, rule.column)
        else:
            facts = {"label": rule.column.label, "due": row.due, "state": record.text("state")}
            taking.tell(rule.fault, value.place, row.key, rule.column.key, **facts)
    for column in layout.inputs:
        if column.key in values:
            taking.read_as_blank(values[column.key], row.key, column)
    return record


def _locked(taking: Taking, found: Found, at: tuple[int, int], column: Column, row: Row) -> None:
    """Locked words that differ from what was issued: told, and the issued words go on counting."""
    was, now = shows(column, row), found.sheet.cell(*at)
    if now == was or plain(now) == plain("" if was is None else was):
        return
    facts = {"label": column.label, "was": shown("" if was is None else was), "now": shown(now)}
    taking.tell("locked-edited", taking.place(found.sheet, *at), row.key, column.key, **facts)


def _stray(taking: Taking, layout: SheetLayout, found: Found, number: int) -> None:
    """A row without a key: the lines under the table, or a row that somebody added."""
    for column in layout.inputs:
        index = found.columns.get(column.key)
        if index is not None and (raw := found.sheet.cell(number, index)) != "":
            taking.tell("row-added", taking.place(found.sheet, number, index), line=number + 1, was=shown(raw))
            return
