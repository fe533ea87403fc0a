"""`duban pdf`: workbooks and documents of the program's own as PDF beside them, as they look when they are printed."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.edited_files import copies_of_edited
from duban.journeys.run_record import describe_run, last_compile
from duban.journeys.turn import plan_turn, publish_run
from duban.messages.finding import Finding, InputError, Place
from duban.messages.text_template import render_text
from duban.model.run_entry import RunCommand
from duban.reports.book_names import file_name_facts
from duban.store.faults import collect_faults
from duban.store.journal import lies_beside
from duban.store.own_files import read_own_file
from duban.store.run_log import RunLog
from duban.text.file_names import safe_file_name
from duban.value_object import ValueObject, replace
from duban.workspace.folders import LEDGER_FOLDER, RETURNS_FOLDER
from duban.workspace.names import display_path
from duban.writers.pdf import find_libreoffice, print_documents

_PRINTED = (".xlsx", ".docx")
_NOT_OURS = {RETURNS_FOLDER, LEDGER_FOLDER}
"""Folders with what units sent in: no program is made to open that whole."""


class PdfCopies(ValueObject):
    """What was printed.

    Attributes:
        outputs: the PDF files, in the order that they were asked for.
        edited: copies of those that lay there and were not of an earlier run, under names that say so.
        findings: what does not hold in the ledger.
    """

    outputs: tuple[Path, ...]
    edited: tuple[Path, ...]
    findings: tuple[Finding, ...]

    @property
    def facts(self) -> dict[str, object]:
        """For a person or a program."""
        return {
            "outputs": [display_path(path) for path in self.outputs],
            "edited": [display_path(path) for path in self.edited],
        }


def publish_pdf(context: Context, files: Sequence[Path]) -> PdfCopies:
    """Print files as they lie there, edited or not, in one run.

    Args:
        context: of the form kind, opened for any period and day.
        files: below the plan's output folder; for none, the report that was compiled last.

    Raises:
        InputError: LibreOffice is missing, or any of them is none of ours, cannot be read or was not printed; nothing
            was written.
    """
    if find_libreoffice() is None:
        raise InputError([Finding("pdf-no-program", Place(display_path(context.workspace.config_file)))])
    with plan_turn(context) as turn:
        documents = _read(turn.log, files or [_last_report(context, turn.log)])
        outputs = _printed(documents)
        edited = copies_of_edited(context, turn.log, outputs)
        publish_run(turn, describe_run(context, RunCommand.PDF), {**outputs, **edited})
        return PdfCopies(tuple(outputs), tuple(edited), turn.log_findings)


def _last_report(context: Context, log: RunLog) -> Path:
    """The report of the form kind that was compiled last. Raises InputError where none was."""
    compiled, workspace = last_compile(context, log), context.workspace
    period = context.series.period(compiled.period) or context.period
    book = workspace.report_books.books_of_kind(context.layout.code)[0]
    plan = workspace.loaded_plan.plan_at(compiled.day)
    facts = file_name_facts(plan, context.layout.name, period, workspace.editions.whole)
    return replace(context, period=period).reports_folder / safe_file_name(render_text(book.file, **facts))


def _read(log: RunLog, files: Iterable[Path]) -> dict[Path, bytes]:
    """What lies there. Raises InputError with every file that is none of ours or cannot be read."""
    documents: dict[Path, bytes] = {}
    faults: list[Finding] = []
    for path in files:
        if path.suffix.lower() in (".html", ".htm"):
            faults.append(Finding("pdf-page", Place(display_path(path))))
        elif not _is_printed(log, path):
            faults.append(Finding("pdf-not-ours", Place(display_path(path)), {"folders": sorted(_NOT_OURS)}))
        else:
            with collect_faults(faults, "cannot-read", path):
                documents[_path_in_log(log, path)] = read_own_file(path)
    if faults:
        raise InputError(faults)
    return documents


def _is_printed(log: RunLog, path: Path) -> bool:
    """Whether it is a workbook or document that lies where the program writes."""
    return (
        path.suffix.lower() in _PRINTED
        and lies_beside(log.ledger, path)
        and not _NOT_OURS.intersection(path.resolve().parts[len(log.ledger.parent.resolve().parts) :])
    )


def _path_in_log(log: RunLog, path: Path) -> Path:
    """The same file as the log names files, however a person typed its path: from where she stands, or around."""
    folder = log.ledger.parent
    return folder / path.parent.resolve().relative_to(folder.resolve()) / path.name


def _printed(documents: Mapping[Path, bytes]) -> dict[Path, bytes]:
    """The PDF files. Raises InputError with every document that LibreOffice did not print."""
    names = {f"{number}{path.suffix.lower()}": path for number, path in enumerate(documents)}
    printed = print_documents({name: documents[path] for name, path in names.items()})
    failed = [path for name, path in names.items() if name not in printed]
    if failed:
        raise InputError([Finding("pdf-failed", Place(display_path(path))) for path in failed])
    return {path.with_suffix(".pdf"): printed[name] for name, path in names.items()}
