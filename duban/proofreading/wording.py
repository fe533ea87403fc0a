"""Wording that was hardly meant: other years, leftovers of a conversion, slips that still stand."""

import re
from collections.abc import Iterator

from duban.messages.finding import KeyPath, UnplacedFinding
from duban.model.erratum import Erratum
from duban.proofreading.rule import PlanProof, lint
from duban.proofreading.texts import list_printed_texts

_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_SPAN = re.compile(_YEAR + r"\s*年?\s*(?:[-—–－~～至]|——)\s*((?:19|20)\d\d)(?!\d)")
_SINGLE = re.compile(_YEAR + r"(?=年|学年)")
_TITLE = re.compile(r"《[^》]*》")
_CLAUSE = re.compile(r"[，。；：！？\n]")
_LOOKS_BACK = re.compile(r"总结|基础上|结果|经验|以来|整改|[比较](?=\d{4}年)")
_LOOKS_AHEAD = re.compile("(?:到|至|力争)$")
_NATIONAL = re.compile("国家|全国|中国|中共|教育部|国务院|省")
_LONGEST_SPAN = 6
_BEFORE, _AFTER = 8, 10
_ENUMERATED = re.compile(r"(?:^|(?<=[\s。；：]))\d{1,2}[)）]")

_TAG = re.compile(r"</?[A-Za-z][^<>]{0,40}>|&(?:nbsp|lt|gt|amp|quot);")
_SPAM = re.compile(r"(?:开云|云开|乐鱼|亚博|华体会|爱游戏|米兰)[(（](?:中国|体育|全站)[)）]|\b(?:www\.|https?://)\S+")
_PAIRS = ("（）", "()", "《》", "“”", "【】", "〔〕", "[]", "﹝﹞")


@lint("other-year")
def other_year(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """The text speaks of another year: perhaps it was copied from an older plan.

    Passed over: years in titles 《》; spans of up to six years that hold the plan's year, and longer ones in
    titles above the office's own; years that the clause looks back or ahead to.
    """
    for text in list_printed_texts(proof):
        for fragment in _odd_years(text.text, proof.plan.year):
            years = re.findall(_YEAR, fragment)
            known = any(year in erratum.original for erratum in text.errata for year in years)
            facts = {"text": fragment, "year": proof.plan.year, "known": known}
            yield UnplacedFinding("other-year", text.loc, {**text.owner_facts, **facts})


@lint("text-tag")
def text_tag(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A tag of a web page was left in the text."""
    for text in list_printed_texts(proof):
        if found := _TAG.search(text.text):
            yield UnplacedFinding("text-tag", text.loc, {**text.owner_facts, "text": found[0]})


@lint("text-spam")
def text_spam(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """An advertisement or a web address came in with the text."""
    for text in list_printed_texts(proof):
        if found := _SPAM.search(text.text):
            yield UnplacedFinding("text-spam", text.loc, {**text.owner_facts, "text": found[0]})


@lint("text-brackets")
def text_brackets(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A bracket or quotation mark has no partner."""
    for text in list_printed_texts(proof):
        words = _ENUMERATED.sub("", text.text)
        alone = [pair for pair in _PAIRS if words.count(pair[0]) != words.count(pair[1])]
        mixed = sum(words.count(sign) for sign in "（(") == sum(words.count(sign) for sign in "）)")
        if alone and not (mixed and set(alone) <= set(_PAIRS[:2])):
            yield UnplacedFinding("text-brackets", text.loc, {**text.owner_facts, "pairs": alone})


@lint("erratum-open")
def erratum_open(proof: PlanProof) -> Iterator[UnplacedFinding]:
    """A slip is known, but the text still stands as printed."""
    plan = proof.plan
    holders: list[tuple[KeyPath, str, str, tuple[Erratum, ...]]] = [(("计划",), "", "", plan.errata)]
    holders += [(("填报", index), "", "", cycle.errata) for index, cycle in enumerate(plan.cycles)]
    holders += [(("组", index), "", group.number, group.errata) for index, group in enumerate(plan.groups)]
    holders += [(loc, task.number, "", task.errata) for loc, task in proof.tasks]
    for loc, number, group, errata in holders:
        for position, erratum in enumerate(errata):
            if not erratum.adopted:
                facts = {
                    "number": number,
                    "group": group,
                    "where": erratum.where,
                    "original": erratum.original,
                    "corrected": erratum.corrected,
                    "basis": erratum.basis,
                }
                yield UnplacedFinding("erratum-open", (*loc, "勘误", position), facts)


def _odd_years(text: str, year: int) -> Iterator[str]:
    titles = [match.span() for match in _TITLE.finditer(text)]
    spans = list(_SPAN.finditer(text))
    for span in spans:
        first, last = int(span[1]), int(span[2])
        title = next((text[start:end] for start, end in titles if start <= span.start() < end), "")
        short = last - first < _LONGEST_SPAN
        if not (first <= year <= last and (short or _NATIONAL.search(title))) and not (title and short):
            before = re.split("[《，。；：]", text[max(0, span.start() - _BEFORE) : span.start()])[-1]
            yield before + text[span.start() : span.end() + 1]
    taken = [span.span() for span in spans] + titles
    for single in _SINGLE.finditer(text):
        inside = any(start <= single.start() < end for start, end in taken)
        if int(single[1]) != year and not inside and not _remembered(text, single.start()):
            yield _CLAUSE.split(text[single.start() : single.end() + _AFTER])[0]


def _remembered(text: str, start: int) -> bool:
    """Whether the clause looks back to the year at `start`, or the words before it look ahead."""
    clause = _CLAUSE.split(text[:start])[-1] + _CLAUSE.split(text[start:])[0]
    return bool(_LOOKS_BACK.search(clause) or _LOOKS_AHEAD.search(text[:start]))
