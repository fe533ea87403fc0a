"""Documents as a plan: their tables of tasks, or their numbered paragraphs, with all that stands around them."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import chain, pairwise

from duban.importing.answering_units import LEAD, RESPONSIBLE, UnitReader
from duban.importing.columns import OWN, PERIOD, HeaderReader, SourceColumn
from duban.importing.page_ends import give_back_rows, torn_rows
from duban.importing.plan_head import SourceHead, find_named_days, read_head, tell_head
from duban.importing.plan_order import (
    categories_of,
    continue_categories,
    continue_groups,
    groups_of,
    number_tasks,
    repeated_texts,
)
from duban.importing.source_doubts import LONGEST_QUOTE, SourceDoubts
from duban.importing.step_draft import StepReader, milestone_due
from duban.importing.steps import DayWords
from duban.importing.table_doubts import tell_clauses, tell_leads
from duban.importing.table_records import SourceRowKind, TableRecord
from duban.importing.task_draft import DraftTask, TaskDrafter
from duban.importing.task_tables import TaskDocument, TaskTable, read_task_document
from duban.importing.ticks import tick_flags
from duban.messages.finding import Finding, Place
from duban.model.import_words import ImportWords
from duban.text.display import shorten
from duban.text.folding import remove_spaces
from duban.text.lazy_pattern import lazy_pattern
from duban.text.lists import first_sentence
from duban.text.schedule import unknown_day_name
from duban.value_object import MutableObject, field
from duban.workbook.document import Paragraph, SourceDocument, SourceTable

_USUAL_SHEET = lazy_pattern(r"(?:Sheet|工作表|表)\s*\d*", re.IGNORECASE)
_LONGEST_TITLE = 20
_FEWEST_TITLES = 3
_CHAPTER = lazy_pattern(r"[一二三四五六七八九十]{1,3}[、.．]\s*\S[^。；：:]{1,30}")
_KIND_OF_UNIT = lazy_pattern("(?:单位|部门|科室|股室)$")


class DraftPlan(MutableObject):
    """A plan as it will be typed.

    Attributes:
        categories: as plan.yaml has them; so groups.
        units: names of units and groups, in order.
        findings: all that is doubtful.
    """

    head: SourceHead
    tasks: list[DraftTask] = field(default_factory=list)
    categories: Sequence[Mapping[str, str]] = ()
    groups: Sequence[Mapping[str, str]] = ()
    units: Sequence[str] = ()
    findings: Sequence[Finding] = ()


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
    sources = [read_task_document(document, SourceDoubts(file, words), reader) for file, document in documents.items()]
    if not any(source.tables for source in sources):
        return None
    lines = list(chain.from_iterable(source.lines for source in sources))
    doubts = sources[0].doubts
    plan = DraftPlan(read_head(lines, list(documents.values()), doubts.file, year))
    tell_head(plan.head, doubts)
    plan.head.named_days = find_named_days(lines, words.day_names)
    doubts_by_task: list[SourceDoubts] = []
    for source in sources:
        tasks = list(_draft_tasks(source, words, plan.head.year))
        _tell_unknown_days(tasks, plan.head, words, source.doubts)
        continue_categories(tasks)
        continue_groups(tasks, source.doubts)
        plan.tasks += tasks
        doubts_by_task += [source.doubts] * len(tasks)
    plan.categories = categories_of(plan.tasks)
    number_tasks(plan.tasks, doubts_by_task)
    plan.groups = groups_of(plan.tasks)
    plan.units = list(dict.fromkeys(chain.from_iterable(task.units for task in plan.tasks)))
    plan.findings = list(chain.from_iterable(source.doubts.findings for source in sources))
    return plan


def _draft_tasks(source: TaskDocument, words: ImportWords, year: int) -> Iterator[DraftTask]:
    """The tasks of a document; what the clerk should look at is told."""
    for name in source.document.hidden:
        source.doubts.tell("import-hidden-sheet", Place(source.doubts.file, name))
    for one in source.tables:
        days = DayWords(year, words.day_names)
        give_back_rows(one.records.records, days)
        drafter = _drafter(one, words, days, source.doubts)
        _tell_columns(one, drafter.flags, source.doubts)
        _tell_rows(one, source.doubts)
        tasks = [drafter.draft(record) for record in one.records.records]
        tell_clauses(tasks, one, source.doubts)
        for task in tasks:
            task.category = _category(task.record) or _table_category(one, source)
            _tell_row(task, one, source.doubts)
            _tell_numbering(task, one, source.doubts)
            _tell_unseen(task, source.doubts)
            yield task
        if not drafter.has_underlined:
            tell_leads(tasks, one, source.doubts)


def _tell_columns(one: TaskTable, flags: Collection[SourceColumn], doubts: SourceDoubts) -> None:
    """What of a table's columns the clerk should look at, each once; nothing of those that are flags."""
    for at, column in enumerate(one.columns.columns):
        if column not in flags and (code := _column_doubt(at, one)):
            place = doubts.table_place(one.table, one.columns.header_row, column.places[0])
            doubts.tell(code, place, header=column.header.replace("\n", ""), key=column.meaning)


def _column_doubt(at: int, one: TaskTable) -> str:
    """The code of what is doubtful of a column, counted from 0; empty where nothing is."""
    column = one.columns.columns[at]
    headers_before = {other.header for other in one.columns.columns[:at]} - {""}
    if column.header in headers_before and column.meaning != PERIOD:
        return "import-columns-alike"
    names_too = "名称" in one.columns.meanings.intersection(column.alternatives)
    if column.is_likely or (names_too and column.meaning in {"内容", "组"}):
        return "import-likely-column"
    is_own = column.meaning == OWN and any(record.column_texts(column) for record in one.records.records)
    return "import-own-column" if is_own else ""


def _tell_rows(one: TaskTable, doubts: SourceDoubts) -> None:
    """What a table lacks as a whole, and its rows of totals."""
    place = doubts.table_place(one.table, one.columns.header_row)
    if not one.columns.meanings & {"名称", "内容"}:
        doubts.tell("import-no-name-column", place)
    if not one.columns.meanings & {LEAD, RESPONSIBLE}:
        doubts.tell("import-no-unit-column", place)
    if not one.columns.meanings & {"完成时限", "节点", PERIOD, "内容"}:
        doubts.tell("import-no-day-column", place)
    for row, text, kind in one.records.left_out:
        if kind is SourceRowKind.TOTAL:
            total_place = doubts.table_place(one.table, row)
            doubts.tell("import-total-row", total_place, text=shorten(text, LONGEST_QUOTE))


def _tell_row(task: DraftTask, one: TaskTable, doubts: SourceDoubts) -> None:
    """What the row of a task lacks."""
    row = task.record.rows[0]
    column = one.columns.of(LEAD) or one.columns.of(RESPONSIBLE)
    if column and not any(task.data.get(key) for key in (LEAD, RESPONSIBLE, "角色")):
        task.findings.append(doubts.tell("import-no-unit", doubts.table_place(one.table, row, column.places[0])))
    if (name := one.columns.of("名称")) and one.table.is_merged_down(row, name.places[0]) and not task.group:
        place = doubts.table_place(one.table, row, name.places[0])
        text = shorten(task.data["名称"], LONGEST_QUOTE)
        task.findings.append(doubts.tell("import-merged-name", place, text=text))


def _tell_numbering(task: DraftTask, one: TaskTable, doubts: SourceDoubts) -> None:
    """What is doubtful of a task because a row of it has no number, or its number begins otherwise than that above."""
    row, text = task.record.rows[0], shorten(task.data["名称"], LONGEST_QUOTE)
    for torn in torn_rows(task.record):
        task.findings.append(doubts.tell("import-torn-row", doubts.table_place(one.table, torn), text=text))
    if row in one.records.unheaded_rows:
        above = task.category[-1].rpartition("\n")[2]
        task.findings.append(doubts.tell("import-no-heading", doubts.table_place(one.table, row), text=above))
    if row in one.records.unnumbered_rows:
        task.findings.append(doubts.tell("import-no-number-in-row", doubts.table_place(one.table, row)))


def _tell_unknown_days(tasks: Sequence[DraftTask], head: SourceHead, words: ImportWords, doubts: SourceDoubts) -> None:
    """Days that each place has for itself, where the document does not say them; all at the first such task."""
    names = {*words.day_names} - {*words.calendar_days, *head.named_days}
    places = [(name, task) for task in tasks for name in map(unknown_day_name, _due_words(task)) if name in names]
    if places:
        _, first = places[0]
        place = doubts.table_place(first.record.table, first.record.rows[0])
        missing = list(dict.fromkeys(name for name, _ in places))
        first.findings.append(doubts.tell("import-unknown-day", place, names=missing))


def _due_words(task: DraftTask) -> list[str]:
    """The words of all days of a task."""
    entries = (*task.data.get("节点", ()), *task.data.get("分项", ()))
    return [task.data.get("完成时限", ""), *map(milestone_due, entries)]


def _tell_unseen(task: DraftTask, doubts: SourceDoubts) -> None:
    """Rows of a task that are hidden, and what hangs on its cells."""
    table, rows = task.record.table, {*task.record.rows}
    for row in sorted(rows & table.look.hidden_rows):
        task.findings.append(doubts.tell("import-hidden-row", doubts.table_place(table, row)))
    for (row, column), words in table.look.comments.items():
        if row in rows:
            place = doubts.table_place(table, row, column)
            task.findings.append(doubts.tell("import-comment", place, was=shorten(words, LONGEST_QUOTE)))


def _drafter(one: TaskTable, words: ImportWords, days: DayWords, doubts: SourceDoubts) -> TaskDrafter:
    """Makes tasks of the records of a table, by what is so in all of it."""
    records = one.records.records
    leads = [_KIND_OF_UNIT.sub("", remove_spaces(text)) for record in records for text in record.texts(LEAD)]
    units = UnitReader(words)
    return TaskDrafter(
        words,
        StepReader(days, words, units),
        units,
        doubts,
        flags=tick_flags(records, one.columns.columns, words),
        has_group_names=_has_group_names(records),
        has_titles="内容" not in one.columns.meanings and _begin_with_titles(records),
        has_underlined=any(record.underlined(RESPONSIBLE) for record in records),
        has_roles=bool(leads) and {*leads} <= {*words.lead_words, *words.support_words},
    )


def _has_group_names(records: Sequence[TableRecord]) -> bool:
    """Whether several tasks of their own number stand under one name, which then is that of a group."""
    has_own_words = all(record.text("内容") and record.text("序号") for record in records)
    return has_own_words and repeated_texts(record.text("名称") for record in records)


def _begin_with_titles(records: Sequence[TableRecord]) -> bool:
    """Whether those names that are several sentences begin with short ones, as titles are."""
    sentences = [first_sentence(record.text("名称")) for record in records]
    titles = [len(title) <= _LONGEST_TITLE for title, others in sentences if others]
    return sum(titles) >= _FEWEST_TITLES and sum(titles) * 2 > len(titles)


def _category(record: TableRecord) -> tuple[str, ...]:
    texts = (record.row_text(row, "类别") for row in record.rows)
    own = "\n".join(map(remove_spaces, next(filter(None, texts), "").split("\n")))
    is_heading = own in map(remove_spaces, record.headings)
    return (*record.headings, own) if own and not is_heading else record.headings


def _table_category(one: TaskTable, source: TaskDocument) -> tuple[str, ...]:
    """The chapter right above a table, else the name of its sheet, where tasks stand on several that somebody named."""
    for above, below in pairwise(source.document.blocks):
        is_below = isinstance(below, SourceTable) and below.number == one.table.number
        if is_below and isinstance(above, Paragraph) and _CHAPTER.fullmatch(above.text):
            return (above.text,)
    names = {table.table.name for table in source.tables}
    return (one.table.name,) if len(names) > 1 and not _USUAL_SHEET.fullmatch(one.table.name) else ()


def unit_heads(plan: DraftPlan) -> Mapping[str, str]:
    """Names of units → their heads, where all tasks agree; of two heads the first one's."""
    heads: dict[str, str] = {}
    for task in plan.tasks:
        for unit, head in task.heads.items():
            heads.setdefault(unit, head)
    return heads


def unit_contacts(plan: DraftPlan) -> Mapping[str, tuple[str, str]]:
    """Names of units → person and telephone of the first task that names one for it."""
    contacts: dict[str, tuple[str, str]] = {}
    for task in plan.tasks:
        if task.contact[0] and task.units:
            contacts.setdefault(task.units[0], task.contact)
    return contacts
