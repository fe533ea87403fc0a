"""Texts that the program itself wrote into a form, and that an office may reword (templates/texts)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from duban.messages.catalogue import Messages
from duban.model.form_id import FORM_CODE_PATTERN
from duban.text.folding import comparison_key
from duban.workbook.book import PAGE_CODE

_VALUE, _END = "\ue000", "\ue001"
"""Stand for values in a text that is filled with some; no text holds them."""
_NO_LETTERS = re.compile(r"[\W\d_]+")
_NOTES = ("told-note", "told-note-before")
_CHECKS_DONE, _CHECKS_OWING = ("count-done", "count-done-before"), ("count-owing", "count-owing-before")
"""The comments of correction copies and the headers of check columns, and how earlier versions worded them."""
_PAGE_LETTERS = "第页共Pageof"
"""What programs put there by themselves."""


@dataclass(frozen=True)
class OwnTexts:
    """How texts of the program are known again, by all words with which forms are or were issued.

    Attributes:
        code_line: how a form names its code, right or wrong; matched as a whole.
        check_header: what the header of the check column may read; folded, and matched as a whole.
        comment: how the comments of a correction copy begin; LibreOffice saves them without their author.
        page_texts: the letters of what stands at the head or foot of a printed page.
    """

    code_line: re.Pattern[str]
    check_header: re.Pattern[str]
    comment: re.Pattern[str]
    page_texts: frozenset[str]

    @classmethod
    def of(cls, *catalogues: Messages) -> "OwnTexts":
        """The texts of these catalogues."""
        code_lines = (texts.text("form-code", code=_VALUE) for texts in catalogues)
        headers = [comparison_key(texts.text(code)) for texts in catalogues for code in _CHECKS_DONE]
        headers += [comparison_key(texts.text(code, count=_VALUE)) for texts in catalogues for code in _CHECKS_OWING]
        notes = (texts.text(code, label=_VALUE, was=_END, told=[]) for texts in catalogues for code in _NOTES)
        beginnings = [note.partition(_END)[0].strip() for note in notes]
        page_texts = (texts.text(code, code="") for texts in catalogues for code in ("form-footer", "printed-footer"))
        return cls(
            _pattern(code_lines, FORM_CODE_PATTERN),
            _pattern(headers, r"\d+"),
            _pattern(beginnings, ".{1,20}"),
            frozenset(map(_page_letters, page_texts)),
        )

    @property
    def patterns(self) -> tuple[str, ...]:
        """All of it in words."""
        return self.code_line.pattern, self.check_header.pattern, self.comment.pattern, *sorted(self.page_texts)

    def is_code_line(self, text: str) -> bool:
        """Whether a cell says nothing but the code of a form, as forms name it."""
        return self.code_line.fullmatch(text) is not None

    def is_check_header(self, header: str) -> bool:
        """Whether a header is that of the check column."""
        return self.check_header.fullmatch(comparison_key(header)) is not None

    def is_page_text(self, text: str) -> bool:
        """Whether the head or foot of a page says nothing but what forms say there: their code, the page's number."""
        letters = _page_letters(text)
        return letters in self.page_texts or not letters.strip(_PAGE_LETTERS)


def _page_letters(text: str) -> str:
    """The letters of the head or foot of a page, without Excel's codes and the code of a form."""
    return _NO_LETTERS.sub("", re.sub(FORM_CODE_PATTERN, "", PAGE_CODE.sub("", text)))


def _pattern(texts: Iterable[str], value: str) -> re.Pattern[str]:
    """Any of the texts, with a pattern where a value stands; one without words of its own is left out."""
    patterns = [re.escape(text).replace(_VALUE, value) for text in texts if text.strip(_VALUE)]
    return re.compile("|".join(dict.fromkeys(patterns)) or "(?!)")
