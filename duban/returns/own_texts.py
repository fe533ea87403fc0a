"""Texts that the program itself wrote into a form, and that an office may reword (templates/texts)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from duban.messages.catalogue import Messages
from duban.text.folding import comparison_key

_VALUE, _END = "\ue000", "\ue001"
"""Stand for values in a text that is filled with some; no text holds them."""


@dataclass(frozen=True)
class OwnTexts:
    """How texts of the program are known again, by all words with which forms are or were issued.

    Attributes:
        check_header: what the header of the check column may read; folded, and matched as a whole.
        comment: how the comments of a correction copy begin; LibreOffice saves them without their author.
    """

    check_header: re.Pattern[str]
    comment: re.Pattern[str]

    @classmethod
    def of(cls, *catalogues: Messages) -> "OwnTexts":
        """The texts of these catalogues."""
        headers = [comparison_key(texts.text("count-done")) for texts in catalogues]
        headers += [comparison_key(texts.text("count-owing", count=_VALUE)) for texts in catalogues]
        notes = (texts.text("told-note", label=_VALUE, was=_END, told=[]) for texts in catalogues)
        beginnings = [note.partition(_END)[0].strip() for note in notes]
        return cls(_pattern(headers, r"\d+"), _pattern(beginnings, ".{1,20}"))

    @property
    def patterns(self) -> tuple[str, str]:
        """All of it in words."""
        return self.check_header.pattern, self.comment.pattern

    def is_check_header(self, header: str) -> bool:
        """Whether a header is that of the check column."""
        return self.check_header.fullmatch(comparison_key(header)) is not None


def _pattern(texts: Iterable[str], value: str) -> re.Pattern[str]:
    """Any of the texts, with a pattern where a value stands; one without words of its own is left out."""
    patterns = [re.escape(text).replace(_VALUE, value) for text in texts if text.strip(_VALUE)]
    return re.compile("|".join(dict.fromkeys(patterns)) or "(?!)")
