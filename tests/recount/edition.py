"""What the readers of an edition are not shown, as templates/editions.yaml says it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
CHOSEN = ("state",)
"""Roles of answers that are chosen from a list: they are no words of a unit's own."""


@dataclass(frozen=True)
class Edition:
    """An edition. withholds: what it keeps back. words: the roles of answers in words that it shows all the same."""

    name: str = ""
    withholds: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()

    def hides(self, *parts: str) -> bool:
        """Whether it keeps back any of these."""
        return not self.withholds.isdisjoint(parts)

    def hides_answer(self, role: str) -> bool:
        """Whether it shows nothing of what units wrote under a role."""
        is_request = role == "help" and self.hides("coordination")
        return is_request or (self.hides("words") and role not in (*self.words, *CHOSEN))


WHOLE = Edition()
"""What a compile writes."""


@cache
def kinds_with_reports_of_their_own() -> frozenset[str]:
    """The codes of forms whose reports do not say how milestones stand."""
    books = yaml.safe_load((TEMPLATES / "reports/books.yaml").read_text(encoding="utf-8"))
    return frozenset(books["kinds"])


def other_editions() -> Iterator[Edition]:
    """Those that are made on request."""
    typed = yaml.safe_load((TEMPLATES / "editions.yaml").read_text(encoding="utf-8"))["editions"]
    for each in typed[1:]:
        yield Edition(each["name"], frozenset(each["withholds"]), frozenset(each.get("words", ())))
