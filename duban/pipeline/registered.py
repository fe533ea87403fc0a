"""办公室登记 of a period: read before the returns are, and brought up to date when they have been settled."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from duban.forms import Issue
from duban.intake.decisions import Decided, astray, decided
from duban.io.files import digest
from duban.io.ledger import mark_of
from duban.io.names import shown
from duban.io.register import load, renewed
from duban.io.xlsx import write
from duban.model.finding import InputError
from duban.model.register import Left, Proposal, Register
from duban.model.situation import Situation
from duban.model.unit import Unit
from duban.pipeline.desk import Desk
from duban.reports.offers import offers
from duban.reports.register import register


@dataclass(frozen=True)
class Registered:
    """The registers of a plan. files: what is handed in to this run."""

    desk: Desk
    files: tuple[Path, ...] = ()

    @cached_property
    def decisions(self) -> Register:
        """What the clerk decided in any period: a mark is one content, whenever it came. Raises InputError."""
        found = Register()
        for path in sorted(self.desk.workspace.output.glob(f"*/{self._path.name}")):
            if path != self._path:
                found |= self._decided(path, self._load(path)).register
        return found | self._own.register

    def check(self, marks: Collection[str]) -> None:
        """Tell of hashes that she typed and that no file has. marks: of all files of the period. Raises InputError."""
        with _told_at(self._path):
            if wrong := astray(self._own, marks):
                raise InputError(wrong)

    def renewed(self, situation: Situation, proposals: Mapping[str, Proposal]) -> dict[Path, bytes]:
        """The register as it must be now, with the version that it replaces; nothing where it holds all of that.

        proposals: by the marks of the files.
        """
        desk, layout = self.desk, self.desk.workspace.register_layout
        units = [unit.name for unit in desk.split.units]
        book = register(layout, offers(situation, proposals), self._left, units)
        keep = desk.own_ledger.folder / "登记" / desk.folder.name
        return renewed(self._path, layout, write(book, desk.workspace.look), keep)

    @property
    def _path(self) -> Path:
        return (self.desk.out or self.desk.folder) / self.desk.workspace.register_layout.file

    @cached_property
    def _left(self) -> Left:
        return self._load(self._path)

    @cached_property
    def _own(self) -> Decided:
        return self._decided(self._path, self._left)

    def _load(self, path: Path) -> Left:
        with _told_at(path):
            return load(path, self.desk.workspace.register_layout)

    def _decided(self, path: Path, left: Left) -> Decided:
        def code_of(unit: Unit) -> str:
            """Of its form in the period of that register."""
            period = self.desk.series.period(path.parent.name.partition("-" + self.desk.layout.name)[0])
            snapshot = self.desk.issuer.snapshot(self.desk.series, period or self.desk.period)
            return Issue(snapshot, snapshot.digest(), self.desk.workspace.texts).seal(unit).code

        with _told_at(path):
            return decided(left, self.desk.workspace.register_layout, self.desk.directory, code_of, self._named)

    def _named(self, name: str) -> Collection[str]:
        """The marks of all files of this name, in this run and in the ledger."""
        given = [mark_of(digest(path.read_bytes())) for path in self.files if path.name == name]
        periods = self.desk.series.periods
        return [*given, *(kept.mark for period in periods for kept in self.desk.ledger.kept(period.code) if kept.name == name)]


@contextmanager
def _told_at(path: Path) -> Iterator[None]:
    """Slips are told at the file's own place: every period has a register of the same name."""
    try:
        yield
    except InputError as error:
        named = (replace(finding, place=finding.place._replace(file=shown(path))) for finding in error.findings)
        raise InputError(named) from error
