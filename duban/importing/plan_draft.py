"""A document as a plan: its tables of tasks, or its numbered paragraphs, with all that stands around them."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from duban.importing.answering_units import LEAD, RESPONSIBLE, UnitReader
from duban.importing.columns import OWN, PERIOD, HeaderReader, SourceColumns
from duban.importing.plan_head import Line, SourceHead, read_head, tell_head
from duban.importing.prose import prose_table
from duban.importing.source_doubts import SourceDoubts
from duban.importing.step_draft import StepReader
from duban.importing.table_records import RecordReader, SourceRowKind, TableRecord, TableRecords
from duban.importing.task_draft import DraftTask, TaskDrafter, tick_columns
from duban.messages.finding import Finding, Place
from duban.model.import_words import ImportWords
from duban.text.folding import remove_spaces
from duban.workbook.document import Paragraph, SourceDocument, SourceTable

_NUMBER_AT_HEAD = re.compile(r"^\s*(\d{1,4})\s*[.．、]")
_MARKS = ".．、 （）()"
_NO_NUMBER = re.compile(r"[\s@/#+~]+")


@dataclass
class DraftPlan:
    """A plan as it will be typed.

    Attributes:
        categories: paths such as 甲/乙, in order.
        groups: number → title.
        units: names of units and groups, in order.
        left_out: words that no task took, with their places.
        findings: all that is doubtful.
    """

    head: SourceHead
    tasks: list[DraftTask] = field(default_factory=list)
    categories: list[str] = field(default_factory=list)
    groups: dict[str, str] = field(default_factory=dict)
    units: list[str] = field(default_factory=list)
    left_out: list[Line] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True)
class _Found:
    """A table of tasks in the document, with its records."""

    table: SourceTable
    columns: SourceColumns
    records: TableRecords


@dataclass(frozen=True)
class _Source:
    """One document with its tables of tasks, and the lines around them."""

    doubts: SourceDoubts
    document: SourceDocument
    tables: Sequence[_Found]
    lines: Sequence[Line]


def draft_plan(
    documents: Mapping[str, SourceDocument], words: ImportWords, chosen: Mapping[str, str], year: int
) -> DraftPlan | None:
    """The plan that some documents hold together; None where there are no tasks in them.

    Args:
        documents: as they were read, by their names as people know them; the first one's title is the plan's.
        words: of templates/import.yaml.
        chosen: header → key of a plan, as the clerk said.
        year: of the plan, where the clerk said so; else 0.
    """
    reader = HeaderReader(words, chosen)
    sources = [_read_source(SourceDoubts(file, words), document, reader) for file, document in documents.items()]
    lines = [line for source in sources for line in source.lines]
    if not any(source.tables for source in sources):
        return None
    head = read_head(lines, [source.document for source in sources], sources[0].doubts.file, year)
    plan = DraftPlan(head, left_out=[line for line in lines if line.text not in head.used])
    tell_head(head, sources[0].doubts)
    for source in sources:
        for name in source.document.hidden:
            source.doubts.tell("import-hidden-sheet", Place(source.doubts.file, name))
        for table in source.tables:
            _tell_columns(table, source.doubts)
            plan.tasks += _draft_table(table, words, head.year, source.doubts)
    _number(plan, sources[0].doubts)
    _place_in_categories(plan)
    _collect_groups(plan)
    plan.units = list(dict.fromkeys(name for task in plan.tasks for name in task.units))
    plan.findings = [finding for source in sources for finding in source.doubts.findings]
    return plan


def _read_source(doubts: SourceDoubts, document: SourceDocument, reader: HeaderReader) -> _Source:
    tables = list(_task_tables(document, reader))
    if not any(table.records.records for table in tables) and (prose := prose_table(document, reader.words)):
        tables = [_Found(*prose, RecordReader(*prose, reader).read())]
    tables = [table for table in tables if table.records.records]
    return _Source(doubts, document, tables, list(_lines_around(document, tables, doubts)))


def _task_tables(document: SourceDocument, reader: HeaderReader) -> Iterator[_Found]:
    """Tables of tasks; one without a header goes on with the table before it, where it is as wide."""
    last: SourceColumns | None = None
    width = 0
    for table in document.tables:
        columns = reader.find_columns(table)
        if columns is None and last is not None and table.width == width:
            columns = replace(last, header_row=0, first_row=0)
        if columns is not None:
            last, width = columns, table.width
            yield _Found(table, columns, RecordReader(table, columns, reader).read())


def _lines_around(document: SourceDocument, tables: Sequence[_Found], doubts: SourceDoubts) -> Iterator[Line]:
    """The words that stand in no row of a task, in the order of the document."""
    by_table = {id(one.table): one for one in tables}
    is_prose = any(one.table.number == 0 for one in tables)
    used = {row + 1 for one in tables if is_prose for record in one.records.records for row in record.rows}
    is_below = False
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if block.line not in used:
                place = Place(doubts.file, block.sheet, line=block.line)
                yield Line(block.text, place, is_below or (is_prose and block.line > min(used)))
            continue
        one = by_table.get(id(block))
        yield from _table_lines(block, one, doubts, is_below=is_below)
        is_below = is_below or one is not None


def _table_lines(table: SourceTable, one: _Found | None, doubts: SourceDoubts, *, is_below: bool) -> Iterator[Line]:
    """The words of a table that is none of tasks; of a table of tasks, those above its header and its other lines."""
    rows = range(one.columns.header_row if one else len(table.rows))
    for row in rows:
        text = " ".join(filter(None, table.rows[row]))
        if text:
            yield Line(text, doubts.table_place(table, row), is_below)
    for row, text, _ in one.records.left_out if one else ():
        yield Line(text, doubts.table_place(table, row), is_below=True)


def _tell_columns(one: _Found, doubts: SourceDoubts) -> None:
    """What of a table's columns the clerk should look at, each once."""
    for column in one.columns.columns:
        place = doubts.table_place(one.table, one.columns.header_row, column.places[0])
        header = column.header.replace("\n", "")
        has_words = any(record.column_texts(column) for record in one.records.records)
        if column.is_likely:
            doubts.tell("import-likely-column", place, header=header, key=column.meaning)
        elif column.meaning == OWN and has_words:
            doubts.tell("import-own-column", place, header=header)
    place = doubts.table_place(one.table, one.columns.header_row)
    if not one.columns.meanings & {LEAD, RESPONSIBLE}:
        doubts.tell("import-no-unit-column", place)
    if not one.columns.meanings & {"完成时限", "节点", PERIOD, "内容"}:
        doubts.tell("import-no-day-column", place)
    for row, text, kind in one.records.left_out:
        if kind is SourceRowKind.TOTAL:
            doubts.tell("import-total-row", doubts.table_place(one.table, row), text=text[:60])


def _draft_table(one: _Found, words: ImportWords, year: int, doubts: SourceDoubts) -> Iterator[DraftTask]:
    records = one.records.records
    names = [record.text("名称") for record in records]
    shared = _shares_names(records, names)
    leads = [text for record in records for text in record.texts(LEAD)]
    roles = {*words.lead_words, *words.support_words}
    drafter = TaskDrafter(
        words,
        StepReader(year, words),
        UnitReader(words),
        doubts,
        flags=dict(tick_columns(records, one.columns.columns, words)),
        has_group_names=shared,
        has_underlined=any(record.underlined(RESPONSIBLE) for record in records),
        has_roles=bool(leads) and all(_without_kind(text) in roles for text in leads),
    )
    for record in records:
        task = drafter.draft(record)
        task.category = _category(record)
        task.group = task.group or record.text("组")
        _tell_units(task, one, doubts)
        if record.rows[0] in one.records.unnumbered_rows:
            task.findings.append(doubts.tell("import-no-number-in-row", doubts.table_place(one.table, record.rows[0])))
        yield task


def _without_kind(text: str) -> str:
    return re.sub("(?:单位|部门|科室|股室)$", "", remove_spaces(text))


def _shares_names(records: Sequence[TableRecord], names: Sequence[str]) -> bool:
    """Whether several tasks of their own number stand under one name, which then is that of a group."""
    has_content = all(record.text("内容") for record in records)
    repeated = any(count > 1 for name, count in Counter(names).items() if name)
    return has_content and repeated and all(record.text("序号") for record in records)


def _category(record: TableRecord) -> tuple[str, ...]:
    own = remove_spaces(record.text("类别"))
    return (*record.headings, *([own] if own and own not in map(remove_spaces, record.headings) else []))


def _tell_units(task: DraftTask, one: _Found, doubts: SourceDoubts) -> None:
    has_columns = one.columns.meanings & {LEAD, RESPONSIBLE}
    is_led = any(task.data.get(key) for key in (LEAD, RESPONSIBLE, "角色"))
    if has_columns and not is_led:
        column = one.columns.of(LEAD) or one.columns.of(RESPONSIBLE)
        place = doubts.table_place(one.table, task.record.rows[0], column.places[0] if column else 0)
        task.findings.append(doubts.tell("import-no-unit", place))


def _number(plan: DraftPlan, doubts: SourceDoubts) -> None:
    """A number for each task, as printed; where each category or table begins anew with 1, that of it goes before."""
    printed = [_NO_NUMBER.sub("", task.record.text("序号").strip(_MARKS)) for task in plan.tasks]
    repeated = {number for number, count in Counter(printed).items() if number and count > 1}
    parts = list(dict.fromkeys((id(task.record.table), task.category) for task in plan.tasks))
    restarts = len(repeated) > 0 and _are_unlike_within_parts(plan.tasks, printed)
    if restarts:
        doubts.tell("import-numbers-restart", Place(doubts.file))
    taken: set[str] = set()
    for position, (task, number) in enumerate(zip(plan.tasks, printed, strict=True), start=1):
        wanted = number or str(position)
        if restarts and number:
            wanted = f"{parts.index((id(task.record.table), task.category)) + 1}-{number}"
        if wanted in taken:
            first, wanted = wanted, next(f"{wanted}-{n}" for n in range(2, 10_000) if f"{wanted}-{n}" not in taken)
            place = doubts.table_place(task.record.table, task.record.rows[0])
            task.findings.append(doubts.tell("import-number-repeated", place, number=first, new=wanted))
        taken.add(wanted)
        task.data = {"序号": wanted, **task.data}
    if not any(printed):
        doubts.tell("import-no-numbers", Place(doubts.file))


def _are_unlike_within_parts(tasks: Sequence[DraftTask], printed: Sequence[str]) -> bool:
    """Whether numbers repeat only between categories or tables."""
    placed = [(id(task.record.table), task.category, number) for task, number in zip(tasks, printed, strict=True)]
    return all(count == 1 for (_, _, number), count in Counter(placed).items() if number)


def _place_in_categories(plan: DraftPlan) -> None:
    """The path of its category for each task; one left blank below another stands for the same."""
    last = ""
    has_column = any(task.category for task in plan.tasks)
    for task in plan.tasks:
        path = "/".join(part.replace("/", "／") for part in task.category)
        if not path and has_column and not task.record.table.merged_areas:
            path = last
        last = path
        if path:
            task.data["类别"] = path
            for depth in range(1, path.count("/") + 2):
                part = "/".join(path.split("/")[:depth])
                if part not in plan.categories:
                    plan.categories.append(part)


def _collect_groups(plan: DraftPlan) -> None:
    """The groups of tasks with their numbers: those printed before their titles, else counted."""
    numbers: dict[str, str] = {}
    last = ""
    for task in plan.tasks:
        title = task.group or (last if _goes_on(task) else "")
        last = title
        if not title:
            continue
        if title not in numbers:
            match = _NUMBER_AT_HEAD.match(title)
            number = match[1] if match and match[1] not in numbers.values() else f"组{len(numbers) + 1}"
            numbers[title] = number
        task.data["组"] = numbers[title]
    plan.groups = {number: title for title, number in numbers.items()}


def _goes_on(task: DraftTask) -> bool:
    """Whether the cell of a group is blank, in a file that keeps no merged cells."""
    return "组" in task.record.columns.meanings and not task.record.table.merged_areas


def unit_contacts(plan: DraftPlan) -> Mapping[str, tuple[str, str]]:
    """Names of units → person and telephone of the first task that names one for it."""
    contacts: dict[str, tuple[str, str]] = {}
    for task in plan.tasks:
        if task.contact[0] and task.units:
            contacts.setdefault(task.units[0], task.contact)
    return contacts
