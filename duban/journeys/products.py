"""The files that a compile makes: workbooks, correction copies and texts to paste."""

from collections.abc import Mapping
from pathlib import Path

from duban.forms import FormBatch, design_form
from duban.journeys.amend import propose_amended_plan
from duban.journeys.desk import Context
from duban.journeys.edition import CurrentForms
from duban.journeys.published import OutputRecord
from duban.model.status import Outcome, Status
from duban.model.submission import History
from duban.reports import correction_notices, receipt_notices, reminder_notices, report_workbooks
from duban.workspace.names import safe_file_name
from duban.writers.xlsx import write_workbook


def make_outputs(
    desk: Context, situation: Status, editions: CurrentForms, past: History, beside: Mapping[str, History]
) -> tuple[dict[Path, bytes], list[Path]]:
    """Everything that goes into the report folder, and the files that no longer belong there.

    A report that somebody edited since is kept beside the new one, under a name that says so; a correction copy
    that is no longer needed is put aside, so that nobody is asked for what is already right.
    """
    workspace, texts = desk.workspace, desk.workspace.messages
    made = {
        desk.reports_folder / name: write_workbook(book, workspace.look)
        for name, book in report_workbooks(
            situation, workspace.report_sheets, workspace.report_books.books_of_kind(desk.layout.code)
        ).items()
    }
    amended, words = propose_amended_plan(desk, situation)
    made |= amended
    made |= _correction_copies(desk, situation, editions, past, beside)
    made[desk.reports_folder / texts.text("script-file")] = _script(desk, situation, words).encode()
    record = OutputRecord(desk)
    settled = [path for path in _copies(desk).glob("*.xlsx") if path not in made and record.is_unedited(path)]
    aside = {path.parent / texts.text("settled-folder") / path.name: path.read_bytes() for path in settled}
    return made | record.copies_of_edited(made) | aside | record.updated_record(made), settled


def _script(desk: Context, situation: Status, amended: str) -> str:
    """Every text that is ready to paste."""
    made = {"remind": reminder_notices, "return": correction_notices, "receipt": receipt_notices}
    return "\n".join(
        filter(None, [amended, *(make(situation, desk.workspace.notice_template(name)) for name, make in made.items())])
    )


def _copies(desk: Context) -> Path:
    return desk.reports_folder / desk.workspace.messages.text("correction-folder")


def _correction_copies(
    desk: Context, situation: Status, editions: CurrentForms, past: History, beside: Mapping[str, History]
) -> dict[Path, bytes]:
    texts = desk.workspace.messages
    copies: dict[Path, bytes] = {}
    for receipt in situation.returns:
        if receipt.outcome is not Outcome.TO_BE_CORRECTED or receipt.submission is None or not receipt.unit_code:
            continue
        snapshot, mark = editions.current_snapshot(receipt.submission)
        unit = snapshot.unit(receipt.unit_code)
        book = design_form(FormBatch(snapshot, mark, texts, past, beside), unit, receipt.submission, receipt.findings)
        name = texts.text("correction-file", plan=snapshot.plan.code, period=snapshot.period.code, unit=unit.name)
        copies[_copies(desk) / safe_file_name(name)] = write_workbook(book, desk.workspace.look)
    return copies
