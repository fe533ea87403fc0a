"""The office's template of a letter in Word, found harmless, and what fills it."""

from collections.abc import Callable, Mapping

from duban.formats.document_template import open_document_template
from duban.formats.opened_file import UnreadableFile
from duban.messages.finding import Finding, InputError, Place
from duban.workspace.workspace import Workspace
from duban.writers.docx import fill_document

_UNSAFE = "unsafe-content"


def letter_filler(workspace: Workspace, key: str) -> Callable[[Mapping[str, object] | None], bytes]:
    """What makes a letter of a kind from its facts; without facts it only asks whether any could fill the template.

    Raises:
        InputError: its template cannot be read, or is not harmless.
    """
    data, file = workspace.document_template(key)
    try:
        parts = open_document_template(data)
    except UnreadableFile as error:
        code = "document-unsafe" if error.code == _UNSAFE else "document-damaged"
        raise InputError([Finding(code, Place(file), {"part": error.facts.get("part", "")})]) from error
    return lambda facts: fill_document(parts, facts, file, workspace.own_words)


def proofread_letter(workspace: Workspace, key: str) -> None:
    """Raise InputError where a template could not be filled, whatever the facts."""
    letter_filler(workspace, key)(None)
