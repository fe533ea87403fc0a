"""The form of each unit as it would be issued now, beside the one that lies in 1-下发."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from duban.formats.opened_file import UnreadableFile
from duban.formats.opening import read_workbook
from duban.forms import FormBatch
from duban.journeys.context import Context
from duban.journeys.designed_forms import FormDesigner, FormOrder, form_bytes
from duban.journeys.form_differences import form_differences
from duban.messages.finding import Finding, InputError, Place
from duban.model.form_id import FormId
from duban.model.form_key import FormKey
from duban.model.layout import Layout
from duban.model.unit import Unit
from duban.returns.expected_form import ExpectedColumns
from duban.returns.identify import identify_form
from duban.store.journal import lies_beside
from duban.store.own_files import own_file_bytes, read_own_file
from duban.tables.headers import find_issued_header
from duban.workbook.grid import CellValue, SheetGrid
from duban.workspace.names import display_path


class FormState(StrEnum):
    """A unit's form beside the one that lies in 1-下发."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT = "left"
    """Not asked for, so that what lies there stays."""


@dataclass(frozen=True, slots=True)
class UnitForm:
    """One unit's form.

    Attributes:
        code: its form code; empty where no form of the unit is issued.
        data: what to write, or what lies there already.
    """

    unit: Unit
    path: Path
    code: str
    data: bytes
    state: FormState


def design_unit_forms(context: Context, batch: FormBatch, jobs: int) -> Iterator[UnitForm]:
    """The new form of each unit that reports, in the directory's order.

    Args:
        context: the form kind and the period.
        batch: what the forms are issued from.
        jobs: how many worker processes design them at most.
    """
    units = context.assignment.units
    designer = FormDesigner({batch.snapshot_hash: batch}, context.workspace.resolved_styles)
    forms = designer.design_all([FormOrder(batch.snapshot_hash, unit) for unit in units], jobs)
    for unit, data in zip(units, forms, strict=True):
        yield UnitForm(unit, context.form_path(unit), batch.form_id(unit).code, data, FormState.NEW)


def compare_with_issued(context: Context, batch: FormBatch, form: UnitForm, *, is_wanted: bool) -> UnitForm:
    """The unit's form with what becomes of it: new, changed, the same, or left as it lies there.

    A form that differs in its form id alone stays as it was issued: what changed in the plan does not concern the unit.

    Args:
        context: where issued forms lie.
        batch: what the form is issued from.
        form: as it would be now.
        is_wanted: the unit's form was asked for.

    Raises:
        InputError: what lies in its place cannot be read.
    """
    if not lies_beside(context.run_ledger.folder, form.path):
        raise InputError([Finding("leads-outside", Place(display_path(form.path)))])
    if not form.path.exists():
        return form if is_wanted else replace(form, state=FormState.LEFT, code="")
    try:
        issued = read_own_file(form.path)
    except OSError as error:
        raise InputError([Finding("cannot-replace", Place(display_path(form.path)))]) from error
    if issued == form.data:
        return replace(form, state=FormState.SAME)
    form_id = _read_form_id(issued)
    issued_form = replace(form, data=issued, code=form_id.code if form_id else "")
    if form_id and _is_as_issued(context, batch, form.unit, form_id, issued):
        return replace(issued_form, state=FormState.SAME)
    return replace(form, state=FormState.CHANGED) if is_wanted else replace(issued_form, state=FormState.LEFT)


def _read_form_id(data: bytes) -> FormId | None:
    """Whose form a workbook is; None where it does not say."""
    try:
        return identify_form(read_workbook(data)).form_id
    except UnreadableFile:
        return None


def _is_as_issued(context: Context, batch: FormBatch, unit: Unit, form_id: FormId, issued: bytes) -> bool:
    """Whether an issued form asks the same as it would today, but for the snapshot that its form id names.

    The plan and the layout that it was issued from give the same form as those of today; and what stands in the
    columns of the issued file, carried words too, is what would stand in them. A later version of the program may
    write all else in other ways, such as hints, rules and filters: that is no reason to issue a form again.
    """
    former_snapshot = context.ledger.snapshot(form_id.snapshot, form_id.period, form_id.kind)
    if former_snapshot is None:
        return False
    snapshot, digest = former_snapshot
    batch_today = replace(batch, snapshot_hash=digest, key=batch.key if form_id.keyed_check else FormKey())
    styles = context.workspace.resolved_styles
    data = form_bytes(batch_today, styles, FormOrder(digest, unit))
    if data == issued:
        return True
    if form_id.code != batch_today.form_id(unit).code:  # another key since
        return False
    former_units = [former for former in snapshot.assignment.units if former.code == unit.code]
    former_batch = replace(batch_today, snapshot=snapshot)
    is_same_plan = any(form_bytes(former_batch, styles, FormOrder(digest, former)) == data for former in former_units)
    return is_same_plan and _words_in_tables(context.layout, issued) == _words_in_tables(context.layout, data)


def _words_in_tables(layout: Layout, form: bytes) -> list[list[CellValue]]:
    """What stands in the columns of each table of a form, without what the program adds to them."""
    grid = read_workbook(form)
    return [list(_words_in_table(ExpectedColumns(sheet), grid.sheet(sheet.name))) for sheet in layout.sheets]


def _words_in_table(columns: ExpectedColumns, sheet: SheetGrid | None) -> Iterator[CellValue]:
    header = find_issued_header(sheet, columns.labels) if sheet else None
    if sheet and header:
        for row in range(header.row + 1, len(sheet.rows)):
            yield from (sheet.value_at(row, at) for at in header.columns.values())


def refuse_changes(forms: Iterable[UnitForm], snapshot_hash: str) -> None:
    """Raise InputError where a form that was issued would change, with what would.

    Args:
        forms: as they would be now.
        snapshot_hash: of what they would be issued from.
    """
    findings = []
    for form in forms:
        if form.state is FormState.CHANGED:
            issued = own_file_bytes(form.path)
            form_id = _read_form_id(issued)
            facts = {
                "unit": form.unit.name,
                "same_plan": form_id is not None and snapshot_hash.upper().startswith(form_id.snapshot),
                "differences": form_differences(issued, form.data),
            }
            findings.append(Finding("issued-differs", Place(display_path(form.path)), facts))
    if findings:
        raise InputError(findings)
