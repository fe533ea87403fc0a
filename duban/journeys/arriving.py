"""All that was handed in, read piece by piece, and sorted: returns of the period, and what is none and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from duban.journeys.desk import Desk
from duban.journeys.reading import Read, Reader
from duban.model.decision import mark_of
from duban.model.finding import Finding, Place
from duban.model.status import End, Receipt
from duban.returns.scans import unit_of_scan
from duban.review.versions import Arrival
from duban.store.ledger import Kept


@dataclass(frozen=True, slots=True)
class Sorted:
    """What became of what was handed in.

    arrivals: returns of the period, of the desk's kind or one beside it. refused: receipts of all others.
    fresh: originals that the ledger does not have yet, by where they go.
    """

    arrivals: list[Arrival]
    refused: list[Receipt]
    fresh: dict[Path, bytes]


def sort_in(desk: Desk, reader: Reader, as_of: date, reads: Sequence[Read]) -> Sorted:
    """The reads of this run, told apart."""
    kept = desk.own_ledger.kept(desk.period.code)
    known = {each.mark: each for each in kept}
    turn = 1 + max((each.turn for each in kept if each.received == as_of), default=0)
    done = Sorted([], [], {})
    scans = _scans(desk, reader, reads)
    for read in reads:
        name, submission, findings = reader.called(read.piece, whole=True), read.submission, read.findings
        before = known.get(mark_of(read.digest))
        end = End.IGNORED if read.ignored else End.REJECTED
        unit = submission.seal.unit if submission else ""
        if name in scans:
            unit, findings = scans[name]
        elif submission and submission.seal.kind not in {desk.layout.code, *desk.layout.beside}:
            findings, end = (Finding("other-form", Place(name), {"form": desk.layout.name}),), End.IGNORED
        elif submission and submission.seal.period != desk.period.code:
            facts = {"period": submission.seal.period, "expected": desk.period.code, "unit": unit}
            findings = (Finding("other-period", Place(name), facts),)
        elif submission and before and before.received > as_of:
            findings, end = (Finding("received-later", Place(name), {"day": before.received}),), End.IGNORED
        elif submission:
            received, came = (before.received, before.turn) if before else (as_of, turn)
            done.arrivals.append(Arrival(name, read.digest, received, came, submission, findings))
            if before is None:
                own, code, content = desk.own_ledger, desk.period.code, read.data or read.piece.path.read_bytes()
                done.fresh[own.return_file(code, received, came, read.digest, read.piece.name)] = content
            continue
        done.refused.append(Receipt(name, read.digest, as_of, turn, end, findings, unit, submission))
    return done


def damaged(kept: Sequence[Kept], reads: Mapping[Path, Sequence[Read]]) -> Iterator[Receipt]:
    """Returns that the ledger holds and that can no longer be read: they count no more, and that is told."""
    for each in kept:
        found = reads[each.path]
        if not any(read.submission for read in found):
            yield Receipt(each.label, each.mark, each.received, each.turn, End.REJECTED, found[0].findings)


def arrived(
    desk: Desk, reader: Reader, code: str, kept: Iterable[Kept], reads: Mapping[Path, Sequence[Read]]
) -> list[Arrival]:
    """The ledger's returns of a period as arrivals; those that can no longer be read stay out.

    With --out, the desk's own returns are those of its own ledger alone: a rehearsal disturbs nothing.
    """
    found = []
    for each, read in ((one, read) for one in kept for read in reads.get(one.path, ())):
        submission = read.submission
        if submission is None or submission.seal.period != code:
            continue
        own = (code, submission.seal.kind) == (desk.period.code, desk.layout.code)
        if not own or each.path.is_relative_to(desk.own_ledger.folder):
            name = reader.called(read.piece, whole=True)
            found.append(Arrival(name, read.digest, each.received, each.turn, submission, read.findings))
    return found


def by_file(reads: Iterable[Read]) -> dict[Path, list[Read]]:
    """The reads of each file: its own first, then those of what is inside it."""
    found: dict[Path, list[Read]] = {}
    for read in reads:
        found.setdefault(read.piece.path, []).append(read)
    return found


def _scans(desk: Desk, reader: Reader, reads: Sequence[Read]) -> dict[str, tuple[str, tuple[Finding, ...]]]:
    """Each scan with the unit whose signed copy it is taken for, by the clerk's word or else by its name and place."""
    units = {unit.code: unit for unit in desk.split.units}
    forms = {reader.called(read.piece): read.submission.seal.unit for read in reads if read.submission}
    found: dict[str, tuple[str, tuple[Finding, ...]]] = {}
    for read in reads:
        if any(finding.code == "scan" for finding in read.findings):
            name = reader.called(read.piece)
            offered = unit_of_scan(name, forms, units.values())
            decided = reader.register.scans.get(mark_of(read.digest))
            code = offered if decided is None else decided
            facts = {"unit": units[code].name} if code in units else {}
            told = "scan-offered" if facts else "scan-refused" if decided == "" else "scan-unassigned"
            found[name] = code, (Finding(told, Place(name), facts),)
    return found
