"""The files that a compile makes: workbooks, correction copies, an amended plan, and texts to paste."""

from collections.abc import Mapping, Sequence
from itertools import starmap
from pathlib import Path

from duban.forms import FormBatch
from duban.journeys.context import Context
from duban.journeys.designed_forms import FormDesigner, FormOrder
from duban.journeys.edited_files import copies_of_edited
from duban.journeys.former_reports import former_reports
from duban.messages.text_template import render_text
from duban.model.return_ import Outcome, lacks_choice
from duban.model.snapshot import Snapshot
from duban.model.status import Status
from duban.model.submission import History
from duban.model.unit import Unit
from duban.reports.edition_status import status_for_edition
from duban.reports.notices import (
    check_back_notices,
    correction_notices,
    due_soon_notices,
    extension_notices,
    instruction_notices,
    receipt_notices,
    reminder_notices,
)
from duban.reports.proposals import proposed_amendments
from duban.reports.upward import upward_texts
from duban.reports.workbooks import each_workbook
from duban.store.journal import lies_beside
from duban.store.own_files import own_file_bytes
from duban.store.run_log import RunLog
from duban.text.file_names import safe_file_name
from duban.value_object import ValueObject
from duban.workbook.book import Book
from duban.workspace.yaml_edit import append_entries
from duban.writers.xlsx import write_workbook

_PLAN, _UNITS = "plan.yaml", "units.yaml"


class ReportFiles(ValueObject):
    """What goes into the report folder, and what goes out of it.

    Attributes:
        files: with their bytes.
        put_aside: those of them that lay there under another name.
        obsolete: what no longer belongs there.
    """

    files: dict[Path, bytes]
    put_aside: frozenset[Path]
    obsolete: Sequence[Path]


def make_outputs(
    context: Context,
    log: RunLog,
    status: Status,
    accepted_before: tuple[History, Mapping[str, History]],
    jobs: int = 1,
) -> ReportFiles:
    """Make everything that goes into the report folder.

    A report that somebody edited since is kept beside the new one, under a name that says so; a correction copy
    that is no longer needed is put aside, so that nobody is asked for what is already right; so is a report under a
    name that it has no more.

    Args:
        context: where the outputs go.
        log: says what was written there last.
        status: what they say.
        accepted_before: what was accepted before the period, and in the form kinds that are looked at, by their codes;
            correction copies show it.
        jobs: how many worker processes design correction copies at most.
    """
    copies = _correction_copies(context, status, accepted_before, jobs)  # first: forks of a small process are small
    amended_plan, amended_words = _amended_plan(context, status)
    outputs = _reports(context, status) | amended_plan | copies
    script = context.reports_folder / context.file_name("script-file")
    outputs[script] = script_text(context, status, amended_words).encode()
    obsolete = _settled_copies(context, log, outputs)
    folder = context.reports_folder / context.file_name("correction-folder") / context.file_name("settled-folder")
    settled = {folder / path.name: data for path, data in obsolete.items()}
    former = former_reports(context, log, outputs)
    edited = copies_of_edited(context, log, {**dict.fromkeys(former, b""), **outputs})
    return ReportFiles(outputs | edited | settled, frozenset((*edited, *settled)), (*obsolete, *former))


def _settled_copies(context: Context, log: RunLog, outputs: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """The correction copies of earlier runs that are not needed any more and that nobody edited, with their bytes."""
    folder = context.reports_folder / context.file_name("correction-folder")
    present = (path for path in sorted(folder.glob("*.xlsx")) if lies_beside(log.ledger, path))
    settled = {path: own_file_bytes(path) for path in present if path not in outputs}
    return {path: data for path, data in settled.items() if log.is_as_published(path, data)}


def proposed_plan_path(context: Context) -> Path:
    """Where the amended plan goes."""
    return context.reports_folder / context.file_name("amended-folder") / _PLAN


def _reports(context: Context, status: Status) -> dict[Path, bytes]:
    workspace = context.workspace
    wanted = workspace.report_books.books_of_kind(context.layout.code)
    whole = status_for_edition(status, workspace.editions.whole)

    def written(name: str, workbook: Book) -> tuple[Path, bytes]:
        return context.reports_folder / safe_file_name(name), write_workbook(workbook, workspace.resolved_styles)

    return dict(starmap(written, each_workbook(whole, workspace.report_sheets, wanted)))


def script_text(context: Context, status: Status, amended_words: str = "") -> str:
    """Every text that is ready to paste, each kind under a line that says what it is.

    Args:
        context: has the templates.
        status: what they say.
        amended_words: what the clerk has to do with an amended plan; it stands first.
    """
    notices = {
        "due-soon": due_soon_notices,
        "remind": reminder_notices,
        "return": correction_notices,
        "check-back": check_back_notices,
        "instructed": instruction_notices,
        "extension": extension_notices,
        "receipt": receipt_notices,
        "upward": upward_texts,
    }
    if not context.is_reported_by_light:
        del notices["check-back"], notices["upward"]
    texts = {name: notice(status, context.workspace.notice_template(name)) for name, notice in notices.items()}
    parts = [amended_words] if amended_words else []
    for name, text in texts.items():
        if text:
            parts.append(f"{context.workspace.messages.text(f'script-{name}')}\n\n{text}")
    return "\n".join(parts)


def _correction_copies(
    context: Context, status: Status, accepted_before: tuple[History, Mapping[str, History]], jobs: int
) -> dict[Path, bytes]:
    """Each return that must be corrected, designed again on the form that its unit holds now.

    None where later versions wait for a choice: of these the unit is asked, and not to mend an earlier one.
    """
    undecided = {unit.unit.code for unit in status.units if lacks_choice(unit.unchosen_versions)}
    batches: dict[str, FormBatch] = {}
    orders: dict[Path, FormOrder] = {}
    for return_ in status.returns:
        if return_.outcome is not Outcome.TO_BE_CORRECTED or return_.unit_code in {"", *undecided}:
            continue
        snapshot, digest = context.current_forms.current_snapshot(return_.form.form_id)
        if digest not in batches:
            batches[digest] = FormBatch(
                snapshot, digest, context.workspace.messages, *accepted_before, key=context.form_key
            )
        unit = snapshot.unit(return_.unit_code)
        orders[_correction_path(context, snapshot, unit)] = FormOrder(digest, unit, return_.form, return_.findings)
    designer = FormDesigner(batches, context.workspace.resolved_styles)
    copies = designer.design_all(context.workspace, tuple(orders.values()), jobs)
    return dict(zip(orders, copies, strict=True))


def _correction_path(context: Context, snapshot: Snapshot, unit: Unit) -> Path:
    """Where the correction copy of a unit's form goes."""
    facts = {"unit": unit.name, "form": snapshot.layout.name, "year": str(snapshot.plan.year)}
    name = context.file_name("correction-file", period=snapshot.period.code, **facts)
    return context.reports_folder / context.file_name("correction-folder") / name


def _amended_plan(context: Context, status: Status) -> tuple[dict[Path, bytes], str]:
    """The plan with what the form asks to change, beside the old one, and what the clerk has to do with it.

    Nothing of both where the form changes nothing.
    """
    entries = proposed_amendments(status)
    if not entries:
        return {}, ""
    proposed, plan_folder = proposed_plan_path(context), context.workspace.plan_folder
    files = {
        proposed: append_entries(plan_folder / _PLAN, "调整", entries).encode(),
        proposed.with_name(_UNITS): (plan_folder / _UNITS).read_bytes(),
    }
    folder = f"{plan_folder.parent.name}/{plan_folder.name}"
    words = render_text(
        context.workspace.notice_template("amend"),
        plan=status.plan,
        cycle=status.cycle,
        period=status.period,
        count=len(entries),
        proposed=proposed.relative_to(context.reports_folder.parent).as_posix(),
        current=f"{folder}/{_PLAN}",
        folder=folder,
    )
    return files, words.strip() + "\n"
