"""The dated steps that a text of a plan lists: 一是3月底前…；二是…, 第一季度：…, a line or a sentence for each."""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import pairwise

from duban.text.dates import is_within_day, split_clock
from duban.text.folding import remove_spaces
from duban.text.lazy_pattern import lazy_pattern
from duban.text.lists import bracket_at_end
from duban.text.schedule import DaysByName, ScheduleKind, parse_schedule, split_schedule, unknown_day_name
from duban.value_object import ValueObject

_MARK = (
    r"(?:[一二三四五六七八九十]{1,2}是|[①-⑳]|[（(]\d{1,2}[）)]|\d{1,2}[.．、](?:(?!\d)|(?=\d{1,2}月))|[（(][一二三四五六七八九十]{1,2}[）)]"
    r"|第[一二三四五六七八九十]{1,2}阶段[：:（(]?)"
)
_MARK_AT_HEAD = lazy_pattern(rf"^\s*{_MARK}\s*")
_MARKED = lazy_pattern(rf"(?:^|(?<=[。；;：:\n，,]))\s*(?={_MARK})")
_SENTENCE_END = lazy_pattern(r"(?<=[。；;\n])")
_CLAUSE_END = lazy_pattern("(?<=[，,])")
_SIGN = lazy_pattern("[，,；;]")
_STOPS = "；;，, \n"
_LEAD_IN = lazy_pattern(r"[^\n。；]{2,20}[：:]\s*$")
_BLANK_BETWEEN_LETTERS = lazy_pattern("(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])")
_DAY_SIGNS = frozenset("季旬初底中末")
_MORE_DAYS = frozenset("、和及")
_DAY_LETTER = lazy_pattern(r"[年月季半前日周]|\d{4}")
_BEHIND_DAY = " \u3000\t\n：:，,"
_LONGEST_DAY = 20
_YEARS_AHEAD = 10
"""A number alone is a year from that of the plan on for so long; others count something."""
_FEWEST_SENTENCES = 2


WHOLE_YEAR = "全年"
"""Before a number it says of what time this is, not by when it is due."""
YEAR_END = "年底"


class DatedStep(ValueObject):
    """One dated step: the words of its day, and what shall be so."""

    due: str
    text: str


class StepText(ValueObject):
    """What a text says.

    Attributes:
        head: the words before the steps; all of the text where it lists none.
        lead_in: the sentence that announces them (关键节点：), with its colon.
        steps: in order.
        undated: items among the steps that say no day; they stand in `head` as well.
    """

    head: str
    lead_in: str = ""
    steps: tuple[DatedStep, ...] = ()
    undated: tuple[str, ...] = ()


class DayWords(ValueObject, dict=True):
    """Words of days in the documents of one year.

    Attributes:
        year: of the plan.
        names: what people call days (春节, 汛期), also those of which nobody knows yet when they are.
    """

    year: int
    names: Collection[str]

    def is_day(self, text: str) -> bool:
        """Whether a text says by when something is due, and nothing else."""
        words = plain_day(text)
        if words.isdecimal() and int(words) not in range(self.year, self.year + _YEARS_AHEAD):
            return False
        return parse_schedule(words, self.year, self._days) is not None or unknown_day_name(words) in self.names

    def last_day(self, text: str) -> date | None:
        """The day by which something is due once, by words that say nothing else; None for days with names."""
        schedule = parse_schedule(plain_day(text), self.year)
        return schedule.terms[-1].due if schedule and schedule.kind is ScheduleKind.ONCE else None

    def split(self, text: str) -> tuple[str, str]:
        """The day with which a text begins, and what it says behind it; no day where it begins with none."""
        plain = text.strip()
        due, words = split_schedule(plain, self.year, self._days)
        if words[:1] in _MORE_DAYS or not _DAY_LETTER.search(due) or due.isdecimal():
            due = ""
        longest = max((n for n in range(1, min(len(plain), _LONGEST_DAY) + 1) if self._is_day_of(plain, n)), default=0)
        if longest > len(due):
            due, words = plain[:longest].strip(), plain[longest:].lstrip(_BEHIND_DAY)
        return (due, words.strip()) if due else ("", text)

    def read_steps(self, text: str, *, single: bool = False) -> StepText:
        """The steps in a text.

        Args:
            text: of one cell or several, a line each.
            single: whether one dated sentence or clause is a step as well; else it takes two sentences, or numbers.
        """
        text = _BLANK_BETWEEN_LETTERS.sub("", text)
        sentences = [*self._dated_clauses(text)] if single else _split_outside(text, _SENTENCE_END)
        if len(sentences) > 1 and all(map(self._begins_with_day, sentences)):
            return self._dated_sentences(sentences, text, fewest=1)
        pieces = _split_outside(text, _MARKED)
        if len(pieces) > 1 or (pieces and _MARK_AT_HEAD.match(pieces[0])):
            marked = self._marked_steps(pieces)
            if marked.steps:
                return marked
        return self._dated_sentences(sentences, text, fewest=1 if single else _FEWEST_SENTENCES)

    def _dated_clauses(self, text: str) -> Iterator[str]:
        """Sentences parted where a clause begins with a day: 3月底前完成招标，6月底前开工."""
        for sentence in _split_outside(text, _SENTENCE_END):
            first, *others = _split_outside(sentence, _CLAUSE_END)
            for clause in others:
                if self._begins_with_day(clause):
                    yield first
                    first = ""
                first += clause
            yield first

    def _begins_with_day(self, sentence: str) -> bool:
        due, words = self.split(sentence)
        return bool(due and words)

    def _is_day_of(self, text: str, length: int) -> bool:
        """Whether so many characters at the head of a text are one day."""
        if is_within_day(text, length) or text[length : length + 1] in _DAY_SIGNS | _MORE_DAYS:
            return False
        if text[:length].isdecimal():  # 2000亩 says no year
            return False
        if not _DAY_LETTER.search(text, 0, length):  # 2.三 is no day in March
            return False
        schedule = parse_schedule(text[:length], self.year, self._days)
        return schedule is not None and schedule.kind is ScheduleKind.ONCE

    def _marked_steps(self, pieces: Sequence[str]) -> StepText:
        """Items with numbers before them."""
        has_head = not _MARK_AT_HEAD.match(pieces[0])
        items = [piece.strip().rstrip(_STOPS) for piece in pieces[has_head:]]
        dated = {item: self._day_of_item(item) for item in items}
        steps = tuple(DatedStep(due, words) for due, words in dated.values() if due and words)
        undated = tuple(item for item, (due, words) in dated.items() if not (due and words))
        head, lead_in = _without_lead_in(pieces[0] if has_head else "")
        return StepText("\n".join([head, *undated]).strip(), lead_in, steps, undated)

    def _day_of_item(self, item: str) -> tuple[str, str]:
        """The day of an item behind its number, or first in the brackets at its end: 1.水源地通水（高考前，…）."""
        due, words = self.split(_MARK_AT_HEAD.sub("", item))
        plain, bracket = bracket_at_end(item)
        if due or not bracket:
            return due, words
        first, *others = _SIGN.split(bracket, maxsplit=1)
        if not self.is_day(first):
            return "", item
        return first.strip(), plain + "".join(f"（{words.strip()}）" for words in others)

    def _dated_sentences(self, sentences: Sequence[str], text: str, fewest: int) -> StepText:
        """Sentences that begin with a day; one that does not goes on with the step before it."""
        head: list[str] = []
        steps: list[DatedStep] = []
        for sentence in sentences:
            due, words = self.split(sentence)
            if due and words:
                steps.append(DatedStep(due, words))
            elif steps:
                steps[-1] = DatedStep(steps[-1].due, steps[-1].text + sentence.rstrip())
            else:
                head.append(sentence)
        if len(steps) < fewest:
            return StepText(text)
        ended = tuple(DatedStep(step.due, step.text.rstrip(_STOPS)) for step in steps)
        return StepText(*_without_lead_in("".join(head)), ended)

    @cached_property
    def _days(self) -> DaysByName:
        """Some day for each name: here it only matters that the words name one."""
        some_day = date(self.year, 1, 1) if self.year else date.min
        return dict.fromkeys((*self.names, *(f"次年{name}" for name in self.names)), some_day)


def plain_day(text: str) -> str:
    """The words of a day without blanks, and without the time behind it: by its hour no plan is due."""
    return remove_spaces(split_clock(text.strip())[0])


def _split_outside(text: str, boundary: re.Pattern[str]) -> list[str]:
    """The pieces of a text between boundaries that lie in no brackets."""
    starts, depth, looked_at = [0], 0, 0
    for match in boundary.finditer(text):
        between = text[looked_at : match.start()]
        depth += sum(map(between.count, "（(")) - sum(map(between.count, "）)"))
        looked_at = match.start()
        if depth == 0:
            starts.append(match.start())
    pieces = [text[start:end] for start, end in pairwise([*starts, len(text)])]
    return [piece for piece in pieces if piece.strip()]


def _without_lead_in(head: str) -> tuple[str, str]:
    """Words before steps, and the sentence at their end that announces them."""
    lead_in = _LEAD_IN.search(head)
    return (head[: lead_in.start()].strip(), lead_in[0].strip()) if lead_in else (head.strip(), "")
