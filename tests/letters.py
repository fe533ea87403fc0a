"""Shipped letters in Word, filled as `duban notice` fills them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from duban.formats.document_template import open_document_template
from duban.model.letter_kind import LetterKinds
from duban.reports.letters import Letter
from duban.reports.letters.list_room import list_room
from duban.workspace.workspace import open_workspace
from duban.writers.docx import fill_document

ROOT = Path(__file__).parents[1]
TEMPLATES = ROOT / "templates"


@cache
def letter_kinds() -> LetterKinds:
    return open_workspace(ROOT / "config.yaml", "taishan-2022").letter_kinds


@cache
def template_parts(kind: str) -> Mapping[str, bytes]:
    return open_document_template((TEMPLATES / f"notices/{kind}.docx").read_bytes())


def letter_facts(kind: str, letter: Letter, *checked: str) -> Mapping[str, Any]:
    """All that its template may speak of; checked: the names of units that confirmed what is said of them."""
    room = list_room(letter_kinds().kinds[kind].lines, letter.facts)
    return {**letter.facts, "room": room, "checked": list(checked), "is_checked": bool(checked)}


def document(kind: str, letter: Letter, *checked: str) -> bytes:
    """A letter; checked: the names of units that confirmed what is said of them."""
    return fill_document(template_parts(kind), letter_facts(kind, letter, *checked), f"{kind}.docx")
