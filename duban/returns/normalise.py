"""A returned form becomes a submission: every value read, repaired where it is plain, and told where it is not."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from duban.model.decision import Proposal
from duban.model.finding import Finding, Place
from duban.model.form_id import Seal
from duban.model.row import Row
from duban.model.snapshot import Snapshot
from duban.model.submission import Record, Submission, Value
from duban.returns.around import collect, collect_sheets, noted
from duban.returns.asking import Asked, asking_of
from duban.returns.keyless import Count, by_words, tell_count
from duban.returns.locate import Found, beside, find, keyed
from duban.returns.merged import swallowed
from duban.returns.records import Lines, records
from duban.returns.taking import Taking, plain
from duban.workbook.grid import Grid, GridSheet


@dataclass(frozen=True, slots=True)
class Intake:
    """What one file gives.

    blanks: sheet → inputs that read as blank, which a second look may explain (`Grid.second`).
    formats: sheet → inputs that read otherwise if the number format of the cell says so (`Grid.formats`).
    matched: where rows had lost their keys, how they were found again.
    """

    submission: Submission
    findings: tuple[Finding, ...]
    blanks: Mapping[str, frozenset[str]]
    formats: Mapping[str, frozenset[str]] = field(default_factory=dict)
    matched: Proposal | None = None


def normalise(grid: Grid, file: str, digest: str, seal: Seal, snapshot: Snapshot, *, by_text: bool = False) -> Intake:
    """Read a form that was issued from this snapshot. Nothing is guessed: what cannot be read is a finding.

    by_text: a person has confirmed whose form it is, so that rows which lost their keys count by their words.
    """
    taking = Taking(grid, file, seal, asking_of(snapshot), seal.code)
    heading: dict[str, Value] = {}
    read: dict[str, Record] = {}
    unsound: set[str] = set()
    count = Count()
    sheets = keyed(grid, seal)
    tables: list[GridSheet] = []
    unit = snapshot.unit(seal.unit)
    for asked, rows in taking.asking.tables_of(unit):
        candidates, bare = find(sheets, asked, rows)
        tables += (*(found.sheet for found in candidates), *bare)
        found = _chosen(taking, asked, candidates, bare)
        if found is None:
            unsound |= rows.keys()
            continue
        whole = _columns(taking, asked, found)
        if found.rows or not rows:
            lines = _lines(taking, asked, found, rows)
        else:
            lines = by_words(taking, asked, found, rows, count)
            if not by_text:
                taking.hushed |= {(key, "") for key in lines.rows}
                unsound |= rows.keys()
        unsound |= swallowed(taking, lines)
        collect(taking, lines, unit)
        heading |= _heading(taking, asked, found)
        read |= records(taking, lines, rows)
        unsound |= rows.keys() - lines.rows.keys() if whole else rows.keys()
    collect_sheets(taking, [sheet for sheet, _ in sheets if not any(sheet is table for table in tables)])
    matched = None
    if count != Count():
        tell_count(taking, count, by_text=by_text)
        matched = Proposal(seal.code, count.exact, count.similar, count.missing)
    submission = Submission(seal, file, digest, heading, read, frozenset(unsound), noted(taking))
    blanks = {sheet: frozenset(cells) for sheet, cells in taking.blanks.items()}
    formats = {sheet: frozenset(cells) for sheet, cells in taking.formats.items()}
    return Intake(submission, (*taking.structure, *taking.findings), blanks, formats, matched)


def _chosen(taking: Taking, asked: Asked, tables: Sequence[Found], bare: Sequence[GridSheet]) -> Found | None:
    """The one table to read; of several that say the same, the first."""
    name = asked.layout.name
    if not tables:
        if bare:
            taking.damage("header-missing", Place(taking.file, bare[0].name), sheet=bare[0].name)
        else:
            taking.damage("sheet-missing", Place(taking.file), sheet=name)
        return None
    if len(tables) > 1:
        names = "、".join(table.sheet.name for table in tables)
        place = Place(taking.file, tables[1].sheet.name)
        if any(_says(asked, table) != _says(asked, tables[0]) for table in tables[1:]):
            taking.damage("sheet-twice", place, sheet=name, names=names)
            return None
        taking.tell("sheet-again", place, sheet=name, names=names)
    return tables[0]


def _says(asked: Asked, found: Found) -> object:
    """All that the inputs of a table say, for comparing."""
    inputs = [found.columns.get(column.key, -1) for column in asked.inputs]

    def said(numbers: Iterable[int]) -> list[list[str]]:
        return [[plain(found.sheet.cell(number, at)) for at in inputs] for number in numbers]

    rows = {key: said(numbers) for key, numbers in found.rows.items()}
    strays = [line for line in said(found.strays) if any(line)]
    heading = (beside(found, item.text) for item in asked.layout.heading if item.asks)
    return rows, strays, [plain(found.sheet.cell(*at)) if at else None for at in heading]


def _columns(taking: Taking, asked: Asked, found: Found) -> bool:
    """Whether every input has its one column; else it is told, and no row of the table can count."""
    place, header = Place(taking.file, found.sheet.name), found.header
    for column in asked.inputs:
        facts = {"column": column.key, "label": column.label}
        if column.key in header.twice:
            taking.damage("column-twice", place, **facts)
        elif column.key in header.unsure:
            taking.damage("header-unsure", place, names="、".join(header.unsure[column.key]), **facts)
        elif column.key not in header.columns:
            taking.damage("column-missing", place, **facts)
    for label, key in asked.labels.items():
        if key in header.retyped:
            place = taking.place(found.sheet, header.row, header.columns[key])
            taking.tell("header-retyped", place, was=label, now=" ".join(header.retyped[key].split()))
    return all(column.key in header.columns for column in asked.inputs)


def _lines(taking: Taking, asked: Asked, found: Found, rows: Mapping[str, Row]) -> Lines:
    """The rows of which there is one line each; what is wrong with the others is told."""
    for key, numbers in found.rows.items():
        if key not in rows:
            taking.damage("row-unknown", taking.place(found.sheet, numbers[0], 0), line=numbers[0] + 1)
    place = Place(taking.file, found.sheet.name)
    mine = {key: numbers for key, numbers in found.rows.items() if key in rows}
    if not mine and len(rows) > 1:
        taking.damage("rows-missing", place)
        return Lines(asked, found, {})
    if len(mine) > 1 and all(len(numbers) > 1 for numbers in mine.values()):
        first = min(numbers[1] for numbers in mine.values())
        taking.damage("rows-twice", taking.place(found.sheet, first, 0), line=first + 1)
        return Lines(asked, found, {})
    once: dict[str, int] = {}
    for key, row in rows.items():
        numbers = mine.get(key, ())
        if len(numbers) == 1:
            once[key] = numbers[0]
            continue
        spot = taking.place(found.sheet, numbers[1], 0) if numbers else place
        facts = {"number": row.task.number, "name": row.line or row.task.name}
        taking.damage("row-twice" if numbers else "row-missing", spot, key, **facts)
    return Lines(asked, found, once)


def _heading(taking: Taking, asked: Asked, found: Found) -> Iterator[tuple[str, Value]]:
    for item in asked.layout.heading:
        if item.asks is None:
            continue
        at = beside(found, item.text)
        if at is None:
            place = Place(taking.file, found.sheet.name)
            taking.damage("label-missing", place, column=item.asks.key, label=item.asks.label)
            continue
        value = taking.value(taking.place(found.sheet, *at), found.sheet.cell(*at), item.asks)
        if value.value is None and item.asks.required == "always" and not taking.told("", item.asks):
            taking.missing(value, "", item.asks)
        yield item.asks.key, value
