"""`duban notice`: letters in Word, each from the office's own template and what is known of a compiled period."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

from duban.journeys.context import Context
from duban.journeys.letter_template import letter_filler
from duban.journeys.publication import Publication, Published, Request, open_publication
from duban.messages.finding import Finding, InputError, Place
from duban.messages.text_template import render_text
from duban.model.edition import Edition
from duban.model.run_entry import RunCommand
from duban.model.unit import Unit
from duban.reports.check_back import statements_by_unit
from duban.reports.letters import LETTERS, Letter
from duban.reports.letters.list_room import list_room
from duban.store.journal import lies_beside
from duban.store.own_files import own_file_bytes
from duban.text.display import join_list
from duban.text.file_names import safe_file_name
from duban.text.personal_numbers import masked_number, personal_numbers
from duban.validation.writing import model_json
from duban.value_object import ValueObject
from duban.workspace.names import display_path
from duban.workspace.workspace import Workspace


class LetterChoice(ValueObject):
    """Which letters are wanted.

    Attributes:
        kinds: their names; the word for all of them stands for those that are not made by name alone.
        units: names of units: letters to others are left out. Empty: none is.
        checked: names of units that confirmed what is said of them, or the word for all.
    """

    kinds: Sequence[str]
    units: Sequence[str] = ()
    checked: Sequence[str] = ()


def publish_letters(context: Context, request: Request, choice: LetterChoice) -> Published:
    """Write the letters that are wanted and that there is cause for.

    Args:
        context: of the form kind, opened for any period and day.
        request: of which period, day and edition.
        choice: which letters.

    Raises:
        InputError: there is none, or nothing could be written.
    """
    keys = _wanted_kinds(context.workspace, choice.kinds)
    readers = _units_named(context, choice.units)
    checked = _units_named(context, choice.checked)
    with open_publication(context, request) as publication:
        _refuse_edition_without_lights(publication.edition)
        outputs: dict[Path, bytes] = {}
        findings: list[Finding] = []
        for key in keys:
            fill = letter_filler(context.workspace, key)
            for letter in _letters(publication, key, readers):
                path = _path(publication, key, letter)
                room = list_room(context.workspace.letter_kinds.kinds[key].lines, letter.facts)
                outputs[path] = fill({**letter.facts, "room": room, **_checked_facts(letter, checked)})
                findings.extend(_numbers_of_persons(publication, path, letter))
        former = [] if readers else _former_letters(publication, keys, outputs)
        if not outputs and not former:
            raise InputError([Finding("letter-none", Place(join_list(choice.kinds)))])
        findings.extend(_unchecked(publication, keys, checked))
        return publication.publish(RunCommand.NOTICE, outputs, tuple(findings), former)


def _refuse_edition_without_lights(edition: Edition) -> None:
    """Raise InputError for readers who are not to know what is late: letters speak of nothing else."""
    if not edition.shows("lights"):
        raise InputError([Finding("letter-edition", Place(edition.name))])


def _letters(publication: Publication, key: str, readers: Sequence[Unit]) -> Iterator[Letter]:
    """All letters of a kind that there is cause for; to these units alone, where there are any."""
    kind, codes = publication.context.workspace.letter_kinds.kinds[key], {unit.code for unit in readers}
    if publication.context.is_reported_by_light or not kind.by_light:
        for letter in LETTERS[key](publication.status):
            if letter.unit is None or not codes or letter.unit.code in codes:
                yield letter


def _checked_facts(letter: Letter, checked: Sequence[Unit]) -> dict[str, object]:
    """`checked`: the names of the units that confirmed what is said of them; `is_checked`: whether its own unit did."""
    is_checked = letter.unit is not None and letter.unit.code in {unit.code for unit in checked}
    return {"checked": [unit.name for unit in checked], "is_checked": is_checked}


def _wanted_kinds(workspace: Workspace, names: Sequence[str]) -> list[str]:
    """The keys of the kinds that are called so. Raises InputError with every name that none has."""
    kinds, everything = workspace.letter_kinds.kinds, workspace.messages.text("letters-all")
    choices = [*(kind.name for kind in kinds.values()), everything]
    if unknown := [name for name in names if name not in choices]:
        raise InputError([Finding("letter-unknown", Place(name), {"known": join_list(choices)}) for name in unknown])
    is_all = everything in names
    return [key for key, kind in kinds.items() if kind.name in names or (is_all and not kind.only_by_name)]


def _units_named(context: Context, names: Iterable[str]) -> list[Unit]:
    """The units of these names; all of the plan's for the word that says so. Raises InputError for unknown names."""
    directory = context.assignment.directory
    if context.workspace.messages.text("letters-all") in names:
        return list(directory.units)
    units = {name: directory.find_unit(name) for name in names}
    if unknown := [name for name, unit in units.items() if unit is None]:
        choices = join_list(unit.name for unit in directory.units)
        raise InputError([Finding("letter-unit", Place(name), {"known": choices}) for name in unknown])
    return [unit for unit in units.values() if unit is not None]


def _former_letters(publication: Publication, keys: Iterable[str], outputs: Collection[Path]) -> list[Path]:
    """Letters to units of these kinds that an earlier run wrote, that nobody edited and that have no cause now."""
    log = publication.turn.log
    present = [path for key in keys for path in sorted(_folder(publication, key).glob("*.docx"))]
    unneeded = [path for path in present if path not in outputs and lies_beside(log.ledger, path)]
    return [path for path in unneeded if log.is_as_published(path, own_file_bytes(path))]


def _folder(publication: Publication, key: str) -> Path:
    """Where the letters to units of a kind lie."""
    context = publication.context
    name = context.workspace.letter_kinds.kinds[key].name
    return publication.folder / context.file_name("letters-folder") / safe_file_name(name)


def _path(publication: Publication, key: str, letter: Letter) -> Path:
    status, kind = publication.status, publication.context.workspace.letter_kinds.kinds[key]
    folder = _folder(publication, key)
    facts = {name: getattr(status, name) for name in ("plan", "cycle", "period", "as_of")}
    name = render_text(kind.file, **facts, unit=letter.unit, part=letter.part)
    return (folder if letter.unit else folder.parent) / safe_file_name(f"{name}.docx")


def _numbers_of_persons(publication: Publication, path: Path, letter: Letter) -> Iterator[Finding]:
    """That a letter says numbers of persons that units typed: nothing masks them where all may be shown."""
    plan, directory = publication.context.plan, publication.context.assignment.directory
    if numbers := [number for text in _texts(letter.facts) for number in personal_numbers(text)]:
        printed = f"{model_json(plan)} {model_json(directory)}"
        masked = dict.fromkeys(masked_number(number) for number in numbers if number not in printed)
        if masked:
            yield Finding("letter-persons", Place(display_path(path)), {"numbers": list(masked)})


def _texts(facts: object) -> Iterator[str]:
    """All texts in the facts of a letter, however deep."""
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, Mapping):
        yield from chain.from_iterable(map(_texts, facts.values()))
    elif isinstance(facts, list | tuple):
        yield from chain.from_iterable(map(_texts, facts))


def _unchecked(publication: Publication, keys: Iterable[str], checked: Sequence[Unit]) -> Iterator[Finding]:
    """That units have not confirmed what the letters say of them."""
    kinds = publication.context.workspace.letter_kinds.kinds
    confirmed = {unit.code for unit in checked}
    named = (unit for unit, _ in statements_by_unit(publication.standing.status).values())
    missing = [unit.name for unit in named if unit.code not in confirmed]
    if missing and any(kinds[key].names_units for key in keys):
        place = Place(display_path(publication.folder))
        yield Finding("letter-unchecked", place, {"units": missing, "all": len(missing)})
