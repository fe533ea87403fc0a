"""Texts that the program itself wrote into a form, and that an office may reword (templates/texts)."""

import re
from collections.abc import Iterable, Mapping

from duban.messages.catalogue import Messages
from duban.model.form_id import FORM_CODE_PATTERN
from duban.text.folding import comparison_key
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject
from duban.workbook.book import PAGE_CODE

_VALUE, _END = "\ue000", "\ue001"
"""Stand for values in a text that is filled with some; no text holds them."""
_NO_LETTERS = lazy_pattern(r"[\W\d_]+")
_NOTES = ("told-note", "told-note-before")
_NOTE_FACTS = {"label": _VALUE, "was": _END, "told": []}
_CHECK_HEADERS = ("count-done", "count-owing", "count-done-before", "count-owing-before")
"""The comments of correction copies and the headers of check columns, and how earlier versions worded them."""
_FOOTERS = ("form-footer", "form-footer-before", "printed-footer")
_NOTICE = {"due": _VALUE, "weekday": _VALUE, "to": _VALUE, "number": _VALUE}
_NOTICE_FACTS = [
    {**_NOTICE, "signed_by": signed_by, "contact": contact, "phone": phone}
    for signed_by in (_VALUE, "")
    for contact, phone in ((_VALUE, _VALUE), (_VALUE, ""), ("", ""))
]
"""What a notice may be filled with: not all of it is known of each form."""
_PAGE_LETTERS = "第页共Pageof"
"""What programs put there by themselves."""


class OwnTexts(ValueObject):
    """How texts of the program are known again, by all words with which forms are or were issued.

    Attributes:
        code_line: how earlier forms name their code, right or wrong; matched as a whole.
        notice: what stands under the title of a form; matched as a whole.
        check_header: what the header of the check column may read; folded, and matched as a whole.
        comment: how the comments of a correction copy begin; LibreOffice saves them without their author.
        page_texts: the letters of what stands at the head or foot of a printed page.
    """

    code_line: re.Pattern[str]
    notice: re.Pattern[str]
    check_header: re.Pattern[str]
    comment: re.Pattern[str]
    page_texts: frozenset[str]

    @classmethod
    def of(cls, *catalogues: Messages) -> "OwnTexts":
        """The texts of these catalogues."""
        code_lines = _filled(catalogues, "form-code-before", {"code": _VALUE})
        notices = [
            *(notice for facts in _NOTICE_FACTS for notice in _filled(catalogues, "form-notice", facts)),
            *_filled(catalogues, "form-number", {"number": _VALUE}),
        ]
        headers = [header for code in _CHECK_HEADERS for header in _filled(catalogues, code, {"count": _VALUE})]
        comments = [note for code in _NOTES for note in _filled(catalogues, code, _NOTE_FACTS)]
        page_texts = [text for code in _FOOTERS for text in _filled(catalogues, code, {"code": "", "number": ""})]
        return cls(
            _pattern(code_lines, FORM_CODE_PATTERN),
            _pattern(notices, ".{1,80}"),
            _pattern(map(comparison_key, headers), r"\d+"),
            _pattern((comment.partition(_END)[0].strip() for comment in comments), ".{1,20}"),
            frozenset(map(_page_letters, page_texts)),
        )

    @property
    def patterns(self) -> tuple[str, ...]:
        """All of it in words."""
        patterns = (self.code_line, self.notice, self.check_header, self.comment)
        return (*(pattern.pattern for pattern in patterns), *sorted(self.page_texts))

    def is_under_title(self, text: str) -> bool:
        """Whether a cell says nothing but what forms say under their title, on how many lines ever."""
        line = text.replace("\n", "")
        return any(pattern.fullmatch(line) for pattern in (self.code_line, self.notice))

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


def _filled(catalogues: Iterable[Messages], code: str, facts: Mapping[str, object]) -> list[str]:
    """A text as each of the catalogues words it."""
    return [texts.text(code, **facts) for texts in catalogues]
