"""`duban fill`: a form of the office above, filled in from what the own units reported, for a person to check."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby, islice
from pathlib import Path
from typing import TypeVar

from duban.journeys.context import Context
from duban.journeys.edited_files import copies_of_edited
from duban.journeys.load_file import load_file
from duban.journeys.look import look_at_period
from duban.journeys.run_record import describe_run
from duban.journeys.standing import PeriodStanding
from duban.journeys.turn import plan_turn, publish_run
from duban.journeys.upper_form_work import FileRefusal, UnderstoodForm, fill_upper_file, read_upper_file
from duban.messages.finding import Finding, InputError, Place
from duban.model.run_entry import RunCommand
from duban.model.status import FilingStatus
from duban.model.upper_form import Topic, UpperForm, UpperRow
from duban.plan_source.typed_plan import UpwardRow
from duban.reports.upper_form.basis import design_basis, why_blank
from duban.reports.upper_form.cell_proposals import Proposal, propose_cells
from duban.reports.upper_form.matching import RowTasks, match_rows, unused_rows
from duban.reports.upper_form.row_case import Blank
from duban.reports.upper_form.upper_tables import HeaderVocabulary
from duban.store.links import real_paths
from duban.text.display import join_list
from duban.text.file_names import printable_name, safe_file_name
from duban.text.folding import comparison_key
from duban.text.hashes import short_hash
from duban.value_object import ValueObject
from duban.workbook.grid import MAX_COLUMNS, MAX_ROWS
from duban.workers.confined import WorkerFailure
from duban.workers.pool import WorkerPool
from duban.workspace.names import display_path
from duban.writers.xlsx import write_workbook

_Made = TypeVar("_Made")
_KEPT_ENDINGS = (".xlsx", ".xlsm")
_BASIS_SHEETS = ("upward-basis", "upward-blank")
_MOST_ROWS_NAMED = 10
"""On the screen; all of them stand in the basis."""
_OF_WHOLE_ROWS = (Blank.NO_TASK, Blank.AMBIGUOUS)
"""What is said once of a row, and not of each of its cells."""


class FillResult(ValueObject):
    """A form that was filled in.

    Attributes:
        path: of the filled copy.
        basis: of the workbook that says what follows from which return.
        proposals: every cell that asks for something.
        matched: its rows with their tasks.
        findings: what a person has to look at.
    """

    context: Context
    path: Path
    basis: Path
    proposals: tuple[Proposal, ...]
    matched: tuple[RowTasks, ...]
    findings: tuple[Finding, ...]

    @property
    def counts(self) -> dict[str, int]:
        """In numbers, for a person or a program."""
        return {
            "rows": len(self.matched),
            "matched_rows": sum(bool(row.tasks) for row in self.matched),
            "filled": sum(proposal.blank is None for proposal in self.proposals),
            "missed": sum(proposal.is_missed for proposal in self.proposals),
        }


def fill_form(context: Context, file: Path, as_of: date, jobs: int = 1) -> FillResult:
    """Write a filled copy of a form of the office above, and beside it from what it follows.

    What stands in the form stays, and the form itself is never written to. A cell is filled only with what follows from
    returns that count and are right; of all others it is said why not.

    Args:
        context: the own form kind and the period that it is filled from.
        file: the form.
        as_of: the day on which everything is judged.
        jobs: how many worker processes read what is not remembered.

    Raises:
        InputError: the period was not compiled yet, the form cannot be read or changed, asks nothing that is known
            here, or is one of the own plan; nothing was written.
    """
    content = load_file(file)
    if content.obstacle:
        raise InputError([_unreadable(context, file, content.obstacle.code, content.obstacle.facts)])
    data = content.data or b""
    with plan_turn(context) as turn:
        standing = look_at_period(context, as_of, jobs)
        if standing.last_compile is None:
            raise InputError([Finding("fill-not-compiled", Place(display_path(file)), {"period": context.period.code})])
        understood = _understood(context, file, data)
        _refuse_own_form(context, file, understood, short_hash(content.digest))
        result = _filled(standing, file, understood.form)
        values = {
            (each.cell.sheet, each.cell.address): each.value for each in result.proposals if each.value is not None
        }
        layouts = [context.workspace.report_sheets[name] for name in _BASIS_SHEETS]
        basis = design_basis(standing.status, result.path.name, result.proposals, layouts, context.workspace.messages)
        outputs = {
            result.path: _in_worker(context, file, partial(fill_upper_file, values), data),
            result.basis: write_workbook(basis, context.workspace.resolved_styles),
        }
        edited = copies_of_edited(context, turn.log, outputs)
        publish_run(turn, describe_run(context, RunCommand.FILL, as_of), {**outputs, **edited})
    return result


def _in_worker(context: Context, file: Path, function: Callable[[bytes], _Made | FileRefusal], data: bytes) -> _Made:
    """What a worker makes of the file. Raises InputError where it refuses, or does not survive it."""
    reading = context.workspace.config.reading
    with WorkerPool(function, 1, reading.seconds, reading.memory << 20) as workers:
        _, result = next(iter(workers.run([data])))
    if isinstance(result, WorkerFailure):
        raise InputError([_unreadable(context, file, f"lost-{result}", {})])
    if isinstance(result, FileRefusal):
        raise InputError([_unreadable(context, file, result.code, result.facts)])
    return result


def _understood(context: Context, file: Path, data: bytes) -> UnderstoodForm:
    """The form as it was read. Raises InputError where it cannot be, or asks nothing that is known here."""
    workspace = context.workspace
    year = workspace.loaded_plan.plan.year
    vocabulary = HeaderVocabulary(tuple(workspace.layouts.values()), workspace.upper_headers, year)
    understood = _in_worker(context, file, partial(read_upper_file, vocabulary), data)
    if not understood.form.cells:
        facts = {"sheets": understood.form.other_sheets}
        raise InputError([Finding("fill-no-table", Place(display_path(file)), facts)])
    return understood


def _unreadable(context: Context, file: Path, code: str, facts: Mapping[str, object]) -> Finding:
    """That a form cannot be filled in, and why."""
    why = context.workspace.messages.message(Finding(code, Place(""), facts)).text
    return Finding("fill-unreadable", Place(display_path(file)), {"why": why})


def _refuse_own_form(context: Context, file: Path, understood: UnderstoodForm, file_hash: str) -> None:
    """Make sure that it is none of the own plan's forms: those are for the units to fill in."""
    form_id = understood.form_id
    if form_id and form_id.plan == context.plan.code and context.issued.is_issued(form_id, file_hash):
        raise InputError([Finding("fill-own-form", Place(display_path(file)), {"plan": context.plan.name})])


def _filled(standing: PeriodStanding, file: Path, form: UpperForm) -> FillResult:
    """What each cell is to say, and where all goes. Raises InputError where the form lies there itself."""
    context, status = standing.context, standing.status
    typed = context.workspace.loaded_plan.typed.upward
    matched = match_rows(form, status, typed)
    meanings = _meanings(context)
    proposals = propose_cells(form, matched, status, context.workspace.upper_headers, meanings)
    folder = context.reports_folder / context.file_name("upward-folder")
    ending = file.suffix if file.suffix.casefold() in _KEPT_ENDINGS else ".xlsx"
    stem = printable_name(file.stem)
    path = folder / safe_file_name(f"{stem}{ending}")
    basis_of = stem if ending == ".xlsx" else path.name
    basis = folder / context.file_name("upward-basis-file", stem=basis_of)
    if real_paths([file]) == real_paths([path]):
        raise InputError([Finding("fill-own-output", Place(display_path(file)))])
    findings = tuple(_findings(standing, file, form, matched, proposals, typed))
    return FillResult(context, path, basis, proposals, matched, findings)


def _meanings(context: Context) -> dict[str, str]:
    """Words for how a milestone stands, folded → what they mean: of every kind of form, the own kind's last."""
    layouts = sorted(context.workspace.layouts.values(), key=lambda layout: layout.code == context.layout.code)
    columns = (column for layout in layouts for sheet in layout.sheets for column in sheet.input_columns)
    return {
        comparison_key(word): option.means
        for column in columns
        for option in column.options
        if option.means
        for word in (option.text, *option.also)
    }


def _findings(
    standing: PeriodStanding,
    file: Path,
    form: UpperForm,
    matched: Sequence[RowTasks],
    proposals: Sequence[Proposal],
    typed: Sequence[UpwardRow],
) -> Iterator[Finding]:
    """What a person has to look at: what the status does not know yet, what was not found, and what stays blank."""
    context, name = standing.context, display_path(file)
    yield from standing.ledger_findings
    if standing.needs_compile:
        yield Finding("fill-unread", Place(name), {"files": standing.new_files})
    not_filed = [unit.unit.name for unit in standing.status.units if unit.newest_filing is not FilingStatus.FILED]
    if not_filed:
        yield Finding("fill-not-filed", Place(name), {"units": not_filed})
    for upward in unused_rows(form, typed) if all(row.says_name for row in form.rows) else ():
        place = context.workspace.loaded_plan.locate(("上报", typed.index(upward)))
        yield Finding("fill-row-missing", place, {"row": upward.row})
    yield from _sheet_findings(context, form, name)
    yield from _unmatched_findings(context, name, [row.row for row in matched if not row.tasks])
    yield from islice(_missed_rows(context, name, proposals), _MOST_ROWS_NAMED)


def _sheet_findings(context: Context, form: UpperForm, name: str) -> Iterator[Finding]:
    """Sheets that were not read whole, or in which nothing was recognised; blank rows of a form are for a person.

    Args:
        context: of the office that fills the form in.
        form: the form of the office above.
        name: of its file.
    """
    sheets = (sheet for layout in context.workspace.layouts.values() for sheet in layout.sheets)
    blank_tables = {sheet.name for sheet in sheets if sheet.rows == "unit" and sheet.slots}
    for cut in form.cut_sheets:
        yield Finding("fill-sheet-cut", Place(name, cut), {"rows": MAX_ROWS, "columns": MAX_COLUMNS})
    for unknown in form.other_sheets:
        if unknown not in blank_tables:
            yield Finding("fill-sheet-unknown", Place(name, unknown))


def _unmatched_findings(context: Context, name: str, rows: Sequence[UpperRow]) -> Iterator[Finding]:
    """Rows of which no task is known; of a table in which no column was recognised as the tasks', only that.

    Args:
        context: of the office that fills the form in.
        name: of the form's file.
        rows: without tasks.
    """
    words = context.workspace.upper_headers.topics.get(Topic.NAME, ())
    nameless = Counter(row.sheet for row in rows if not row.says_name)
    for sheet, count in nameless.items():
        yield Finding("fill-names-unknown", Place(name, sheet), {"rows": count, "known": words})
    unmatched = list(dict.fromkeys(row.task_label for row in rows if row.says_name))
    if unmatched:
        yield Finding("fill-rows-unmatched", Place(name), {"tasks": unmatched})


def _missed_rows(context: Context, name: str, proposals: Iterable[Proposal]) -> Iterator[Finding]:
    """For each row the cells that a person has to fill in or look at."""
    missed = [each for each in proposals if each.is_missed and each.blank not in _OF_WHOLE_ROWS]
    for (sheet, _), of_row in groupby(missed, key=lambda proposal: (proposal.cell.sheet, proposal.cell.row)):
        cells = list(of_row)
        reasons: dict[str, list[str]] = {}
        for proposal in cells:
            why = why_blank(proposal, context.workspace.messages)
            reasons.setdefault(why, []).append(proposal.cell.label)
        grouped = [{"labels": join_list(labels), "why": why} for why, labels in reasons.items()]
        facts = {"row": cells[0].row.label, "reasons": grouped}
        yield Finding("fill-blank", Place(name, sheet, cells[0].cell.address), facts)
