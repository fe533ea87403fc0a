"""The archive of a year: all that was planned, sent, returned, decided and reported, in a form that lasts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from duban.journeys.archive_files import ArchivedPaper, YearPapers
from duban.journeys.context import Context
from duban.journeys.linked_places import refuse_own_folder
from duban.journeys.rebuild import refresh_index
from duban.journeys.run_record import last_outcomes
from duban.journeys.turn import plan_turn
from duban.journeys.unsettled import unsettled_findings
from duban.journeys.verify import verify_ledger
from duban.messages.finding import Finding, InputError, Severity
from duban.reports.archive_catalogue import design_catalogue
from duban.store.index import INDEX_FILE, Index
from duban.store.new_folder import FileSource, refuse_taken, write_new_folder, write_new_zip
from duban.store.run_log import RunLog
from duban.text.file_names import safe_file_name
from duban.value_object import ValueObject, replace
from duban.workspace.names import display_path
from duban.writers.printed_pages import count_printed_pages
from duban.writers.xlsx import write_workbook

_OWNERS = "select original, unit, kind from submissions order by original, unit, kind"


class CloseResult(ValueObject):
    """What was archived.

    Attributes:
        path: the folder, or the zip.
        papers: how many lines its catalogue has.
        files: how many files these are, as the catalogue says too.
        unsettled: what was not settled and is said in the catalogue.
    """

    context: Context
    path: Path
    papers: int
    files: int
    unsettled: tuple[Finding, ...]


def close_year(
    context: Context,
    out: Path | None,
    *,
    zipped: bool = False,
    may_be_unsettled: bool = False,
    count_pages: bool = True,
    jobs: int = 1,
) -> CloseResult:
    """Write the archive of the plan's year. Nothing that it holds is moved or changed where it lies.

    Args:
        context: the plan with all that was decided; of which form kind and period does not matter.
        out: the folder in which the archive is made; None takes that of the plan's outputs.
        zipped: as one zip.
        may_be_unsettled: archive though something is not settled, and say so in the catalogue.
        count_pages: print the office's own workbooks with LibreOffice, where it is there, to count their pages.
        jobs: how many worker processes read.

    Raises:
        InputError: something is not settled, or the archive's place is taken, the program's own or cannot be written.
    """
    messages = context.workspace.messages
    name = safe_file_name(messages.text("archive-name", plan=context.plan))
    path = (out or context.workspace.output) / (f"{name}.zip" if zipped else name)
    refuse_own_folder(context.workspace, path.parent, "--out")
    refuse_taken(path)
    verified = verify_ledger(context)
    with plan_turn(context) as turn:
        doubts = (*verified.findings, *unsettled_findings(context, turn.log))
        unsettled = tuple(doubt for doubt in doubts if messages.severity(doubt) is not Severity.NOTE)
        if unsettled and not may_be_unsettled:
            raise InputError(unsettled)
        refresh_index(turn, jobs)
        papers = list(_year_papers(context, turn.log).papers(name))
        contents = _contents(context, papers, (*verified.acknowledged, *unsettled), count_pages=count_pages)
        write = write_new_zip if zipped else write_new_folder
        write(path, contents, with_sums=True)
    files = sum(paper.entry.files for paper in papers)
    return CloseResult(context, path, len(papers), files, unsettled)


def _year_papers(context: Context, log: RunLog) -> YearPapers:
    owners: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with Index(context.ledger.folder / INDEX_FILE) as index:
        for original, unit, kind in index.rows(_OWNERS):
            owners[original].append((unit, kind))
    outcomes = last_outcomes(log.entries)
    return YearPapers(context, log, {original: tuple(of_file) for original, of_file in owners.items()}, outcomes)


def _contents(
    context: Context, papers: Sequence[ArchivedPaper], doubts: Sequence[Finding], *, count_pages: bool
) -> dict[str, FileSource]:
    """Every file of the archive, the catalogue and the guide first. doubts: what the catalogue says of the ledger."""
    workspace, plan = context.workspace, context.plan
    pages = count_printed_pages(_own_workbooks(papers)) if count_pages else {}
    entries = [
        replace(paper.entry, path=_safe_path(paper.entry.path), pages=pages.get(paper.entry.path)) for paper in papers
    ]
    layouts = [workspace.report_sheets[name] for name in ("archive", "archive-unsettled")]
    listed_doubts = [_from_output(doubt, workspace.output) for doubt in doubts]
    catalogue = design_catalogue(plan, entries, listed_doubts, layouts, workspace.messages)
    files: dict[str, FileSource] = {
        context.file_name("archive-catalogue"): write_workbook(catalogue, workspace.resolved_styles),
        context.file_name("archive-guide-file"): workspace.messages.text("archive-guide", plan=plan).encode(),
    }
    for paper in papers:
        files |= {_safe_path(name): source for name, source in paper.sources.items()}
    return files


def _from_output(finding: Finding, output: Path) -> Finding:
    """The finding with its place told from the plan's outputs on, so that nothing depends on where it is read."""
    file = finding.place.file.removeprefix(f"{display_path(output)}/")
    return replace(finding, place=finding.place._replace(file=file))


def _own_workbooks(papers: Iterable[ArchivedPaper]) -> Mapping[str, bytes]:
    """What this program made and its readers may have edited: returned files are never opened to be printed."""
    sources = {name: source for paper in papers if paper.is_ours for name, source in paper.sources.items()}
    return {name: source.read_bytes() if isinstance(source, Path) else source for name, source in sources.items()}


def _safe_path(name: str) -> str:
    """A path whose every part any system takes, so that `sha256sum -c` finds it."""
    return "/".join(safe_file_name(part) if part else "" for part in name.split("/"))
