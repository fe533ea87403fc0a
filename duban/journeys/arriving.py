"""All that was handed in, read piece by piece, and sorted: returns of the period, and what is none and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from duban.journeys.desk import Context
from duban.journeys.reading import FileReading, ReturnReader
from duban.messages.finding import Finding, Place
from duban.model.decision import short_hash
from duban.model.status import Outcome, Return
from duban.returns.scans import guess_scan_owner
from duban.review.versions import ReceivedReturn
from duban.store.ledger import KeptOriginal


@dataclass(frozen=True, slots=True)
class Inbox:
    """What became of what was handed in.

    arrivals: returns of the period, of the desk's kind or one beside it. refused: receipts of all others.
    fresh: originals that the ledger does not have yet, by where they go.
    """

    received: list[ReceivedReturn]
    not_counted: list[Return]
    new_originals: dict[Path, bytes]


def sort_inbox(desk: Context, reader: ReturnReader, as_of: date, reads: Sequence[FileReading]) -> Inbox:
    """The reads of this run, told apart."""
    kept = desk.run_ledger.originals(desk.period.code)
    known = {each.short_hash: each for each in kept}
    turn = 1 + max((each.run_number for each in kept if each.received_on == as_of), default=0)
    done = Inbox([], [], {})
    scans = _scans(desk, reader, reads)
    for read in reads:
        name, submission, findings = reader.display_name(read.piece, with_form=True), read.submission, read.findings
        before = known.get(short_hash(read.digest))
        end = Outcome.IGNORED if read.ignored else Outcome.REJECTED
        unit = submission.form_id.unit if submission else ""
        if name in scans:
            unit, findings = scans[name]
        elif submission and submission.form_id.kind not in {desk.layout.code, *desk.layout.beside}:
            findings, end = (Finding("other-form", Place(name), {"form": desk.layout.name}),), Outcome.IGNORED
        elif submission and submission.form_id.period != desk.period.code:
            facts = {"period": submission.form_id.period, "expected": desk.period.code, "unit": unit}
            findings = (Finding("other-period", Place(name), facts),)
        elif submission and before and before.received_on > as_of:
            findings, end = (Finding("received-later", Place(name), {"day": before.received_on}),), Outcome.IGNORED
        elif submission:
            received, came = (before.received_on, before.run_number) if before else (as_of, turn)
            done.received.append(ReceivedReturn(name, read.digest, received, came, submission, findings))
            if before is None:
                own, code, content = desk.run_ledger, desk.period.code, read.data or read.piece.path.read_bytes()
                done.new_originals[own.original_path(code, received, came, read.digest, read.piece.name)] = content
            continue
        done.not_counted.append(Return(name, read.digest, as_of, turn, end, findings, unit, submission))
    return done


def unreadable_originals(kept: Sequence[KeptOriginal], reads: Mapping[Path, Sequence[FileReading]]) -> Iterator[Return]:
    """Returns that the ledger holds and that can no longer be read: they count no more, and that is told."""
    for each in kept:
        found = reads[each.path]
        if not any(read.submission for read in found):
            yield Return(
                each.label, each.short_hash, each.received_on, each.run_number, Outcome.REJECTED, found[0].findings
            )


def returns_from_ledger(
    desk: Context,
    reader: ReturnReader,
    code: str,
    kept: Iterable[KeptOriginal],
    reads: Mapping[Path, Sequence[FileReading]],
) -> list[ReceivedReturn]:
    """The ledger's returns of a period as arrivals; those that can no longer be read stay out.

    With --out, the desk's own returns are those of its own ledger alone: a rehearsal disturbs nothing.
    """
    found = []
    for each, read in ((one, read) for one in kept for read in reads.get(one.path, ())):
        submission = read.submission
        if submission is None or submission.form_id.period != code:
            continue
        own = (code, submission.form_id.kind) == (desk.period.code, desk.layout.code)
        if not own or each.path.is_relative_to(desk.run_ledger.folder):
            name = reader.display_name(read.piece, with_form=True)
            found.append(
                ReceivedReturn(name, read.digest, each.received_on, each.run_number, submission, read.findings)
            )
    return found


def reads_by_file(reads: Iterable[FileReading]) -> dict[Path, list[FileReading]]:
    """The reads of each file: its own first, then those of what is inside it."""
    found: dict[Path, list[FileReading]] = {}
    for read in reads:
        found.setdefault(read.piece.path, []).append(read)
    return found


def _scans(
    desk: Context, reader: ReturnReader, reads: Sequence[FileReading]
) -> dict[str, tuple[str, tuple[Finding, ...]]]:
    """Each scan with the unit whose signed copy it is taken for, by the clerk's word or else by its name and place."""
    units = {unit.code: unit for unit in desk.assignment.units}
    forms = {reader.display_name(read.piece): read.submission.form_id.unit for read in reads if read.submission}
    found: dict[str, tuple[str, tuple[Finding, ...]]] = {}
    for read in reads:
        if any(finding.code == "scan" for finding in read.findings):
            name = reader.display_name(read.piece)
            offered = guess_scan_owner(name, forms, units.values())
            decided = reader.register.scan_units.get(short_hash(read.digest))
            code = offered if decided is None else decided
            facts = {"unit": units[code].name} if code in units else {}
            told = "scan-offered" if facts else "scan-refused" if decided == "" else "scan-unassigned"
            found[name] = code, (Finding(told, Place(name), facts),)
    return found
