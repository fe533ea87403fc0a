"""The files that a compile makes: workbooks, correction copies and texts to paste."""

from collections.abc import Mapping
from pathlib import Path

from duban.forms import Issue, design
from duban.journeys.amend import amended_plan
from duban.journeys.desk import Desk
from duban.journeys.edition import Editions
from duban.journeys.published import Record
from duban.model.status import End, Situation
from duban.model.submission import Past
from duban.reports import books, corrections, receipts, reminders
from duban.workspace.names import safe_name
from duban.writers.xlsx import write


def products(
    desk: Desk, situation: Situation, editions: Editions, past: Past, beside: Mapping[str, Past]
) -> tuple[dict[Path, bytes], list[Path]]:
    """Everything that goes into the report folder, and the files that no longer belong there.

    A report that somebody edited since is kept beside the new one, under a name that says so; a correction copy
    that is no longer needed is put aside, so that nobody is asked for what is already right.
    """
    workspace, texts = desk.workspace, desk.workspace.texts
    made = {
        desk.reports / name: write(book, workspace.look)
        for name, book in books(situation, workspace.report_sheets, workspace.report_books.of(desk.layout.code)).items()
    }
    amended, words = amended_plan(desk, situation)
    made |= amended
    made |= _correction_copies(desk, situation, editions, past, beside)
    made[desk.reports / texts.word("script-file")] = _script(desk, situation, words).encode()
    record = Record(desk)
    settled = [path for path in _copies(desk).glob("*.xlsx") if path not in made and record.ours(path)]
    aside = {path.parent / texts.word("settled-folder") / path.name: path.read_bytes() for path in settled}
    return made | record.edited(made) | aside | record.written(made), settled


def _script(desk: Desk, situation: Situation, amended: str) -> str:
    """Every text that is ready to paste."""
    made = {"remind": reminders, "return": corrections, "receipt": receipts}
    return "\n".join(
        filter(None, [amended, *(make(situation, desk.workspace.notice(name)) for name, make in made.items())])
    )


def _copies(desk: Desk) -> Path:
    return desk.reports / desk.workspace.texts.word("correction-folder")


def _correction_copies(
    desk: Desk, situation: Situation, editions: Editions, past: Past, beside: Mapping[str, Past]
) -> dict[Path, bytes]:
    texts = desk.workspace.texts
    copies: dict[Path, bytes] = {}
    for receipt in situation.receipts:
        if receipt.end is not End.CORRECT or receipt.submission is None or not receipt.unit:
            continue
        snapshot, mark = editions.snapshot(receipt.submission)
        unit = snapshot.unit(receipt.unit)
        book = design(Issue(snapshot, mark, texts, past, beside), unit, receipt.submission, receipt.findings)
        name = texts.word("correction-file", plan=snapshot.plan.code, period=snapshot.period.code, unit=unit.name)
        copies[_copies(desk) / safe_name(name)] = write(book, desk.workspace.look)
    return copies
