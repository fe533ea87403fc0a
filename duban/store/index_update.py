"""What the index says of a ledger: its runs as 日志 has them, and its returns as they are read today."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import chain

from duban.model.return_ import Return
from duban.model.run_entry import RunEntry
from duban.model.submission import AnswerCell
from duban.store.index import Index, Step
from duban.store.ledger import KeptOriginal
from duban.store.reading_codec import encode_facts
from duban.store.run_log import RunLog

KeptForm = tuple[KeptOriginal, Return]
"""A return as it is kept, and what it gives when it is read."""
_KINDS = {str: "text", date: "day", Decimal: "number"}


def update_runs(index: Index, log: RunLog) -> bool:
    """Add the runs that the index does not have; returns that they took away go. Returns whether that could be done."""
    indexed = {number for (number,) in index.rows("select number from runs")}
    entries = [entry for entry in log.entries if entry.number not in indexed]
    texts = {entry.number: log.entry_bytes(entry.number).decode() for entry in entries}
    steps: list[Step] = [
        ("insert into runs values (?, ?, ?)", [(number, log.digests[number], text) for number, text in texts.items()]),
        ("insert into publications values (?, ?, ?)", chain.from_iterable(map(_publications, entries))),
        ("insert into decisions values (?, ?, ?)", chain.from_iterable(map(_decisions, entries))),
        ("delete from submissions where original = ?", chain.from_iterable(map(_taken_away, entries))),
    ]
    return index.write(steps) if entries else True


def _publications(entry: RunEntry) -> Iterator[tuple[object, ...]]:
    yield from ((entry.number, path, digest) for path, digest in entry.published.items())


def _decisions(entry: RunEntry) -> Iterator[tuple[object, ...]]:
    yield from ((entry.number, position, encode_facts(words)) for position, words in enumerate(entry.decided))


def _taken_away(entry: RunEntry) -> Iterator[tuple[object, ...]]:
    yield from ((path,) for path, digest in entry.ledger_files.items() if digest is None)


def update_submissions(index: Index, log: RunLog, scope: tuple[str, str], forms: Iterable[KeptForm]) -> bool:
    """Write down what the returns of one period and form kind answer, in place of what stood there.

    Args:
        index: of the ledger in which they are kept.
        log: says which run kept each of them.
        scope: the codes of the period and of the form kind.
        forms: all of them.

    Returns:
        Whether that could be done.
    """
    form_by_path_and_code = {
        (original.path, return_.form.form_id.code): (original, return_) for original, return_ in forms
    }
    last_ids = index.rows("select max(id) from submissions")
    first_id = 1 + (last_ids[0][0] or 0) if last_ids else 1
    numbered = list(enumerate(form_by_path_and_code.values(), first_id))
    steps: list[Step] = [
        ("delete from submissions where period = ? and kind = ?", [scope]),
        ("insert into submissions values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _submissions(numbered, log)),
        ("insert into records values (?, ?, ?, ?, ?)", _records(numbered)),
        ("insert into findings values (?, ?, ?, ?, ?)", _findings(numbered)),
    ]
    return index.write(steps)


def _submissions(numbered: Iterable[tuple[int, KeptForm]], log: RunLog) -> Iterator[tuple[object, ...]]:
    """A row for each form, with the run that kept its return last; none where no run wrote it down."""
    runs: dict[str, int] = {}
    for entry in log.entries:
        for path, digest in entry.ledger_files.items():
            if digest:
                runs.setdefault(path, entry.number)
            else:
                runs.pop(path, None)
    for number, (original, return_) in numbered:
        path, form_id = original.path.relative_to(log.ledger).as_posix(), return_.form.form_id
        codes = form_id.period, form_id.kind, form_id.unit
        received_on = original.received_on.isoformat()
        yield (number, path, form_id.code, return_.digest, *codes, original.name, received_on, runs.get(path))


def _records(numbered: Iterable[tuple[int, KeptForm]]) -> Iterator[tuple[object, ...]]:
    """A row for each cell in which something stands; those of the heading have an empty row key."""
    for number, (_, return_) in numbered:
        rows = {"": return_.form.heading} | {key: record.filled for key, record in return_.form.records.items()}
        for row, cells in rows.items():
            yield from (
                (number, row, column, *_kind_and_text(cell))
                for column, cell in cells.items()
                if cell.raw not in ("", None)
            )


def _kind_and_text(cell: AnswerCell) -> tuple[str, str]:
    """What an answer is, and its text; of one that could not be read, what stands in the cell."""
    if cell.value is None:
        return "unread", _storable(str(cell.raw))
    return _KINDS.get(type(cell.value), "text"), _storable(str(cell.value))


def _findings(numbered: Iterable[tuple[int, KeptForm]]) -> Iterator[tuple[object, ...]]:
    for number, (_, return_) in numbered:
        for position, finding in enumerate(return_.findings):
            place = str(finding.place._replace(file="")).removeprefix(":")
            yield number, position, finding.code, place, _storable(encode_facts(finding.facts))


def _storable(text: str) -> str:
    """A text without half characters, which no database takes."""
    return text.encode(errors="replace").decode()
