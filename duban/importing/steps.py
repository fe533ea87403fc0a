"""The dated steps that a text of a plan lists: 一是3月底前…；二是…, 第一季度：…, a line or a sentence for each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from duban.text.schedule import split_schedule

_MARK = (
    r"(?:[一二三四五六七八九十]{1,2}是|[①-⑳]|[（(]\d{1,2}[）)]|\d{1,2}[.．、](?!\d)|[（(][一二三四五六七八九十]{1,2}[）)]"
    r"|第[一二三四五六七八九十]{1,2}阶段[：:（(]?)"
)
_MARK_AT_HEAD = re.compile(rf"^\s*{_MARK}\s*")
_MARKED = re.compile(rf"(?:^|(?<=[。；;：:\n，,]))\s*(?={_MARK})")
_SENTENCE_END = re.compile(r"(?<=[。；;\n])")
_STOPS = "；;，, \n"
_LEAD_IN = re.compile(r"[^\n。；]{2,20}[：:]\s*$")
_FEWEST_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class DatedStep:
    """One dated step: the words of its day, and what shall be so."""

    due: str
    text: str


@dataclass(frozen=True, slots=True)
class StepText:
    """What a text says.

    Attributes:
        head: the words before the steps; all of the text where it lists none.
        lead_in: the sentence that announces them (关键节点：), with its colon.
        steps: in order.
        undated: items among the steps that begin with no day; they stand in `head` as well.
    """

    head: str
    lead_in: str = ""
    steps: tuple[DatedStep, ...] = ()
    undated: tuple[str, ...] = ()


def read_steps(text: str, year: int, *, single: bool = False) -> StepText:
    """The steps in a text.

    Args:
        text: of one cell or several, a line each.
        year: of the plan.
        single: whether one dated sentence is a step as well; else it takes two, or numbers before them.
    """
    pieces = [piece for piece in _MARKED.split(text) if piece.strip()]
    if len(pieces) > 1 or (pieces and _MARK_AT_HEAD.match(pieces[0])):
        marked = _marked_steps(pieces, year)
        if marked.steps:
            return marked
    sentences = [piece for piece in _SENTENCE_END.split(text) if piece.strip()]
    return _dated_sentences(sentences, text, year, fewest=1 if single else _FEWEST_SENTENCES)


def _marked_steps(pieces: Sequence[str], year: int) -> StepText:
    """Items with numbers before them."""
    has_head = not _MARK_AT_HEAD.match(pieces[0])
    items = [_MARK_AT_HEAD.sub("", piece).strip().rstrip(_STOPS) for piece in pieces[has_head:]]
    dated = {item: split_schedule(item, year) for item in items}
    steps = tuple(DatedStep(due, content.strip()) for due, content in dated.values() if due and content)
    undated = tuple(item for item, (due, content) in dated.items() if not (due and content))
    head, lead_in = _without_lead_in(pieces[0] if has_head else "")
    return StepText("\n".join([head, *undated]).strip(), lead_in, steps, undated)


def _without_lead_in(head: str) -> tuple[str, str]:
    """Words before steps, and the sentence at their end that announces them."""
    lead_in = _LEAD_IN.search(head)
    return (head[: lead_in.start()].strip(), lead_in[0].strip()) if lead_in else (head.strip(), "")


def _dated_sentences(sentences: Sequence[str], text: str, year: int, fewest: int) -> StepText:
    """Sentences that begin with a day; one that does not goes on with the step before it."""
    head: list[str] = []
    steps: list[DatedStep] = []
    for sentence in sentences:
        due, content = split_schedule(sentence.strip(), year)
        if due and content:
            steps.append(DatedStep(due, content.strip()))
        elif steps:
            steps[-1] = DatedStep(steps[-1].due, steps[-1].text + sentence.rstrip())
        else:
            head.append(sentence)
    if len(steps) < fewest:
        return StepText(text)
    ended = tuple(DatedStep(step.due, step.text.rstrip(_STOPS)) for step in steps)
    return StepText(*_without_lead_in("".join(head)), ended)


def day_at_head(text: str, year: int) -> tuple[str, str]:
    """The day with which a text begins and what stands behind it; no day where it is all of the text."""
    due, content = split_schedule(text.strip(), year)
    return (due, content.strip()) if due else ("", text)
