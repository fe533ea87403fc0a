"""A form that was issued, read again: whose it is, and whether it asks what it would ask today."""

from collections.abc import Iterator

from duban.formats.opened_file import UnreadableFile
from duban.formats.opening import read_workbook
from duban.forms import FormBatch
from duban.journeys.context import Context
from duban.journeys.designed_forms import FormOrder, form_bytes
from duban.model.form_id import FormId
from duban.model.form_key import FormKey
from duban.model.layout import Layout
from duban.model.unit import Unit
from duban.returns.expected_form import ExpectedColumns
from duban.returns.identify import identify_form
from duban.store.snapshots import find_snapshot
from duban.tables.headers import find_issued_header
from duban.value_object import replace
from duban.workbook.grid import CellValue, SheetGrid


def read_form_id(data: bytes) -> FormId | None:
    """Whose form a workbook is; None where it does not say."""
    try:
        return identify_form(read_workbook(data)).form_id
    except UnreadableFile:
        return None


def asks_the_same(context: Context, batch: FormBatch, unit: Unit, form_id: FormId, issued: bytes) -> bool:
    """Whether an issued form asks the same as it would today, but for the snapshot that its form id names.

    The plan and the layout that it was issued from give the same form as those of today; and what stands in the
    columns of the issued file, carried words too, is what would stand in them. A later version of the program may
    write all else in other ways, such as hints, rules and filters: that is no reason to issue a form again.

    Args:
        context: where snapshots are kept.
        batch: what forms would be issued from today.
        unit: whose form it is.
        form_id: what the issued form says of itself.
        issued: the issued form.
    """
    former_snapshot = find_snapshot(context.ledger, form_id.snapshot, form_id.period, form_id.kind)
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
