"""The second journey: what came back becomes the report, the correction copies and the texts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from duban.intake import Arrival
from duban.io.files import gather, publish
from duban.io.ledger import Kept, mark_of
from duban.io.names import labels
from duban.io.worker import Crew, Lost
from duban.model.finding import Finding, Place
from duban.model.situation import End, Receipt, Situation
from duban.model.submission import Past
from duban.pipeline.desk import Desk
from duban.pipeline.history import History, kept_until
from duban.pipeline.products import products
from duban.pipeline.reading import Read, Reader

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a compile made. given: what became of each file that was handed to this run, in order."""

    desk: Desk
    situation: Situation
    given: tuple[tuple[Path, Receipt], ...]
    outputs: tuple[Path, ...]


def compile_reports(
    desk: Desk,
    as_of: date,
    paths: Sequence[Path] = (),
    *,
    jobs: int = 1,
    progress: Progress = lambda _done, _total: None,
) -> Compiled:
    """Read the returns, settle which count, and write the reports of the period as of a day.

    paths: files and folders; none takes the period's own folder. Raises InputError where nothing could be written.
    """
    sources = list(paths) or ([desk.returns] if desk.returns.is_dir() else [])
    files = gather(sources)
    kept = kept_until(desk)
    names = labels(files, [desk.returns, *sources]) | {each.path: each.label for some in kept.values() for each in some}
    reader = _reader(desk, names)
    with Crew(reader, jobs) as crew:
        reads = []
        for done, (path, read) in enumerate(crew.run(files), 1):
            reads.append(_survived(path, read, names))
            progress(done, len(files))
        arrivals, refused, fresh = _sorted_in(desk, as_of, reads, names)
        arrived = {mark_of(arrival.digest) for arrival in arrivals}
        older = [each for some in kept.values() for each in some if each.mark not in arrived]
        rest = {path: _survived(path, read, names) for path, read in crew.run([each.path for each in older])}
    refused += [_damaged(each, rest[each.path]) for each in older if rest[each.path].submission is None]
    by_period = {desk.period.code: arrivals}
    for code, some in kept.items():
        by_period.setdefault(code, []).extend(_arrivals(desk, code, some, rest))
    beside, found = _beside(desk, reader, by_period, as_of)
    given = {names[path] for path in files}
    others = [receipt for receipt in found if receipt.path in given]  # the rest was told when its own kind was compiled
    history = History(desk, desk.series, reader, _of_kind(by_period, desk.layout.code), beside, (*refused, *others))
    situation = history.situation(as_of)
    by_path = {receipt.path: receipt for receipt in situation.receipts}
    past = history.past_before(desk.period, as_of)
    outputs, gone = products(desk, situation, reader, past, beside)
    publish(fresh | outputs, gone)
    return Compiled(desk, situation, tuple((path, by_path[names[path]]) for path in files), tuple(outputs))


def past_before(desk: Desk, as_of: date, jobs: int) -> tuple[Past, Mapping[str, Past]]:
    """What was accepted before the desk's period, and in the kinds of form beside it, from the ledger."""
    kept = kept_until(desk)
    wanted = [some for code, some in kept.items() if desk.beside or code != desk.period.code]
    older = [each for some in wanted for each in some]
    if not older:
        return Past(), {}
    reader = _reader(desk, {each.path: each.label for each in older})
    with Crew(reader, jobs) as crew:
        reads = {read.path: read for _, read in crew.run([each.path for each in older]) if isinstance(read, Read)}
    by_period = {code: _arrivals(desk, code, some, reads) for code, some in kept.items()}
    beside, _ = _beside(desk, reader, by_period, as_of)
    history = History(desk, desk.series, reader, _of_kind(by_period, desk.layout.code))
    return history.past_before(desk.period, as_of), beside


def _reader(desk: Desk, names: Mapping[Path, str]) -> Reader:
    return Reader(desk.issuer, desk.ledger, names)


def _beside(
    desk: Desk, reader: Reader, arrivals: Mapping[str, Sequence[Arrival]], as_of: date
) -> tuple[dict[str, Past], list[Receipt]]:
    """What was accepted in each kind of form beside the desk's, and what became of those returns in its period."""
    pasts: dict[str, Past] = {}
    receipts: list[Receipt] = []
    for series in desk.beside:
        code = series.layout.code
        history = History(desk, series, reader, _of_kind(arrivals, code))
        pasts[code] = history.past_until(as_of)
        period = series.period(desk.period.code)
        receipts += [
            replace(receipt, unit="") for receipt in (history.settled(period, as_of).receipts if period else ())
        ]
    return pasts, receipts


def _of_kind(arrivals: Mapping[str, Sequence[Arrival]], kind: str) -> dict[str, list[Arrival]]:
    return {
        code: [arrival for arrival in some if arrival.submission.seal.kind == kind] for code, some in arrivals.items()
    }


def _survived(path: Path, read: Read | Lost, names: Mapping[Path, str]) -> Read:
    """What a worker made of a file, or what became of the worker."""
    if isinstance(read, Read):
        return read
    return Read(path, "", None, (Finding(f"lost-{read.reason}", Place(names[path])),))


def _sorted_in(
    desk: Desk, as_of: date, reads: Sequence[Read], names: Mapping[Path, str]
) -> tuple[list[Arrival], list[Receipt], dict[Path, bytes]]:
    """The given files as arrivals of this period, as refusals, and the originals that the ledger does not have yet."""
    kept = desk.own_ledger.kept(desk.period.code)
    known = {each.mark: each for each in kept}
    kinds = {desk.layout.code, *desk.layout.beside}
    turn = 1 + max((each.turn for each in kept if each.received == as_of), default=0)
    arrivals: list[Arrival] = []
    refused: list[Receipt] = []
    fresh: dict[Path, bytes] = {}
    for read in reads:
        name, submission, findings = names[read.path], read.submission, read.findings
        before = known.get(mark_of(read.digest))
        end = End.IGNORED if read.ignored else End.REJECTED
        unit = submission.seal.unit if submission else ""
        if submission and submission.seal.kind not in kinds:
            findings, end = (Finding("other-form", Place(name), {"form": desk.layout.name}),), End.IGNORED
        elif submission and submission.seal.period != desk.period.code:
            facts = {"period": submission.seal.period, "expected": desk.period.code, "unit": unit}
            findings = (Finding("other-period", Place(name), facts),)
        elif submission and before and before.received > as_of:
            findings, end = (Finding("received-later", Place(name), {"day": before.received}),), End.IGNORED
        elif submission:
            received, came = (before.received, before.turn) if before else (as_of, turn)
            arrivals.append(Arrival(name, read.digest, received, came, submission, findings))
            if before is None:
                path = desk.own_ledger.return_file(desk.period.code, received, came, read.digest, read.path.name)
                fresh[path] = read.path.read_bytes()
            continue
        refused.append(Receipt(name, read.digest, as_of, turn, end, findings, unit, submission))
    return arrivals, refused, fresh


def _damaged(kept: Kept, read: Read) -> Receipt:
    """A return that the ledger holds and that can no longer be read: it counts no more, and that is told."""
    return Receipt(kept.label, kept.mark, kept.received, kept.turn, End.REJECTED, read.findings)


def _arrivals(desk: Desk, code: str, kept: Sequence[Kept], reads: Mapping[Path, Read]) -> list[Arrival]:
    """The ledger's returns of a period as arrivals; those that can no longer be read stay out.

    With --out, the desk's own returns are those of its own ledger alone: a rehearsal disturbs nothing.
    """
    found = []
    for each in kept:
        read = reads.get(each.path)
        if read is None or read.submission is None:
            continue
        own = (code, read.submission.seal.kind) == (desk.period.code, desk.layout.code)
        if not own or each.path.is_relative_to(desk.own_ledger.folder):
            received, turn = each.received, each.turn
            found.append(Arrival(each.label, read.digest, received, turn, read.submission, read.findings))
    return found
