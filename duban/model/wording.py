"""templates/wording.yaml: the words by which a check tells what a text claims; in doubt a text claims nothing."""

import re
from functools import cached_property
from typing import Annotated

from pydantic import Field

from duban.model.typed import Model

WordList = tuple[Annotated[str, Field(min_length=1)], ...]

_STOPS = r"\s，。；：！？、,.;:!?…（）()“”\"—-"
_CLAUSES = re.compile("[，。；！？,;!?\n]+")
_ENDS = "，。；！？,;!?\n "
_AS_OF = re.compile(
    r"截[至止](?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日|底|末|初|中旬|上旬|下旬)?|\d{1,2} ?[—–~-] ?\d{1,2}月"
)
_NOTHING = "(?!)"


class Wording(Model):
    """Lists of words; with empty lists no text claims anything. A clause is what stands between two stops.

    empty: a text of these alone says nothing.
    unfinished: it is not finished. underway: it is being done, or planned.
    aside: a clause with one of these speaks of another time or of nothing real, so that neither of those counts.
    finished: something is finished. deeds: something was done; so says a figure.
    ahead: a clause with one of these denies or looks ahead, so that neither of those counts.
    whole: all is finished, where nothing or one of `subjects` stands before it in its clause.
    causes: a reason is given.
    """

    empty: WordList = ()
    unfinished: WordList = ()
    underway: WordList = ()
    aside: WordList = ()
    finished: WordList = ()
    deeds: WordList = ()
    ahead: WordList = ()
    whole: WordList = ()
    subjects: WordList = ()
    causes: WordList = ()

    def unfinished_clause(self, text: str) -> str:
        """The clause that says that it is not finished; empty where none does, or where it may mean a part.

        A word of `unfinished` counts in the first clause unless something was finished afterwards, and anywhere where
        nothing was done at all. A word of `underway` counts only in the first clause, where nothing was done at all.
        """
        if not self.mentions_unfinished(text):
            return ""  # nearly always
        first, *others = _clauses(text)
        if any(self._done(self._finished, clause) for clause in others):
            return ""
        if self._open(self._unfinished, first):
            return first
        if self.reports_deed(text):
            return ""
        if self._open(self._underway, first):
            return first
        return next((clause for clause in others if self._open(self._unfinished, clause)), "")

    def completion_clause(self, text: str) -> str:
        """The last clause, where it says that all is finished and nothing before it is said to be open."""
        if not text.rstrip(_ENDS).endswith(self.whole):
            return ""  # nearly always
        *before, last = _clauses(text)
        return last if self._whole.fullmatch(last) and not any(map(self.mentions_unfinished, before)) else ""

    def reports_deed(self, text: str) -> bool:
        """Whether some clause says that anything was done or finished, or how much."""
        return any(self._done(self._deeds, clause) for clause in _clauses(text))

    def mentions_unfinished(self, text: str) -> bool:
        """Whether something, whatever it may be, is said to be unfinished or underway."""
        return bool(self._unfinished.search(text) or self._underway.search(text))

    def denies_or_announces(self, text: str) -> bool:
        """Whether something is denied or announced."""
        return bool(self._ahead.search(text))

    def is_empty_talk(self, text: str) -> bool:
        """Whether there are only words that say nothing."""
        return bool(self._nothing.fullmatch(text))

    def substance(self, text: str) -> str:
        """What is left without stops, words that say nothing, and the day or the months that it is told of."""
        return self._empty.sub("", _AS_OF.sub("", text))

    def is_significant(self, letter: str) -> bool:
        """Whether one character more or less is news: a numeral, 已 or 未."""
        return letter.isnumeric() or letter in self.deeds or letter in self.ahead

    def gives_reason(self, text: str) -> bool:
        """Whether a reason is given; so is taken of every text where no words for it are known."""
        return not self.causes or bool(self._causes.search(text))

    def _open(self, pattern: re.Pattern[str], clause: str) -> bool:
        return bool(pattern.search(clause)) and not self._aside.search(clause)

    def _done(self, pattern: re.Pattern[str], clause: str) -> bool:
        return bool(pattern.search(clause)) and not self._ahead.search(clause)

    @cached_property
    def _empty(self) -> re.Pattern[str]:
        return _one_of(self.empty, f"[{_STOPS}]+|{{}}")

    @cached_property
    def _nothing(self) -> re.Pattern[str]:
        return re.compile(f"(?:{self._empty.pattern})*+")

    @cached_property
    def _unfinished(self) -> re.Pattern[str]:
        return _one_of(self.unfinished, "(?:{})(?!的)")

    @cached_property
    def _underway(self) -> re.Pattern[str]:
        return _one_of(self.underway, "(?:{})(?!的)")

    @cached_property
    def _aside(self) -> re.Pattern[str]:
        return _one_of(self.aside)

    @cached_property
    def _finished(self) -> re.Pattern[str]:
        return _one_of(self.finished)

    @cached_property
    def _deeds(self) -> re.Pattern[str]:
        return _one_of((*self.finished, *self.deeds), r"\d|{}")

    @cached_property
    def _ahead(self) -> re.Pattern[str]:
        return _one_of((*self.ahead, *self.unfinished))

    @cached_property
    def _whole(self) -> re.Pattern[str]:
        return re.compile(f"(?:{_any(self.subjects)})?(?:{_any(self.whole)})")

    @cached_property
    def _causes(self) -> re.Pattern[str]:
        return _one_of(self.causes)


def _clauses(text: str) -> list[str]:
    return [clause for part in _CLAUSES.split(text) if (clause := part.strip())]


def _one_of(words: tuple[str, ...], around: str = "{}") -> re.Pattern[str]:
    return re.compile(around.format(_any(words)))


def _any(words: tuple[str, ...]) -> str:
    """One of the words, the longest first; of no words, nothing matches."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) or _NOTHING
