"""The second journey: what came back becomes the report, the correction copies and the texts."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from duban.journeys.arriving import reads_by_file, returns_from_ledger, sort_inbox, unreadable_originals
from duban.journeys.desk import Context
from duban.journeys.edition import CurrentForms
from duban.journeys.history import SeriesReview, originals_until
from duban.journeys.origins import IssuedSnapshots
from duban.journeys.products import make_outputs
from duban.journeys.readers import ReaderPool
from duban.journeys.reading import FileReading, ReturnReader
from duban.journeys.register import load_decisions, register_files
from duban.model.decision import Decisions, short_hash
from duban.model.status import Return, Status
from duban.model.submission import History
from duban.review.versions import ReceivedReturn
from duban.store.files import list_files, publish
from duban.workspace.names import file_labels

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class CompileResult:
    """What a compile made.

    given: what became of each file that was handed to this run, in order, and then of what was inside them.
    """

    context: Context
    status: Status
    handed_in: tuple[tuple[Path, Return], ...]
    outputs: tuple[Path, ...]


def compile_reports(
    context: Context,
    as_of: date,
    paths: Sequence[Path] = (),
    *,
    jobs: int = 1,
    progress: Progress = lambda _done, _total: None,
) -> CompileResult:
    """Read the returns, settle which count, and write the reports of the period as of a day.

    paths: files and folders; none takes the period's own folder. Raises InputError where nothing could be written.
    """
    sources = list(paths) or ([context.returns_folder] if context.returns_folder.is_dir() else [])
    files = list_files(sources)
    kept = originals_until(context)
    names = file_labels(files, [context.returns_folder, *sources]) | {
        each.path: each.label for some in kept.values() for each in some
    }
    known = load_decisions(context, files, kept)
    reader = _reader(context, names, known.decisions)
    with ReaderPool(context, reader, jobs) as readers:  # what was read is remembered when all has gone well
        reads = [*_counted(readers.read(files), len(files), progress)]
        given = sort_inbox(context, reader, as_of, reads)
        came = {short_hash(arrival.digest) for arrival in given.received}
        older = [each for some in kept.values() for each in some if each.short_hash not in came]
        rest = reads_by_file(readers.read([each.path for each in older]))
        by_period = {code: returns_from_ledger(context, reader, code, some, rest) for code, some in kept.items()}
        editions = CurrentForms(context, reader)
        now = [
            editions.with_edition_findings(arrival) for arrival in (*given.received, *by_period[context.period.code])
        ]
        by_period[context.period.code] = now
        beside, found = _beside(context, reader, by_period, as_of)
        called = {reader.display_name(read.piece, with_form=True): read.piece for read in reads}
        others = (receipt for receipt in found if receipt.path in called)  # the rest was told with its own kind
        refused = (*given.not_counted, *unreadable_originals(older, rest), *others)
        history = SeriesReview(
            context, context.series, reader, _of_kind(by_period, context.layout.code), beside, refused
        )
        situation = history.status(as_of)
        outputs, gone = make_outputs(
            context, situation, editions, history.history_before(context.period, as_of), beside
        )
        proposals = {short_hash(read.digest): read.owner_guess for read in reads if read.owner_guess}
        register = register_files(context, situation, proposals, known, kept[context.period.code])
        publish(given.new_originals | outputs | register, gone)
    receipts = {receipt.path: receipt for receipt in situation.returns}
    told = tuple((piece.location, receipts[name]) for name, piece in called.items())
    return CompileResult(context, situation, told, tuple(outputs))


def _counted(reads: Iterable[FileReading], files: int, progress: Progress) -> Iterator[FileReading]:
    """The reads as they come, told one by one; there may be more of them than files."""
    for done, read in enumerate(reads, 1):
        progress(done, max(done, files))
        yield read


def history_before_period(desk: Context, as_of: date, jobs: int) -> tuple[History, Mapping[str, History]]:
    """What was accepted before the desk's period, and in the kinds of form beside it, from the ledger."""
    kept = originals_until(desk)
    wanted = [some for code, some in kept.items() if desk.related_series or code != desk.period.code]
    older = [each for some in wanted for each in some]
    if not older:
        return History(), {}
    reader = _reader(desk, {each.path: each.label for each in older}, load_decisions(desk, (), kept).decisions)
    with ReaderPool(desk, reader, jobs) as readers:
        reads = reads_by_file(readers.read([each.path for each in older]))
    by_period = {code: returns_from_ledger(desk, reader, code, some, reads) for code, some in kept.items()}
    beside, _ = _beside(desk, reader, by_period, as_of)
    history = SeriesReview(desk, desk.series, reader, _of_kind(by_period, desk.layout.code))
    return history.history_before(desk.period, as_of), beside


def _reader(desk: Context, names: Mapping[Path, str], register: Decisions) -> ReturnReader:
    asked = desk.layout.code, desk.period.code
    workspace = desk.workspace
    return ReturnReader(
        IssuedSnapshots(desk.issuer, desk.ledger), names, register, workspace.passwords, asked, workspace.wording
    )


def _beside(
    desk: Context, reader: ReturnReader, arrivals: Mapping[str, Sequence[ReceivedReturn]], as_of: date
) -> tuple[dict[str, History], list[Return]]:
    """What was accepted in each kind of form beside the desk's, and what became of those returns in its period."""
    pasts: dict[str, History] = {}
    receipts: list[Return] = []
    for series in desk.related_series:
        code = series.layout.code
        history = SeriesReview(desk, series, reader, _of_kind(arrivals, code))
        pasts[code] = history.history_until(as_of)
        period = series.period(desk.period.code)
        receipts += [
            replace(receipt, unit_code="")
            for receipt in (history.chosen_versions(period, as_of).returns if period else ())
        ]
    return pasts, receipts


def _of_kind(arrivals: Mapping[str, Sequence[ReceivedReturn]], kind: str) -> dict[str, list[ReceivedReturn]]:
    return {
        code: [arrival for arrival in some if arrival.submission.form_id.kind == kind]
        for code, some in arrivals.items()
    }
