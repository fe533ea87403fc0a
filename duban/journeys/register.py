"""办公室登记 in a journey: read before any return is, and written again with what waits for a decision."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

from duban.formats.file_content import FileRef, read_file
from duban.formats.opened_file import UnreadableFile
from duban.forms import FormBatch
from duban.journeys.context import Context
from duban.journeys.inbox import Inbox
from duban.journeys.register_workbook import (
    lock_beside,
    parsed_contents,
    read_register,
    register_bytes,
    register_update,
    with_former_folder,
)
from duban.messages.finding import Finding, InputError, Place
from duban.model.decision import Decisions, merged_decisions
from duban.model.form_id import FormId
from duban.model.status import Status
from duban.model.verdict import Light
from duban.register.contents import RegisterContents
from duban.register.obedience import contradictory_decisions, decisions_with, unanswered_decisions
from duban.register.parse_decisions import parse_register
from duban.register.parsed_register import ParsedRegister
from duban.register.questions import open_questions
from duban.register.register_book import design_register
from duban.register.sheet_rules import Effect, RegisterCase
from duban.register.typed_rows import Lookups
from duban.reports.rulings import reasons_of_lights
from duban.store.ledger import REGISTERS_FOLDER, KeptOriginal
from duban.text.file_names import safe_file_name
from duban.text.folding import comparison_key
from duban.text.hashes import sha256_hex, short_hash
from duban.value_object import ValueObject, field, replace


class LoadedRegister(ValueObject):
    """The registers of a period and of those that it looks at, as they were read."""

    decisions_by_scope: Mapping[str, Decisions]
    """Codes of period and form kind with a slash between → what counts of its register, of all that are looked at."""
    contents: RegisterContents
    """The workbook of the period itself."""
    parsed: ParsedRegister
    """What is decided in it."""
    own_bytes: bytes = b""
    """The register that this run will write again, as it was read; empty where there was none."""
    parsed_by_scope: Mapping[tuple[str, str], tuple[str, ParsedRegister]] = field(default_factory=dict)
    """Codes of the period and of the form kind → that register's name, and what is decided in it."""

    @property
    def decisions(self) -> Decisions:
        """Those of all these registers."""
        return merged_decisions(self.decisions_by_scope)

    def decisions_looked_at(self, context: Context) -> Decisions:
        """Those that a run of the context would look at, if these registers are all of its form kind and more."""
        scopes = {register_scope(looked_at) for looked_at in _contexts_looked_at(context)}
        return merged_decisions({scope: own for scope, own in self.decisions_by_scope.items() if scope in scopes})


def register_scope(context: Context) -> str:
    """By which 日志 knows the register of a context: the codes of its period and form kind."""
    return f"{context.period.code}/{context.layout.code}"


def load_decisions(
    context: Context,
    files: Sequence[Path],
    originals_by_period: Mapping[str, Sequence[KeptOriginal]],
    *,
    own_only: bool = False,
) -> LoadedRegister:
    """The decisions of the context's period, of those before it, and of the kinds of form that it looks at.

    Args:
        context: the form kind and the period.
        files: those that this run reads: a row of the register may name one instead of its hash.
        originals_by_period: the ledger's returns, by period code.
        own_only: of the context's period alone.

    Raises:
        InputError: with the slips in all of these registers.
    """
    own_bytes = register_bytes(register_path(context))
    contents: list[RegisterContents] = []
    parsed_by_scope: dict[tuple[str, str], tuple[str, ParsedRegister]] = {}
    decisions_by_scope: dict[str, Decisions] = {}
    mistakes: list[Finding] = []
    for looked_at in _contexts_looked_at(context, own_only=own_only):
        is_own = looked_at is context
        originals = originals_by_period.get(looked_at.period.code, ())
        try:
            register, parsed = _load_register(looked_at, files if is_own else (), originals, is_own=is_own)
        except InputError as error:
            mistakes += error.findings
            continue
        contents.append(register)
        decisions = parsed.decisions.without_versions(_hashes_of_other_periods(looked_at, originals_by_period))
        decisions_by_scope[register_scope(looked_at)] = decisions
        scope = looked_at.period.code, looked_at.layout.code
        parsed_by_scope[scope] = _display_name(looked_at, is_own=is_own), parsed
    if mistakes:
        raise InputError(mistakes)
    _, own_parsed = parsed_by_scope[context.period.code, context.layout.code]
    return LoadedRegister(decisions_by_scope, contents[0], own_parsed, own_bytes, parsed_by_scope)


def reread_register(context: Context, loaded: LoadedRegister) -> tuple[LoadedRegister, tuple[Finding, ...]]:
    """The register with what somebody saved since it was read, and that this run did not obey it.

    Args:
        context: the form kind and the period.
        loaded: the register as it was read.

    Raises:
        InputError: it cannot be read any more.
    """
    path, layout = register_path(context), context.register_layout
    new_bytes = register_bytes(path)
    if new_bytes == loaded.own_bytes:
        return loaded, ()
    note = Finding("register-saved-meanwhile", Place(layout.file), {"is_missing": not new_bytes})
    contents = parsed_contents(new_bytes, layout, layout.file) if new_bytes else loaded.contents
    return replace(loaded, own_bytes=new_bytes, contents=contents), (note,)


def _hashes_of_other_periods(
    context: Context, originals_by_period: Mapping[str, Sequence[KeptOriginal]]
) -> frozenset[str]:
    """Of returns that other periods keep and this one does not: a copy of one that lies here has no say about them."""
    hashes = {
        period: frozenset(original.short_hash for original in originals)
        for period, originals in originals_by_period.items()
    }
    return frozenset[str]().union(*hashes.values()) - hashes.get(context.period.code, frozenset())


class RegisterUpdate(ValueObject):
    """What a run writes into the register of its period."""

    files: Mapping[Path, bytes]
    """The register, and its former version for the archive; none where it says all already."""
    new_rows: Mapping[str, int]
    """Name of a sheet → how many rows are added to it."""


def update_register(
    context: Context,
    status: Status,
    inbox: Inbox,
    loaded: LoadedRegister,
    originals_by_period: Mapping[str, Sequence[KeptOriginal]],
) -> RegisterUpdate:
    """The register as it must be now.

    Args:
        context: the form kind and the period.
        status: what came in, and what became of it.
        inbox: what was handed in, some of it with a guess whose it is.
        loaded: the register as it was read.
        originals_by_period: the ledger's returns, by period code.

    Raises:
        InputError: the clerk typed the hash of no file.
    """
    layout = context.register_layout
    known_hashes = {short_hash(return_.digest) for return_ in status.returns}
    known_hashes |= {original.short_hash for original in originals_by_period[context.period.code]}
    reasons = reasons_of_lights(status) if context.is_reported_by_light else {}
    case = RegisterCase(status, inbox.owner_guesses, known_hashes, reasons, layout.everyone)
    if findings := tuple(contradictory_decisions(loaded.parsed, case)):
        raise InputError(findings)
    unit_names, light_names = [unit.name for unit in status.assignment.units], list(_light_names(context).values())
    names = unit_names, light_names, case.shared_tasks
    design = design_register(layout, open_questions(case), loaded.contents, *names)
    styles = context.workspace.resolved_styles
    files = register_update(register_path(context), design, styles, archive_folder(context), loaded.own_bytes)
    return RegisterUpdate(files, design.new_rows)


def register_findings(
    context: Context, loaded: LoadedRegister, status: Status, *, whole_folder: bool
) -> tuple[Finding, ...]:
    """What the clerk wrote into the register of the period and what had no effect in this run, saved or not.

    Args:
        context: the form kind and the period.
        loaded: the register as it was read.
        status: what came in, and what became of it.
        whole_folder: all returns of the period were looked at, so what is not among them is gone.
    """
    case = RegisterCase(status)
    findings = [*unanswered_decisions(loaded.parsed, case)]
    if lock := lock_beside(register_path(context)):
        findings.insert(0, Finding("register-open", Place(context.register_layout.file), {"lock": lock}))
    unseen = [*decisions_with(Effect.WAITING, loaded.parsed, case)] if whole_folder else []
    if unseen:
        findings.append(Finding("register-files-unseen", unseen[0].place, {"count": len(unseen)}))
    return tuple(findings)


def _contexts_looked_at(context: Context, *, own_only: bool = False) -> Iterator[Context]:
    """The context, and those of the periods whose returns it looks at, wherever its own products go."""
    yield context
    if own_only:
        return
    for period in context.series.earlier_periods(context.period):
        yield replace(context, period=period, out=None)
    for series in context.related_series:
        for period in series.periods:
            yield replace(context, series=series, period=period, out=None)


def _load_register(
    context: Context, files: Sequence[Path], originals: Sequence[KeptOriginal], *, is_own: bool
) -> tuple[RegisterContents, ParsedRegister]:
    """The register of one period; is_own: of the period that is worked on.

    A rehearsal begins with what was decided in the period's own, which counts whatever stands in the rehearsal's.
    """
    layout = context.register_layout
    lookups = Lookups(
        context.directory,
        partial(_form_code_of, context),
        partial(_hashes_of_name, files, originals),
        lambda: context.assignment,
        _light_names(context),
    )
    name = _display_name(context, is_own=is_own)
    parsed, contents = ParsedRegister(), RegisterContents()
    for path in dict.fromkeys((register_path(context), context.period_folder / layout.file)):
        try:
            register = read_register(path, layout, name)
        except InputError as error:
            raise with_former_folder(error, archive_folder(context)) from error
        parsed |= parse_register(register, layout, lookups)
        contents = contents if contents.file_name else register
    return contents, parsed


def _light_names(context: Context) -> Mapping[Light, str]:
    """What the office calls the lights that can be ruled: nobody rules that he does not know."""
    words = context.workspace.light_rules.lights
    return {light: word.name for light, word in words.items() if light is not Light.GREY}


def _display_name(context: Context, *, is_own: bool) -> str:
    """What people call a register; that of the period that is worked on by its bare name."""
    file = context.register_layout.file
    return file if is_own else f"{context.period_folder.name}/{file}"


def archive_folder(context: Context) -> Path:
    """Where the period's registers are kept as they were when they were obeyed or replaced."""
    return context.run_ledger.folder / REGISTERS_FOLDER / context.period_folder.name


def _form_code_of(context: Context, unit_code: str, proposed: FormId | None) -> str:
    """The code of a unit's form: of the batch that was proposed, else of the period; empty where it gets none."""
    if proposed:
        return context.form_key.sign(replace(proposed, unit=unit_code)).code
    snapshot = context.snapshot
    if all(unit.code != unit_code for unit in snapshot.assignment.units):
        return ""
    batch = FormBatch(snapshot, snapshot.digest, context.workspace.messages, key=context.form_key)
    return batch.form_id(snapshot.unit(unit_code)).code


def _hashes_of_name(files: Sequence[Path], originals: Sequence[KeptOriginal], file_name: str) -> set[str]:
    """The short hashes of the files of a name; files are hashed only when one is named."""
    name = file_name.replace("\\", "/").rpartition("/")[2]
    hashes = set(_hashes_of_files(files, name))
    return hashes | {original.short_hash for original in originals if _is_called(original.name, name)}


def _is_called(file_name: str, name: str) -> bool:
    """Whether a file has a name that a person typed: case, width and blanks aside, and the ending may be left out."""
    wanted, whole = comparison_key(name).casefold(), comparison_key(file_name).casefold()
    return wanted in {whole, whole.rpartition(".")[0]} - {""}


def _hashes_of_files(files: Iterable[Path], name: str) -> Iterator[str]:
    """The short hashes of the files of a name; one that cannot be read has none, and its reading will say so."""
    for file_ref in map(FileRef, files):
        if _is_called(file_ref.name, name):
            with suppress(OSError, UnreadableFile):
                yield short_hash(sha256_hex(read_file(file_ref.path)))


def register_path(context: Context) -> Path:
    """Where the register is written: apart, when the products are."""
    return (context.out or context.period_folder) / safe_file_name(context.register_layout.file)
