"""Made sheets with one thing in them spoiled: a figure, a light, a day, the numbers of a sentence, a chart or a link.

A recount that sees nothing in them compares nothing.
"""

import random
import re
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from datetime import datetime, timedelta

from openpyxl.utils.cell import coordinate_to_tuple, get_column_letter

from tests.recount.known import SYMBOLS
from tests.recount.links import faults_of_sheet
from tests.recount.recounters import recount_sheet
from tests.recount.sheets import Place, ReportSheet, read_book
from tests.recount.timeline import Timeline

LIGHTS = [words[0] for words in SYMBOLS.values()]


def unnoticed(t: Timeline, seed: int, most: int) -> list[str]:
    """What was spoiled of the books of a run and not noticed. most: how many things of each kind of a sheet at most."""
    chance = random.Random(seed)
    found: list[str] = []
    for path in sorted(t.folder.glob("*.xlsx")):
        book = read_book(path)
        for sheet in book:
            for words, spoiled in _spoiled(sheet, chance, most):
                recount_sheet(t, spoiled)
                if not spoiled.faults and not any(True for _ in faults_of_sheet(t, spoiled, book)):
                    found.append(words)
    return found


def _spoiled(sheet: ReportSheet, chance: random.Random, most: int) -> Iterator[tuple[str, ReportSheet]]:
    """The sheet time and again, each time with another thing spoiled, and which."""
    by_kind: dict[str, list[tuple[Place, object]]] = {}
    for place, value in sheet.cells.items():
        if (other := _other(value, chance)) is not None:
            by_kind.setdefault(type(value).__name__, []).append((place, other))
    for places in by_kind.values():
        for place, other in chance.sample(places, min(most, len(places))):
            words = f"{sheet.at(place)}: {sheet.cells[place]!r} → {other!r}"
            yield words, _again(sheet, cells={**sheet.cells, place: other})
    for place in chance.sample(sorted(sheet.links), min(most, len(sheet.links))):
        name, _, cell = sheet.links[place].rpartition("!")
        row, column = coordinate_to_tuple(cell)
        moved = f"{name}!{get_column_letter(column)}{row + 1}"
        yield f"{sheet.at(place)}: → {moved}", _again(sheet, links={**sheet.links, place: moved})
    for number in range(len(sheet.charts)):
        charts = deepcopy(sheet.charts)
        reference = chance.choice(charts[number].series).val.numRef
        reference.f = re.sub(r"\d+$", lambda last: str(int(last[0]) + 1), reference.f)
        yield f"{sheet.name}: {reference.f}", _again(sheet, charts=charts)


def _again(sheet: ReportSheet, **changes: object) -> ReportSheet:
    """The sheet as it was read, but for these changes."""
    return replace(sheet, **{"claims": {}, "faults": [], "figures": 0, **changes})  # type: ignore[arg-type]


def _other(value: object, chance: random.Random) -> object:
    """A value like this one; None where nothing is counted in it."""
    if isinstance(value, datetime):
        return value + timedelta(days=1)
    if isinstance(value, int | float):
        return value + 1
    text = str(value)
    if text[0] in LIGHTS:
        return chance.choice([light for light in LIGHTS if light != text[0]]) + text[1:]
    numbers = list(re.finditer(r"\d+", text))
    if not numbers:
        return None
    number = chance.choice(numbers)
    return f"{text[: number.start()]}{int(number[0]) + 1}{text[number.end() :]}"
