"""All that is archived of a year: where each file lies, where it goes, and its line in the catalogue."""

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property
from pathlib import Path

from duban.forms import design_printed_book
from duban.journeys.context import Context
from duban.journeys.rebuild import filled_contexts
from duban.model.period import list_periods
from duban.model.snapshot import FormSeries
from duban.reports.archive_catalogue import CatalogueEntry
from duban.store.kept_files import kept_digest
from duban.store.ledger import REGISTERS_FOLDER, SNAPSHOTS_FOLDER, UNDONE_FOLDER, KeptOriginal
from duban.store.listing import links_outside, list_files
from duban.store.new_folder import FileSource
from duban.store.own_files import own_folder
from duban.store.run_log import LOG_FOLDER, RunLog
from duban.text.file_names import safe_file_name
from duban.value_object import ValueObject, replace
from duban.workspace.folders import FORMS_FOLDER, REPORTS_FOLDER, RETURNS_FOLDER
from duban.workspace.names import is_junk, natural_key
from duban.writers.xlsx import write_workbook

_PLAN, _FORMS, _REPORTS, _REGISTER = "1-计划", "2-下发", "3-报告", "4-办公室登记"
_ORIGINALS, _OTHERS, _LEDGER = "5-原件", "6-其他收件", "7-台账"
_PERIOD_PARTS = (FORMS_FOLDER, RETURNS_FOLDER, REPORTS_FOLDER)
_PARTS_OF_LEDGER = (SNAPSHOTS_FOLDER, REGISTERS_FOLDER, LOG_FOLDER, UNDONE_FOLDER)


class ArchivedPaper(ValueObject):
    """One line of the catalogue and its files.

    Attributes:
        sources: path in the archive → where the file lies, or what it holds.
        is_ours: whether this program made it, so that its pages may be counted.
    """

    entry: CatalogueEntry
    sources: Mapping[str, FileSource]
    is_ours: bool = False


class YearPapers(ValueObject, dict=True):
    """What is archived of a plan.

    Attributes:
        context: the plan with all that was decided; of which form kind and period does not matter.
        log: of its ledger.
        form_owners: path of an original below the ledger → the codes of the units whose forms are in it, and of their
            form kinds.
        outcomes: codes of period and form kind and the hash of a file → what their last compile made of it.
    """

    context: Context
    log: RunLog
    form_owners: Mapping[str, tuple[tuple[str, str], ...]]
    outcomes: Mapping[tuple[str, str, str], str]

    def papers(self, archive_name: str) -> Iterator[ArchivedPaper]:
        """All of it, in the order of the catalogue.

        Args:
            archive_name: what archives in the plan's folder are called: none holds another.
        """
        beside = _entries(self.context.workspace.output, self.context.ledger.folder, archive_name)
        yield from self._plan_papers(path for path in beside if _is_archivable(path))
        for folder in filter(Path.is_dir, beside):
            yield from self._period_papers(folder)
        yield from self._originals()
        for name in _PARTS_OF_LEDGER:
            folder = self.context.ledger.folder / name
            yield from self._group(f"{_LEDGER}/{name}", folder, self._text(f"archive-ledger-{name}"))

    def _plan_papers(self, beside: Iterable[Path]) -> Iterator[ArchivedPaper]:
        """The plan as typed and as it stood, the settings, and what lies beside the period folders."""
        plan, workspace = self.context.plan, self.context.workspace
        for paper in self._group(f"{_PLAN}/原稿", workspace.plan_folder, self._text("archive-plan")):
            yield replace(paper, entry=replace(paper.entry, document=plan.number, day=plan.issued))
        for title, data in self._standing_plan():
            name = safe_file_name(self._text("archive-standing-file", title=title))
            yield self._paper(f"{_PLAN}/{name}", data, self._text("archive-standing"))
        for path in (workspace.config_file, workspace.root / workspace.config.holidays):
            if path.is_file():
                yield self._paper(f"{_PLAN}/设置/{path.name}", path, self._text("archive-settings"))
        for path in beside:
            yield self._paper(f"{_PLAN}/{path.name}", path, f"{plan.subject}{path.stem}")

    def _standing_plan(self) -> Iterator[tuple[str, bytes]]:
        """The plan with all that was decided, as a table to print: title and bytes, once for each printed layout."""
        plan, workspace = self.context.plan, self.context.workspace
        first = plan.cycles[0]
        for layout in workspace.layouts.values():
            periods = () if layout.has_inputs else list_periods(plan, first, workspace.holidays)
            if periods:
                of_layout = replace(self.context, series=FormSeries(layout, first, periods), period=periods[0])
                facts = {"plan": plan, "cycle": first, "period": periods[0]}
                book = design_printed_book(layout, of_layout.assignment, facts, workspace.messages)
                yield book.title, write_workbook(book, workspace.resolved_styles)

    def _period_papers(self, folder: Path) -> Iterator[ArchivedPaper]:
        """What lies in a folder of the plan, mostly that of a period."""
        label = self._labels.get(folder.name, folder.name)
        yield from self._group(
            f"{_FORMS}/{folder.name}", folder / FORMS_FOLDER, self._text("archive-forms", label=label)
        )
        yield from self._papers_in(folder / REPORTS_FOLDER, f"{_REPORTS}/{folder.name}", label)
        yield from self._papers_in(folder, f"{_REGISTER}/{folder.name}", label)
        yield from self._other_returns(folder / RETURNS_FOLDER, f"{_OTHERS}/{folder.name}")

    def _papers_in(self, folder: Path, place: str, label: str) -> Iterator[ArchivedPaper]:
        """Each file in a folder, and each folder in it that is not one of a period's three."""
        names = dict.fromkeys(path.relative_to(folder).parts[0] for path in _files_below(folder))
        for path in (folder / name for name in names if name not in _PERIOD_PARTS):
            title = self._text("archive-paper", label=label, name=path.stem)
            if path.is_dir():
                yield from self._group(f"{place}/{path.name}", path, title)
            else:
                yield self._paper(f"{place}/{path.name}", path, title)

    def _other_returns(self, folder: Path, place: str) -> Iterator[ArchivedPaper]:
        """What was handed in and is among the originals of no period: signed scans, mails, archives."""
        digests = {original.digest for original in self._kept_originals} - {""}
        for path in _files_below(folder):
            if kept_digest(path) not in digests:
                yield self._paper(f"{place}/{path.relative_to(folder).as_posix()}", path, path.stem, party="")

    def _originals(self) -> Iterator[ArchivedPaper]:
        """Every kept return under the name that its unit gave it; one that no run kept is no original."""
        taken: set[str] = set()
        for original in self._kept_originals:
            period = original.path.parent.name
            name = _unused_name(
                f"{_ORIGINALS if original.digest else _OTHERS}/{period}/{safe_file_name(original.name)}", taken
            )
            owners = self.form_owners.get(original.path.relative_to(self.log.ledger).as_posix(), ())
            units = dict.fromkeys(self.context.directory.unit_name(unit) for unit, _ in owners)
            forms = dict.fromkeys(self._form_titles.get(kind, "") for _, kind in owners)
            title = self._text("archive-original", forms=list(forms), period=period, name=original.name)
            outcomes = [self.outcomes.get((period, kind, original.digest), "") for _, kind in owners]
            note = "、".join(self._text(f"end-{outcome}") for outcome in dict.fromkeys(filter(None, outcomes)))
            yield self._paper(name, original.path, title, party="、".join(units), note=note, day=original.received_on)

    def _paper(
        self,
        name: str,
        source: FileSource,
        title: str,
        *,
        party: str | None = None,
        note: str = "",
        day: date | None = None,
    ) -> ArchivedPaper:
        """One file. party: None for the office itself."""
        office = self.context.plan.compiling_office
        day = day or (self._day_written(source) if isinstance(source, Path) else None)
        entry = CatalogueEntry(office if party is None else party, title, name, day=day, note=note)
        return ArchivedPaper(entry, {name: source}, is_ours=party is None and name.endswith(".xlsx"))

    def _group(self, place: str, folder: Path, title: str) -> Iterator[ArchivedPaper]:
        """All files below a folder in one line; nothing where there are none."""
        files = _files_below(folder)
        if files:
            party, note = self.context.plan.compiling_office, self._text("archive-count", count=len(files))
            day = max(filter(None, map(self._day_written, files)), default=None)
            entry = CatalogueEntry(party, title, f"{place}/", day=day, note=note, files=len(files))
            yield ArchivedPaper(entry, {f"{place}/{path.relative_to(folder).as_posix()}": path for path in files})

    def _text(self, text_name: str, /, **facts: object) -> str:
        return self.context.workspace.messages.text(text_name, plan=self.context.plan, **facts)

    def _day_written(self, path: Path) -> date | None:
        """The as-of day of the last run that wrote a file; None where no run did."""
        root = self.context.workspace.output
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else ""
        return self._days_written.get(name)

    @cached_property
    def _days_written(self) -> Mapping[str, date]:
        entries = [entry for entry in self.log.entries if entry.as_of]
        return {path: date.fromisoformat(entry.as_of) for entry in entries for path in entry.published}

    @cached_property
    def _labels(self) -> Mapping[str, str]:
        """Folder of a period → what people call the form and the period."""
        contexts = filled_contexts(self.context)
        return {
            one.period_folder.name: self._text("archive-label", cycle=one.series.cycle, period=one.period)
            for one in contexts
        }

    @cached_property
    def _form_titles(self) -> Mapping[str, str]:
        """Code of a form kind → its title."""
        return {series.layout.code: series.cycle.title for series in self.context.issuer.all_series}

    @cached_property
    def _kept_originals(self) -> tuple[KeptOriginal, ...]:
        """Those of all periods that lie there, in the order in which they came."""
        ledger, files = self.context.ledger, self.log.ledger_files
        originals = (original for period in ledger.periods() for original in ledger.originals(period, files))
        return tuple(original for original in originals if os.path.isfile(original.path))  # noqa: PTH113 - Path.is_file may raise


def _entries(output: Path, ledger: Path, archive_name: str) -> list[Path]:
    """What lies in the folder of a plan beside its ledger and its archives; no links.

    Args:
        output: the folder of the plan.
        ledger: its ledger.
        archive_name: how archives are called.
    """
    return [
        path
        for path in _sorted(own_folder(output))
        if path != ledger and archive_name not in path.name and not path.is_symlink()
    ]


def _unused_name(name: str, taken: set[str]) -> str:
    """A name that no file has yet; case is not told apart. It is taken from then on."""
    path = Path(name)
    numbered = (f"{path.parent.as_posix()}/{path.stem}（{number}）{path.suffix}" for number in range(2, len(taken) + 3))
    unused = next(one for one in (name, *numbered) if one.casefold() not in taken)
    taken.add(unused.casefold())
    return unused


def _files_below(folder: Path) -> list[Path]:
    """What people put there, in natural order; no locks and drafts, and no links that lead out of it."""
    files = list_files([folder]) if folder.is_dir() else ()
    links = links_outside(files, [folder])
    return [path for path in _sorted(files) if _is_archivable(path) and path not in links]


def _sorted(paths: Iterable[Path]) -> list[Path]:
    return sorted(paths, key=lambda path: [natural_key(part) for part in path.parts])


def _is_archivable(path: Path) -> bool:
    return path.is_file() and not is_junk(path.name)
