"""办公室登记 in the journey: what was decided is known before a return is read, and what waits is written after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from pathlib import Path

from duban.forms import Issue
from duban.journeys.desk import Desk
from duban.model.decision import Left, Proposal, Register, mark_of
from duban.model.finding import InputError
from duban.model.status import Situation
from duban.register.decided import Decided, astray, decided
from duban.register.offers import offers
from duban.register.table import register
from duban.store.files import digest
from duban.store.ledger import Kept
from duban.store.register_file import load, renewed
from duban.workspace.workspace import all_wrong
from duban.writers.xlsx import write


@dataclass(frozen=True)
class Decisions:
    """What the office decided. register: of every period that is looked at. left: the desk's own workbook."""

    register: Register
    left: Left
    own: Decided


def decisions(desk: Desk, files: Sequence[Path], kept: Mapping[str, Sequence[Kept]]) -> Decisions:
    """The decisions of the desk's period, of those before it, and of the kinds beside. Raises InputError.

    files: what was handed in. kept: the ledger's returns, by period code.
    """
    found: list[tuple[Left, Decided]] = []

    def take(each: Desk) -> None:
        own = each is desk
        told = "" if own else f"{each.folder.name}/{each.workspace.register_layout.file}"
        left = load(_file(each), each.workspace.register_layout, told)
        named = _Named(files if own else (), kept.get(each.period.code, ()))
        layout, directory = each.workspace.register_layout, each.directory
        found.append((left, decided(left, layout, directory, lambda unit: _code(each, unit), named)))

    all_wrong(*(lambda each=each: take(each) for each in _desks(desk)))
    left, own = found[0]
    return Decisions(reduce(or_, (each.register for _, each in found)), left, own)


def register_files(
    desk: Desk, situation: Situation, proposals: Mapping[str, Proposal], known: Decisions, kept: Sequence[Kept]
) -> dict[Path, bytes]:
    """The register as it must be now, with the former version where one is replaced; nothing where it says all.

    proposals: by the marks of the files. kept: the ledger's returns of the period. Raises InputError where she
    typed the hash of no file.
    """
    layout = desk.workspace.register_layout
    marks = {mark_of(receipt.digest) for receipt in situation.receipts} | {each.mark for each in kept}
    if wrong := astray(known.own, marks):
        raise InputError(wrong)
    units = [unit.name for unit in situation.split.units]
    book = register(layout, offers(situation, proposals), known.left, units)
    return renewed(_place(desk), layout, write(book, desk.workspace.look), _former(desk))


def _desks(desk: Desk) -> Iterator[Desk]:
    """The desk, and those of the periods whose returns it looks at, wherever its own products go."""
    yield desk
    for period in desk.series.before(desk.period):
        yield replace(desk, period=period, out=None)
    for series in desk.beside:
        for period in series.periods:
            yield replace(desk, series=series, period=period, out=None)


def _place(desk: Desk) -> Path:
    """Where the register is written: apart, when the products are."""
    return (desk.out or desk.folder) / desk.workspace.register_layout.file


def _file(desk: Desk) -> Path:
    """Where it is read: a rehearsal begins with what was decided in the period's own."""
    name = desk.workspace.register_layout.file
    return _place(desk) if _place(desk).is_file() else desk.folder / name


def _former(desk: Desk) -> Path:
    return desk.own_ledger.folder / "登记" / desk.folder.name


def _code(desk: Desk, unit: str) -> str:
    """The code of a unit's form of the period; empty where it gets none."""
    snapshot = desk.snapshot
    known = next((each for each in snapshot.split.units if each.code == unit), None)
    return Issue(snapshot, snapshot.digest(), desk.workspace.texts).seal(known).code if known else ""


@dataclass(frozen=True)
class _Named:
    """The marks of the files that are called so; files are hashed only when asked for by name."""

    files: Sequence[Path]
    kept: Sequence[Kept]

    def __call__(self, name: str) -> set[str]:
        name = name.replace("\\", "/").rpartition("/")[2]
        marks = {mark_of(digest(path.read_bytes())) for path in self.files if path.name == name}
        return marks | {each.mark for each in self.kept if each.name == name}
