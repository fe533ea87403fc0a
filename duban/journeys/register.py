"""办公室登记 in the journey: what was decided is known before a return is read, and what waits is written after."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from operator import or_
from pathlib import Path

from duban.forms import FormBatch
from duban.journeys.context import Context
from duban.messages.finding import InputError
from duban.model.decision import Decisions, OwnerGuess, RegisterContents, short_hash
from duban.model.status import Status
from duban.register.decided import ParsedRegister, parse_register, unknown_hash_findings
from duban.register.offers import open_questions
from duban.register.table import design_register
from duban.store.files import sha256_hex
from duban.store.ledger import KeptOriginal
from duban.store.register_file import read_register, register_update
from duban.workspace.workspace import raise_all_mistakes
from duban.writers.xlsx import write_workbook


@dataclass(frozen=True)
class LoadedRegister:
    """What the office decided. register: of every period that is looked at. left: the desk's own workbook."""

    decisions: Decisions
    contents: RegisterContents
    parsed: ParsedRegister


def load_decisions(
    desk: Context, files: Sequence[Path], ledger_returns: Mapping[str, Sequence[KeptOriginal]]
) -> LoadedRegister:
    """The decisions of the desk's period, of those before it, and of the kinds beside. Raises InputError.

    files: what was handed in. kept: the ledger's returns, by period code.
    """
    found: list[tuple[RegisterContents, ParsedRegister]] = []

    def take(each: Context) -> None:
        own = each is desk
        told = "" if own else f"{each.period_folder.name}/{each.workspace.register_layout.file}"
        left = read_register(_file(each), each.workspace.register_layout, told)
        named = _Named(files if own else (), ledger_returns.get(each.period.code, ()))
        layout, directory = each.workspace.register_layout, each.directory
        found.append((left, parse_register(left, layout, directory, lambda unit: _code(each, unit), named)))

    raise_all_mistakes(*(lambda each=each: take(each) for each in _desks(desk)))
    left, own = found[0]
    return LoadedRegister(reduce(or_, (each.decisions for _, each in found)), left, own)


def register_files(
    desk: Context,
    situation: Status,
    owner_guesses: Mapping[str, OwnerGuess],
    loaded: LoadedRegister,
    ledger_returns: Sequence[KeptOriginal],
) -> dict[Path, bytes]:
    """The register as it must be now, with the former version where one is replaced; nothing where it says all.

    proposals: by the marks of the files. kept: the ledger's returns of the period. Raises InputError where she
    typed the hash of no file.
    """
    layout = desk.workspace.register_layout
    marks = {short_hash(receipt.digest) for receipt in situation.returns} | {each.short_hash for each in ledger_returns}
    if wrong := unknown_hash_findings(loaded.parsed, marks):
        raise InputError(wrong)
    units = [unit.name for unit in situation.assignment.units]
    book = design_register(layout, open_questions(situation, owner_guesses), loaded.contents, units)
    return register_update(_place(desk), layout, write_workbook(book, desk.workspace.look), _former(desk))


def _desks(desk: Context) -> Iterator[Context]:
    """The desk, and those of the periods whose returns it looks at, wherever its own products go."""
    yield desk
    for period in desk.series.earlier_periods(desk.period):
        yield replace(desk, period=period, out=None)
    for series in desk.related_series:
        for period in series.periods:
            yield replace(desk, series=series, period=period, out=None)


def _place(desk: Context) -> Path:
    """Where the register is written: apart, when the products are."""
    return (desk.out or desk.period_folder) / desk.workspace.register_layout.file


def _file(desk: Context) -> Path:
    """Where it is read: a rehearsal begins with what was decided in the period's own."""
    name = desk.workspace.register_layout.file
    return _place(desk) if _place(desk).is_file() else desk.period_folder / name


def _former(desk: Context) -> Path:
    return desk.run_ledger.folder / "登记" / desk.period_folder.name


def _code(desk: Context, unit: str) -> str:
    """The code of a unit's form of the period; empty where it gets none."""
    snapshot = desk.snapshot
    known = next((each for each in snapshot.assignment.units if each.code == unit), None)
    return FormBatch(snapshot, snapshot.digest(), desk.workspace.messages).form_id(known).code if known else ""


@dataclass(frozen=True)
class _Named:
    """The marks of the files that are called so; files are hashed only when asked for by name."""

    files: Sequence[Path]
    kept: Sequence[KeptOriginal]

    def __call__(self, name: str) -> set[str]:
        name = name.replace("\\", "/").rpartition("/")[2]
        marks = {short_hash(sha256_hex(path.read_bytes())) for path in self.files if path.name == name}
        return marks | {each.short_hash for each in self.kept if each.name == name}
