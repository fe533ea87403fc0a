"""办公室登记 of a period: read before the returns are, and brought up to date when they have been settled."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
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
        return load(path, self.desk.workspace.register_layout, shown(path))

    def _decided(self, path: Path, left: Left) -> Decided:
        desk = self.desk
        period = desk.series.period(path.parent.name.removesuffix(f"-{desk.layout.name}")) or desk.period

        def code_of(unit: str) -> str:
            """Of its form in the period of that register; worked out only where she names a unit herself."""
            issue = Issue(
                snapshot := desk.issuer.snapshot(desk.series, period), snapshot.digest(), desk.workspace.texts
            )
            return issue.seal(snapshot.unit(unit)).code if unit in snapshot.split.tasks else ""

        return decided(left, desk.workspace.register_layout, desk.directory, code_of, self._named)

    def _named(self, name: str) -> Collection[str]:
        """The marks of all files of this name, in this run and in the ledger."""
        given = [mark_of(digest(path.read_bytes())) for path in self.files if path.name == name]
        kept = (each for period in self.desk.series.periods for each in self.desk.ledger.kept(period.code))
        return [*given, *(each.mark for each in kept if each.name == name)]
