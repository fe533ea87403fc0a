"""What goes out beside the forms: the packing list, texts, a zip of it all, and the calendar of the year."""

import glob
from collections.abc import Iterable, Sequence
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.unit_forms import UnitForm
from duban.model.submission import History
from duban.model.unit import Unit
from duban.reports.calendar import calendar_events, calendar_workbook
from duban.reports.packing import HandedOutForms, issue_notices, packing_list
from duban.text.file_names import safe_file_name
from duban.writers import ics
from duban.writers.xlsx import write_workbook
from duban.writers.zip_file import write_zip


def files_to_hand_out(
    context: Context, forms: Sequence[UnitForm], history: History, *, archive: bool
) -> dict[Path, bytes]:
    """The packing list, the texts to hand the forms out with, and all of it in one zip.

    Args:
        context: the form kind and the period.
        forms: of each unit that gets one.
        history: what was accepted before.
        archive: make the zip.
    """
    workspace, messages = context.workspace, context.workspace.messages
    codes = {form.unit.code: form.code for form in forms}
    names = {form.unit.code: form.path.name for form in forms}
    handed_out = HandedOutForms(context.assignment, codes, names, history)
    script = issue_notices(handed_out, workspace.notice_template("issue"), messages)
    listing = packing_list(handed_out, workspace.report_sheets["packing"], messages)
    files = {
        context.file_name("packing-file"): write_workbook(listing, workspace.resolved_styles),
        context.file_name("script-file"): script.encode(),
    }
    if archive:
        name = messages.text("archive-file", plan=context.plan.code, period=context.period.code)
        files[safe_file_name(name)] = write_zip({form.path.name: form.data for form in forms} | files)
    return {context.forms_folder / name: data for name, data in files.items()}


def calendar_files(context: Context) -> dict[Path, bytes]:
    """All days of the whole plan, as a sheet and for phones."""
    workspace, messages = context.workspace, context.workspace.messages
    calendar = context.reporting_calendar
    listing = calendar_workbook(calendar, workspace.report_sheets["calendar"], messages)
    files = {
        context.file_name("calendar-file"): write_workbook(listing, workspace.resolved_styles),
        context.file_name("calendar-events-file"): ics.write_ics(calendar_events(calendar, messages)),
    }
    return {(context.out or workspace.output) / name: data for name, data in files.items()}


def stale_forms(context: Context, forms: Iterable[UnitForm]) -> tuple[Path, ...]:
    """The forms in 1-下发 of units that get none any more, or under a name that their unit has no more.

    Args:
        context: the form kind and the period.
        forms: some of those that units get; those of all others are looked for, too.
    """
    prefix, _, suffix = context.form_path(Unit(name="_", code="NONE")).name.partition("_")
    names = {form.path.name for form in forms}
    lying = sorted(context.forms_folder.glob(f"{glob.escape(prefix)}*{glob.escape(suffix)}"))
    unknown = [path for path in lying if path.name not in names]
    current = {context.form_path(unit).name for unit in context.assignment.units} if unknown else set()
    return tuple(path for path in unknown if path.name not in current)
