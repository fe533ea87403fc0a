"""Doubts about editions.yaml: for whom reports are made."""

from collections.abc import Collection, Iterator

from duban.messages.finding import UnplacedFinding
from duban.model.edition import Editions
from duban.proofreading.templates import duplicate_names, unknown_name


def edition_errors(editions: Editions, sheets: Collection[str]) -> Iterator[UnplacedFinding]:
    """A first edition that keeps anything back, two of one name, and sheets that there are not.

    Args:
        editions: as typed.
        sheets: names of all report sheets.
    """
    if editions.whole.withholds or editions.whole.only:
        yield UnplacedFinding("edition-first", ("editions", 0, "withholds"), {"edition": editions.whole.name})
    names = [(("editions", index, "name"), one.name) for index, one in enumerate(editions.editions)]
    yield from duplicate_names(names)
    for index, edition in enumerate(editions.editions):
        for number, name in enumerate(edition.only):
            yield from unknown_name(("editions", index, "only", number), name, sheets)
        for name in filter(None, edition.sheets.values()):
            yield from unknown_name(("editions", index, "sheets"), name, sheets)
