"""The form of each unit as it would be issued now, beside the one that lies in 1-下发."""

from collections.abc import Iterable, Iterator
from enum import StrEnum
from pathlib import Path

from duban.forms import FormBatch
from duban.journeys.context import Context
from duban.journeys.designed_forms import FormDesigner, FormOrder
from duban.messages.finding import Finding, InputError, Place
from duban.model.unit import Unit
from duban.store.journal import those_beside
from duban.store.own_files import own_file_bytes, read_own_file
from duban.value_object import ValueObject, replace
from duban.workspace.names import display_path


class FormState(StrEnum):
    """A unit's form beside the one that lies in 1-下发."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    LEFT = "left"
    """Not asked for, so that what lies there stays."""


class UnitForm(ValueObject):
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

    Raises:
        InputError: with every place of a form that leads out of the workspace.
    """
    units = context.assignment.units
    paths = [context.form_path(unit) for unit in units]
    beside = those_beside(context.run_ledger.folder, paths)
    if outside := [path for path in paths if path not in beside]:
        raise InputError([Finding("leads-outside", Place(display_path(path))) for path in outside])
    designer = FormDesigner({batch.snapshot_hash: batch}, context.workspace.resolved_styles)
    orders = [FormOrder(batch.snapshot_hash, unit) for unit in units]
    forms = designer.design_all(context.workspace, orders, jobs)
    for unit, path, data in zip(units, paths, forms, strict=True):
        yield UnitForm(unit, path, batch.form_id(unit).code, data, FormState.NEW)


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
    if not form.path.exists():
        return form if is_wanted else replace(form, state=FormState.LEFT, code="")
    try:
        issued = read_own_file(form.path)
    except OSError as error:
        raise InputError([Finding("cannot-replace", Place(display_path(form.path)))]) from error
    if issued == form.data:
        return replace(form, state=FormState.SAME)
    from duban.journeys.issued_tables import asks_the_same, read_form_id

    form_id = read_form_id(issued)
    issued_form = replace(form, data=issued, code=form_id.code if form_id else "")
    if form_id and asks_the_same(context, batch, form.unit, form_id, issued):
        return replace(issued_form, state=FormState.SAME)
    return replace(form, state=FormState.CHANGED) if is_wanted else replace(issued_form, state=FormState.LEFT)


def refuse_changes(forms: Iterable[UnitForm], snapshot_hash: str) -> None:
    """Raise InputError where a form that was issued would change, with what would.

    Args:
        forms: as they would be now.
        snapshot_hash: of what they would be issued from.
    """
    if findings := [_change(form, snapshot_hash) for form in forms if form.state is FormState.CHANGED]:
        raise InputError(findings)


def _change(form: UnitForm, snapshot_hash: str) -> Finding:
    from duban.journeys.form_differences import form_differences
    from duban.journeys.issued_tables import read_form_id

    issued = own_file_bytes(form.path)
    form_id = read_form_id(issued)
    facts = {
        "unit": form.unit.name,
        "same_plan": form_id is not None and snapshot_hash.upper().startswith(form_id.snapshot),
        "differences": form_differences(issued, form.data),
    }
    return Finding("issued-differs", Place(display_path(form.path)), facts)
