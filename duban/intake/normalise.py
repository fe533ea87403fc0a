"""A returned form becomes a submission: every value read, repaired where it is plain, and told where it is not."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from operator import attrgetter

from duban.fields import KINDS, Ask, Days, Reading, named_days
from duban.fields.clean import compact, says_nothing
from duban.fields.rules import Rule, faults, rules_of
from duban.intake.find import Found, find
from duban.model.finding import Finding, Place
from duban.model.grid import Grid, Raw
from duban.model.layout import Column, SheetLayout
from duban.model.row import Row, rows_of
from duban.model.seal import Seal
from duban.model.snapshot import Snapshot
from duban.model.submission import Record, Submission, Value


@dataclass(frozen=True, slots=True)
class Intake:
    """What one file gives. blanks: sheet → inputs that read as blank, which a second look may explain."""

    submission: Submission
    findings: tuple[Finding, ...]
    blanks: Mapping[str, frozenset[str]]


@dataclass
class _Reader:
    """One pass over one file. Collects findings as it goes."""

    grid: Grid
    file: str
    seal: Seal
    snapshot: Snapshot
    days: Days
    findings: list[Finding] = field(default_factory=list)
    blanks: dict[str, set[str]] = field(default_factory=dict)

    def tell(self, code: str, place: Place, row: str = "", column: str = "", **facts: object) -> None:
        self.findings.append(Finding(code, place, facts, row, column))

    def value(self, found: Found, at: tuple[int, int], ask: Ask) -> Value:
        """One input, read; what is wrong with it is told."""
        place = Place(self.file, found.sheet.name, found.sheet.address(*at))
        raw = found.sheet.cell(*at)
        column, row = ask.column, ask.row.key if ask.row else ""
        if raw == "":
            hidden = self.grid.second.get((place.sheet, place.cell), "")
            self.blanks.setdefault(place.sheet, set()).add(place.cell)
            if hidden:
                code = {"formula": "cell-unworked", "unseen": "cell-unseen"}.get(hidden, "cell-error")
                self.tell(code, place, row, column.key, error=hidden)
            return Value(None, hidden, place)
        if column.required != "no" and isinstance(raw, str) and says_nothing(raw):
            reading = Reading(problem="says-nothing")
        else:
            reading = KINDS[column.kind].read(raw, ask)
        facts = {"label": column.label, "was": _shown(raw), **reading.facts}
        if reading.problem:
            self.tell(reading.problem, place, row, column.key, **facts)
        elif reading.repaired:
            self.tell("repaired", place, row, column.key, **facts, now=_shown(reading.value or ""))
        value = None if reading.problem else reading.value
        return Value(value, raw, place, reading.means)


def normalise(grid: Grid, file: str, digest: str, seal: Seal, snapshot: Snapshot) -> Intake:
    """Read a form that was issued from this snapshot. Nothing is guessed: what cannot be read is a finding."""
    reader = _Reader(grid, file, seal, snapshot, named_days(snapshot.plan.year, snapshot.period))
    tasks = snapshot.tasks[seal.unit]
    heading: dict[str, Value] = {}
    records: dict[str, Record] = {}
    for layout in snapshot.layout.sheets:
        found = find(grid, layout, seal)
        if found is None:
            reader.tell("sheet-missing", Place(file), sheet=layout.name)
            continue
        heading |= _heading(reader, layout, found)
        records |= _records(reader, layout, found, rows_of(layout.rows, tasks))
    blanks = {sheet: frozenset(cells) for sheet, cells in reader.blanks.items()}
    return Intake(Submission(seal, file, digest, heading, records), tuple(reader.findings), blanks)


def _heading(reader: _Reader, layout: SheetLayout, found: Found) -> Iterator[tuple[str, Value]]:
    for item in layout.heading:
        if item.asks is None:
            continue
        at = _beside(found, compact(item.text))
        if at is None:
            place = Place(reader.file, found.sheet.name)
            reader.tell("label-missing", place, column=item.asks.key, label=item.asks.label)
            continue
        value = reader.value(found, at, Ask(item.asks, reader.days, reader.snapshot.period))
        if value.value is None and item.asks.required == "always" and not _told(reader, "", item.asks):
            reader.tell("missing", value.place, column=item.asks.key, label=item.asks.label)
        yield item.asks.key, value


def _beside(found: Found, label: str) -> tuple[int, int] | None:
    """The cell to the right of a label above the table."""
    for number in range(found.header):
        for index, value in enumerate(found.sheet.rows[number]):
            if isinstance(value, str) and compact(value) == label:
                return number, index + 1
    return None


def _records(reader: _Reader, layout: SheetLayout, found: Found, rows: Iterable[Row]) -> Iterator[tuple[str, Record]]:
    sheet = Place(reader.file, found.sheet.name)
    for column in layout.inputs:
        if column.key not in found.columns:
            reader.tell("column-missing", sheet, column=column.key, label=column.label)
    rules = tuple(rule for rule in rules_of(layout) if rule.column.key in found.columns)
    expected = {row.key: row for row in rows}
    for number in found.strays:
        _stray(reader, layout, found, number)
    for key in found.rows.keys() - expected.keys():
        at = found.rows[key][0]
        reader.tell("row-unknown", replace(sheet, cell=f"A{at + 1}"), line=at + 1)
    for key, row in expected.items():
        numbers = found.rows.get(key, ())
        name = row.task.number, row.line or row.task.name
        if len(numbers) != 1:
            code = "row-twice" if numbers else "row-missing"
            cell = f"A{numbers[1] + 1}" if numbers else ""
            reader.tell(code, replace(sheet, cell=cell), key, number=name[0], name=name[1])
            continue
        yield key, _record(reader, layout, found, row, numbers[0], rules)


def _record(
    reader: _Reader, layout: SheetLayout, found: Found, row: Row, number: int, rules: tuple[Rule, ...]
) -> Record:
    values: dict[str, Value] = {}
    for column in layout.columns:
        index = found.columns.get(column.key)
        if index is None:
            continue
        if column.kind:
            ask = Ask(column, reader.days, reader.snapshot.period, row)
            values[column.key] = reader.value(found, (number, index), ask)
        elif column.shows != "stage":
            _locked(reader, found, (number, index), column, row)
    record = Record(row.key, values, reader.seal.period)
    answers = {key: value.value for key, value in values.items()}
    for rule in faults(rules, row, reader.snapshot.period, answers, {}):
        if not _told(reader, row.key, rule.column):
            place = values[rule.column.key].place
            facts = {"label": rule.column.label, "due": row.due, "state": record.text("state")}
            reader.tell(rule.fault, place, row.key, rule.column.key, **facts)
    return record


def _locked(reader: _Reader, found: Found, at: tuple[int, int], column: Column, row: Row) -> None:
    """Locked words that differ from what was issued: told, and the issued words go on counting."""
    issued, now = attrgetter(column.shows)(row), found.sheet.cell(*at)
    if now == issued or _plain(now) == _plain(issued):
        return
    place = Place(reader.file, found.sheet.name, found.sheet.address(*at))
    reader.tell("locked-edited", place, row.key, column.key, label=column.label, was=_plain(issued), now=_plain(now))


def _stray(reader: _Reader, layout: SheetLayout, found: Found, number: int) -> None:
    """A row without a key: the lines under the table, or a row that somebody added."""
    typed = [
        (column, found.sheet.cell(number, found.columns[column.key]))
        for column in layout.inputs
        if column.key in found.columns
    ]
    words = [(column, raw) for column, raw in typed if raw != ""]
    if words:
        index = found.columns[words[0][0].key]
        place = Place(reader.file, found.sheet.name, found.sheet.address(number, index))
        reader.tell("row-added", place, line=number + 1, was=_shown(words[0][1]))


def _told(reader: _Reader, row: str, column: Column) -> bool:
    """Whether this input already has a finding: its consequences are not told again."""
    return any(
        finding.row == row and finding.column == column.key and finding.code != "repaired"
        for finding in reader.findings
    )


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return compact(str(value))


def _shown(raw: Raw | None) -> str:
    """A raw value as a person saw it in the cell."""
    if isinstance(raw, datetime) and raw.time() == datetime.min.time():
        raw = raw.date()
    if isinstance(raw, float) and raw.is_integer():
        raw = int(raw)
    return raw.isoformat() if isinstance(raw, date) else str(raw)
