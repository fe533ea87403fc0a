"""templates/wording.yaml: the words by which a check tells what a text claims; in doubt a text claims nothing."""

import re
from functools import cache
from typing import Annotated

from duban.text.lazy_pattern import lazy_pattern
from duban.validation.declaration import Field
from duban.validation.model import Model

WordList = tuple[Annotated[str, Field(min_length=1)], ...]

_CLAUSE_BREAKS = lazy_pattern("[，。；！？,;!?\n]+")
_CLAUSE_ENDS = "，。；！？,;!?\n "
_AS_OF = lazy_pattern(
    r"截[至止](?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日|底|末|初|中旬|上旬|下旬)?|\d{1,2} ?[—–~-] ?\d{1,2}月"
)
_NOTHING = "(?!)"
_NOT_ATTRIBUTE = "(?:{})(?!的)"
_EMPTY = r"[\s，。；：！？、,.;:!?…（）()“”\"—-]+|{}"
"""Stops and brackets, or one of the words."""


class Wording(Model):
    """Lists of words; with empty lists no text claims anything. A clause is what stands between two stops."""

    empty: WordList = ()
    """A text of these alone says nothing."""
    unfinished: WordList = ()
    """It is not finished."""
    underway: WordList = ()
    """It is being done, or planned."""
    aside: WordList = ()
    """A clause with one of these speaks of another time or of nothing real: no word of the two lists above counts."""
    finished: WordList = ()
    """Something is finished."""
    deeds: WordList = ()
    """Something was done; so says a figure."""
    ahead: WordList = ()
    """A clause with one of these denies or looks ahead: no word of the two lists above counts."""
    whole: WordList = ()
    """All is finished, where nothing or one of `subjects` stands before it in its clause."""
    subjects: WordList = ()
    """What all of it may be called: 任务, 各项工作."""
    causes: WordList = ()
    """A reason is given."""

    def unfinished_clause(self, text: str) -> str:
        """The clause that says that it is not finished; empty where none does, or where it may mean a part.

        A word of `unfinished` counts in the first clause unless something was finished afterwards, and anywhere where
        nothing was done at all. A word of `underway` counts only in the first clause, where nothing was done at all.
        """
        if not self.mentions_unfinished(text):
            return ""  # nearly always
        first, *others = _clauses(text)
        if any(self._is_done(self.finished, clause) for clause in others):
            return ""
        is_open = self._is_open(self.unfinished, first) or (
            self._is_open(self.underway, first) and not self.reports_deed(text)
        )
        if is_open:
            return first
        open_clauses = (clause for clause in others if self._is_open(self.unfinished, clause))
        return "" if self.reports_deed(text) else next(open_clauses, "")

    def completion_clause(self, text: str) -> str:
        """The last clause, where it says that all is finished and nothing before it is said to be open."""
        if not text.rstrip(_CLAUSE_ENDS).endswith(self.whole):
            return ""  # nearly always
        *earlier, last = _clauses(text)
        claims_all = re.fullmatch(f"(?:{_alternatives(self.subjects)})?(?:{_alternatives(self.whole)})", last)
        return last if claims_all and not any(map(self.mentions_unfinished, earlier)) else ""

    def reports_deed(self, text: str) -> bool:
        """Whether some clause says that anything was done or finished, or how much."""
        return any(self._is_done((*self.finished, *self.deeds), clause, r"\d|{}") for clause in _clauses(text))

    def mentions_unfinished(self, text: str) -> bool:
        """Whether something, whatever it may be, is said to be unfinished or underway."""
        return any(_pattern(words, _NOT_ATTRIBUTE).search(text) for words in (self.unfinished, self.underway))

    def denies_or_announces(self, text: str) -> bool:
        """Whether something is denied or announced."""
        return bool(_pattern((*self.ahead, *self.unfinished)).search(text))

    def is_empty_talk(self, text: str) -> bool:
        """Whether there are only words that say nothing."""
        return bool(_pattern(self.empty, f"(?:{_EMPTY})*+").fullmatch(text))

    def substance(self, text: str) -> str:
        """What is left without stops, words that say nothing, and the day or the months that it is told of."""
        return _pattern(self.empty, _EMPTY).sub("", _AS_OF.sub("", text))

    def is_significant(self, letter: str) -> bool:
        """Whether one character more or less is news: a numeral, 已 or 未."""
        return letter.isnumeric() or letter in self.deeds or letter in self.ahead

    def gives_reason(self, text: str) -> bool:
        """Whether a reason is given; so is taken of every text where no words for it are known."""
        return not self.causes or bool(_pattern(self.causes).search(text))

    def _is_open(self, words: WordList, clause: str) -> bool:
        return bool(_pattern(words, _NOT_ATTRIBUTE).search(clause) and not _pattern(self.aside).search(clause))

    def _is_done(self, words: WordList, clause: str, template: str = "{}") -> bool:
        return bool(_pattern(words, template).search(clause)) and not self.denies_or_announces(clause)


def _clauses(text: str) -> list[str]:
    return list(filter(None, map(str.strip, _CLAUSE_BREAKS.split(text))))


@cache
def _pattern(words: WordList, template: str = "{}") -> re.Pattern[str]:
    """One of the words, in place of the braces of a template; of no words, nothing matches."""
    return re.compile(template.format(_alternatives(words)))


def _alternatives(words: WordList) -> str:
    """One of the words as part of a pattern, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or _NOTHING
