"""数据来源 on few pages: each figure with the marks of what it counts, each mark with the cells that it comes from."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, groupby

from duban.messages.finding import Place
from duban.model.figure import Figure
from duban.model.status import MilestoneStatus, Status, TaskStatus
from duban.model.submission import Record
from duban.reports.answer_labels import labels_of_answer
from duban.reports.figures import all_figures, figures_by_group, labelled_figure
from duban.reports.formatting import milestone_label, short_day, short_task_name
from duban.reports.row_links import RowLinks
from duban.reports.source_marks import SourceMarks
from duban.reports.sources import KeySource, key_sources
from duban.reports.table_rows import ROW_KEY, TABLES, WHOLE_WIDTH, ReportRow, ReportRows
from duban.text.display import display_text, shorten
from duban.value_object import MutableObject, field
from duban.workbook.book import Cell

_OF_UNITS, _OWNER_ENDS = "unit_", "·"
"""How the names of the figures of units begin; what stands between an owner and what is counted in a label."""
_LONGEST_RAW = 24


class _Entry(MutableObject):
    """A row: what is meant, the cell of its state, and the cells of all else that was answered there.

    Attributes:
        keys: that it stands for: where a task is its only milestone, both.
        cells: header and place of each further answer.
    """

    mark: str
    subject: str
    place: Place
    raw: object = ""
    keys: list[str] = field(default_factory=list)
    cells: list[tuple[str, Place]] = field(default_factory=list)


@TABLES("source-figures")
def figure_marks(status: Status) -> ReportRows:
    """One row a figure that is not 0: how many, and what; one row a unit; and the names of those that are 0 in one."""
    marks, links, figures = SourceMarks.of(status), RowLinks(status), all_figures(status)
    of_all = [figure for figure in figures if not figure.name.startswith(_OF_UNITS)]
    for figure in filter(None, of_all):
        words = status.messages.text("source-runs", runs=list(marks.runs(figure.keys)))
        counted = Cell(words, "word-middle", row_links=links.first_rows(figure.keys))
        yield {"label": figure.label, "count": links.counted_cell(figure, "number"), "marks": counted}
    if zeros := [figure.label for figure in of_all if not figure]:
        yield {WHOLE_WIDTH: Cell(status.messages.text("source-zeros", labels=zeros), "word-middle")}
    yield from _grouped_rows(status, [figure for figure in figures if figure.name.startswith(_OF_UNITS)])


@TABLES("chapter-source-figures")
def category_figure_marks(status: Status) -> ReportRows:
    """One row a category, with all of its figures that are not 0."""
    groups = figures_by_group(status, "category")
    figures = [labelled_figure(status, title, figure) for title, of_group in groups for figure in of_group.values()]
    yield from _grouped_rows(status, figures)


def _grouped_rows(status: Status, figures: Iterable[Figure]) -> ReportRows:
    """One row for the figures of one owner: `黄灯 1：10；绿灯 2：9、11`."""
    marks = SourceMarks.of(status)
    for owner, group in groupby(figures, key=lambda figure: figure.label.rpartition(_OWNER_ENDS)[0]):
        facts = [
            {
                "label": figure.label.rpartition(_OWNER_ENDS)[2],
                "count": len(figure),
                "runs": list(marks.runs(figure.keys)),
            }
            for figure in group
            if figure
        ]
        yield {"label": owner, "count": "", "marks": status.messages.text("source-group", figures=facts)}


@TABLES("source-cells")
def mark_cells(status: Status) -> ReportRows:
    """Under each returned file the rows of what comes from it: first those that date it, then in the plan's order."""
    entries_by_file: dict[str, list[_Entry]] = {}
    for entry in _entries(status):
        entries_by_file.setdefault(entry.place.file, []).append(entry)
    for file, entries in entries_by_file.items():
        yield {WHOLE_WIDTH: Cell(file, "group-word")}
        yield from map(_entry_row, entries)


def _entry_row(entry: _Entry) -> ReportRow:
    others = (f"{label} {_cell_name(place, entry.place)}" for label, place in entry.cells)
    return {
        "mark": entry.mark,
        "subject": entry.subject,
        "sheet": entry.place.sheet,
        "cell": entry.place.cell,
        "raw": shorten(display_text(entry.raw), _LONGEST_RAW, mark="……"),
        "others": "　".join(others),
        ROW_KEY: entry.keys[0] if entry.keys else "",
    }


def _cell_name(place: Place, beside: Place) -> str:
    """A cell, with its sheet where that is another."""
    return place.cell if place.sheet == beside.sheet else f"{place.sheet}!{place.cell}"


def _entries(status: Status) -> Iterator[_Entry]:
    sources, marks = dict(key_sources(status)), SourceMarks.of(status)
    for unit in status.units:
        source = sources.pop(unit.unit.code)
        yield _entry(status, marks, unit.unit.code, "", source)
    for task in status.tasks:
        yield from _task_entries(status, task, sources, marks)
    counted = {key for figure in all_figures(status) for key in figure.keys}
    for key, source in ((key, source) for key, source in sources.items() if key in counted):
        yield _entry(status, marks, key, "", source)


def _task_entries(
    status: Status, task: TaskStatus, sources: dict[str, KeySource], marks: SourceMarks
) -> Iterator[_Entry]:
    """Of a task, in the words of each unit, its milestones and its numbers, taken out of the sources."""
    name, rows = short_task_name(task.task), _EntriesByPlace()
    for key, subject, records in _owners(status, task, name):
        entry = rows.add(_entry(status, marks, key, subject, sources.pop(key)))
        for label, place, raw in chain.from_iterable(_answers(status, record) for record in records):
            rows.add_answer(entry, label, place, raw)
    for row in status.assignment.target_rows(task.task):
        target_name = row.target.name if row.target else ""
        owner = marks.mark(row.milestone.key if row.milestone else task.row.key)
        entry = _Entry(owner + target_name, target_name, Place(""))
        for label, place, raw in _answers(status, status.history.last(row.key)):
            rows.add_answer(entry, label, place, raw)
    yield from rows.entries


def _owners(status: Status, task: TaskStatus, name: str) -> Iterator[tuple[str, str, Sequence[Record | None]]]:
    """A task, with the answer of each of its units, and its milestones: key, words and answers of each."""
    yield task.row.key, name, [part.record for part in task.as_units_have_it]
    for milestone in task.milestones:
        yield milestone.row.key, _milestone_name(status, name, milestone), [milestone.record]


def _answers(status: Status, record: Record | None) -> Iterator[tuple[str, Place, object]]:
    """Header, place and raw value of each cell that a record has."""
    if record is None:
        return
    labels, filled = labels_of_answer(status, record), record.filled
    for column, answer in ((column, filled[column]) for column in record.values if column in filled):
        for part in answer.parts or (answer,):
            if part.value is not None:
                yield labels.get(column, column), part.place, part.raw


class _EntriesByPlace:
    """The rows of a task: one for each mark and file that says something of it."""

    def __init__(self) -> None:
        self.entries: list[_Entry] = []
        self._by_place: dict[tuple[str, Place], _Entry] = {}
        self._by_file: dict[tuple[str, str], _Entry] = {}

    def add(self, entry: _Entry) -> _Entry:
        """The entry, or the one that says the same already: a task that is its only milestone is one row."""
        if present := self._by_place.get((entry.mark, entry.place)):
            present.keys += entry.keys
            return present
        self._append(entry)
        return entry

    def add_answer(self, entry: _Entry, label: str, place: Place, raw: object) -> None:
        """Keep a cell with the row of its file; where there is none yet, it is the first of a new one.

        Args:
            entry: of the mark whose answer it is.
            label: the header of its column.
            place: where it stands.
            raw: what stands there.
        """
        beside = self._by_file.get((entry.mark, place.file))
        if beside is None:
            self._append(_Entry(entry.mark, entry.subject, place, raw))
        elif place != beside.place and (label, place) not in beside.cells:
            beside.cells.append((label, place))

    def _append(self, entry: _Entry) -> None:
        self.entries.append(entry)
        self._by_place.setdefault((entry.mark, entry.place), entry)
        self._by_file.setdefault((entry.mark, entry.place.file), entry)


def _entry(status: Status, marks: SourceMarks, key: str, subject: str, source: KeySource) -> _Entry:
    place = source.place or Place(status.messages.text("source-silent"))
    return _Entry(marks.mark(key), subject or source.subject(), place, source.raw, [key])


def _milestone_name(status: Status, name: str, milestone: MilestoneStatus) -> str:
    """What it is called, and its day; of one that is all of its task the name of that."""
    label = milestone_label(status, milestone)
    if not label:
        return name
    due = short_day(status.plan, milestone.row.due) if milestone.row.due else ""
    return status.messages.text("source-milestone", label=label, due=due)
