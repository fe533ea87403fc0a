"""The second journey: what came back becomes the report, the correction copies and the texts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from duban.journeys.arriving import arrived, by_file, damaged, sort_in
from duban.journeys.desk import Desk
from duban.journeys.edition import Editions
from duban.journeys.history import History, kept_until
from duban.journeys.origins import Origins
from duban.journeys.products import products
from duban.journeys.readers import Readers
from duban.journeys.reading import Read, Reader
from duban.journeys.register import decisions, register_files
from duban.model.decision import Register, mark_of
from duban.model.status import Receipt, Situation
from duban.model.submission import Past
from duban.review.versions import Arrival
from duban.store.files import gather, publish
from duban.workspace.names import labels

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Compiled:
    """What a compile made.

    given: what became of each file that was handed to this run, in order, and then of what was inside them.
    """

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
    known = decisions(desk, files, kept)
    reader = _reader(desk, names, known.register)
    with Readers(desk, reader, jobs) as readers:  # what was read is remembered when all has gone well
        reads = [*_counted(readers.read(files), len(files), progress)]
        given = sort_in(desk, reader, as_of, reads)
        came = {mark_of(arrival.digest) for arrival in given.arrivals}
        older = [each for some in kept.values() for each in some if each.mark not in came]
        rest = by_file(readers.read([each.path for each in older]))
        by_period = {code: arrived(desk, reader, code, some, rest) for code, some in kept.items()}
        editions = Editions(desk, reader)
        now = [editions.told(arrival) for arrival in (*given.arrivals, *by_period[desk.period.code])]
        by_period[desk.period.code] = now
        beside, found = _beside(desk, reader, by_period, as_of)
        called = {reader.called(read.piece, whole=True): read.piece for read in reads}
        others = (receipt for receipt in found if receipt.path in called)  # the rest was told with its own kind
        refused = (*given.refused, *damaged(older, rest), *others)
        history = History(desk, desk.series, reader, _of_kind(by_period, desk.layout.code), beside, refused)
        situation = history.situation(as_of)
        outputs, gone = products(desk, situation, editions, history.past_before(desk.period, as_of), beside)
        proposals = {mark_of(read.digest): read.proposal for read in reads if read.proposal}
        register = register_files(desk, situation, proposals, known, kept[desk.period.code])
        publish(given.fresh | outputs | register, gone)
    receipts = {receipt.path: receipt for receipt in situation.receipts}
    told = tuple((piece.where, receipts[name]) for name, piece in called.items())
    return Compiled(desk, situation, told, tuple(outputs))


def _counted(reads: Iterable[Read], files: int, progress: Progress) -> Iterator[Read]:
    """The reads as they come, told one by one; there may be more of them than files."""
    for done, read in enumerate(reads, 1):
        progress(done, max(done, files))
        yield read


def past_before(desk: Desk, as_of: date, jobs: int) -> tuple[Past, Mapping[str, Past]]:
    """What was accepted before the desk's period, and in the kinds of form beside it, from the ledger."""
    kept = kept_until(desk)
    wanted = [some for code, some in kept.items() if desk.beside or code != desk.period.code]
    older = [each for some in wanted for each in some]
    if not older:
        return Past(), {}
    reader = _reader(desk, {each.path: each.label for each in older}, decisions(desk, (), kept).register)
    with Readers(desk, reader, jobs) as readers:
        reads = by_file(readers.read([each.path for each in older]))
    by_period = {code: arrived(desk, reader, code, some, reads) for code, some in kept.items()}
    beside, _ = _beside(desk, reader, by_period, as_of)
    history = History(desk, desk.series, reader, _of_kind(by_period, desk.layout.code))
    return history.past_before(desk.period, as_of), beside


def _reader(desk: Desk, names: Mapping[Path, str], register: Register) -> Reader:
    asked = desk.layout.code, desk.period.code
    workspace = desk.workspace
    return Reader(Origins(desk.issuer, desk.ledger), names, register, workspace.passwords, asked, workspace.wording)


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
