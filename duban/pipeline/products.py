"""The files that a compile makes: workbooks, correction copies and texts to paste."""

import json
from pathlib import Path

from duban.forms import Issue, design
from duban.io.files import digest
from duban.io.names import safe_name
from duban.io.xlsx import write
from duban.model.finding import Finding, Severity
from duban.model.situation import End, Receipt, Situation
from duban.model.submission import Past
from duban.pipeline.desk import Desk
from duban.pipeline.reading import Reader
from duban.reports import books, corrections, reminders


def products(desk: Desk, situation: Situation, reader: Reader, past: Past) -> dict[Path, bytes]:
    """Path → bytes of everything that goes into the report folder, and the record of what was written there.

    A report that somebody edited since is kept beside the new one, under a name that says so.
    """
    workspace, texts = desk.workspace, desk.workspace.texts
    made = {
        desk.reports / name: write(book, workspace.look)
        for name, book in books(situation, workspace.report_sheets, workspace.report_books.books).items()
    }
    made |= _correction_copies(desk, situation, reader, past)
    parts = (
        reminders(situation, workspace.notice("remind")),
        corrections(situation, workspace.notice("return")),
    )
    script = "\n".join(filter(None, parts))
    made[desk.reports / texts.word("script-file")] = script.encode()
    return made | _edited(desk, made)


def _correction_copies(desk: Desk, situation: Situation, reader: Reader, past: Past) -> dict[Path, bytes]:
    texts = desk.workspace.texts
    copies: dict[Path, bytes] = {}
    for receipt in situation.receipts:
        if receipt.end is not End.CORRECT or receipt.submission is None:
            continue
        snapshot, mark = reader.snapshot(receipt.submission.seal)
        unit = snapshot.unit(receipt.unit)
        book = design(Issue(snapshot, mark, texts, past), unit, receipt.submission, _sentences(desk, receipt))
        name = texts.word("correction-file", plan=snapshot.plan.code, period=snapshot.period.code, unit=unit.name)
        copies[desk.reports / texts.word("correction-folder") / safe_name(name)] = write(book, desk.workspace.look)
    return copies


def _sentences(desk: Desk, receipt: Receipt) -> list[tuple[Finding, str]]:
    texts = desk.workspace.texts
    told = []
    for finding in receipt.findings:
        sentence = texts.sentence(finding)
        if sentence.severity in (Severity.MUST, Severity.EXPLAIN):
            told.append((finding, texts.word("told", says=sentence.says, hint=sentence.hint)))
    return told


def _edited(desk: Desk, made: dict[Path, bytes]) -> dict[Path, bytes]:
    """Copies of outputs that are no longer as we wrote them, and the record by which we know."""
    record = desk.own_ledger.folder / "产出.json"
    written = json.loads(record.read_bytes()) if record.is_file() else {}
    kept: dict[Path, bytes] = {}
    for path, data in made.items():
        before = path.read_bytes() if path.is_file() else data
        mark = digest(before)
        name = path.relative_to(desk.reports).as_posix()
        if before != data and written.get(f"{desk.period.code}/{name}", mark) != mark:
            stem = desk.workspace.texts.word("edited-file", stem=path.stem, mark=mark[:8])
            kept[path.with_name(safe_name(stem + path.suffix))] = before
        written[f"{desk.period.code}/{name}"] = digest(data)
    text = json.dumps(written, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    return kept | {record: text.encode()}
