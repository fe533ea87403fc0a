"""Every text of a plan that is printed, with where it was typed, and doubts about its wording."""

import re
from collections.abc import Iterator

from duban.key_path import KeyPath
from duban.model.plan_parts import Erratum
from duban.proofreading import Doubt, PlanProof, lint
from duban.text.lazy_pattern import lazy_pattern
from duban.value_object import ValueObject
from duban.workbook.book import LONGEST_CELL_TEXT

_YEAR = r"(?<!\d)((?:19|20)\d\d)"
_SPAN_OF_YEARS = lazy_pattern(_YEAR + r"\s*年?\s*(?:[-—–－~～至]|——)\s*((?:19|20)\d\d)(?!\d)")
_SINGLE_YEAR = lazy_pattern(_YEAR + r"(?=年|学年)")
_TITLE = lazy_pattern(r"《[^》]{0,300}》")
_CLAUSE_END = lazy_pattern(r"[，。；：！？\n]")
_LOOKS_BACK = lazy_pattern(r"总结|基础上|结果|经验|以来|整改|[比较](?=\d{4}年)")
_LOOKS_AHEAD = lazy_pattern("(?:到|至|力争)$")
_NATIONAL = lazy_pattern("国家|全国|中国|中共|教育部|国务院|省")
_LONGEST_SPAN = 6
_SHOWN_BEFORE, _SHOWN_AFTER = 8, 10  # characters of the text around a year
_DOCUMENT_NUMBER = lazy_pattern(
    r"([\u4e00-\u9fff]{0,8})[(（\[［【﹝]\s*((?:19|20)\d\d)\s*[)）\]］】﹞]\s*(第?\d+\s*号)"
)


class PrintedText(ValueObject):
    """A printed text.

    Attributes:
        path: where it was typed.
        number: of its task; empty where it is no task's.
        group: number of its group; likewise.
        errata: what is known to be wrong with its task or group, or with the plan's head.
    """

    path: KeyPath
    text: str
    number: str = ""
    group: str = ""
    errata: tuple[Erratum, ...] = ()


def list_printed_texts(proof: PlanProof) -> Iterator[PrintedText]:
    """The texts of the head, the forms, the headings, the groups and the tasks, in the order of the file."""
    plan = proof.plan
    for key, text in (("名称", plan.name), ("标题", plan.title), ("说明", plan.note)):
        yield PrintedText(("计划", key), text, errata=plan.errata)
    for index, text in enumerate(plan.notes):
        yield PrintedText(("计划", "填报说明", index), text, errata=plan.errata)
    for index, cycle in enumerate(plan.cycles):
        yield PrintedText(("填报", index, "标题"), cycle.title)
    for index, category in enumerate(plan.categories):
        yield PrintedText(("类别", index, "名称"), category.name)
    for index, group in enumerate(plan.groups):
        yield PrintedText(("组", index, "名称"), group.name, group=group.number, errata=group.errata)
        yield PrintedText(("组", index, "归属"), group.attribution, group=group.number, errata=group.errata)
    for path, task in proof.tasks:
        for key, text in (("名称", task.name), ("内容", task.content), ("节点引语", task.lead_in)):
            yield PrintedText((*path, key), text, task.number, errata=task.errata)
    for path, task, milestone in proof.milestones:
        if not milestone.implicit:
            yield PrintedText((*path, "内容"), milestone.content, task.number, errata=task.errata)
            yield PrintedText((*path, "标准"), milestone.standard, task.number, errata=task.errata)


def list_source_texts(proof: PlanProof) -> Iterator[PrintedText]:
    """The number of the plan's own document, and every source where it was typed; inherited ones only once."""
    plan = proof.plan
    yield PrintedText(("计划", "文号"), plan.number, errata=plan.errata)
    holders: list[tuple[KeyPath, str, tuple[str, ...]]] = [(("默认",), "", proof.typed.defaults.sources)]
    holders += [(("类别", index), "", category.sources) for index, category in enumerate(plan.categories)]
    holders += [(("组", index), group.number, group.sources) for index, group in enumerate(plan.groups)]
    for holder_path, group_number, sources in holders:
        for index, text in enumerate(sources):
            yield PrintedText((*holder_path, "来源", index), text, group=group_number)
    inherited = {text for _, _, sources in holders for text in sources}
    for path, task in proof.tasks:
        for index, text in enumerate(task.sources):
            if text not in inherited:
                yield PrintedText((*path, "来源", index), text, number=task.number)


def _may_name_year(printed: PrintedText) -> bool:
    """Whether a year may stand in a text: in few one does, and only these are searched for what is around it."""
    return "19" in printed.text or "20" in printed.text


@lint("cell-texts-too-long")
def texts_too_long(proof: PlanProof) -> Iterator[Doubt]:
    """Texts of a task that are printed in one cell, each with room in it, have none together."""
    for path, task in proof.tasks:
        pieces = (task.name, task.content, *(milestone.content for milestone in task.milestones))
        longest = max(len(task.wording), len(task.printed))
        if longest > LONGEST_CELL_TEXT >= max(map(len, pieces)):
            yield path, {"number": task.number, "count": longest, "most": LONGEST_CELL_TEXT}


@lint("document-number")
def document_number(proof: PlanProof) -> Iterator[Doubt]:
    """The year of a document's number stands in other brackets than 〔〕: one doubt for each number."""
    places: dict[tuple[str, str], list[KeyPath]] = {}
    for printed in filter(_may_name_year, (*list_printed_texts(proof), *list_source_texts(proof))):
        for match in _DOCUMENT_NUMBER.finditer(printed.text):
            right = f"{match[1]}〔{match[2]}〕{match[3]}"
            places.setdefault((match[0], right), []).append(printed.path)
    for (written, right), paths in places.items():
        yield paths[0], {"text": written, "right": right, "count": len(paths)}


@lint("erratum-open")
def erratum_open(proof: PlanProof) -> Iterator[Doubt]:
    """A slip is known, but the text still stands as printed."""
    plan = proof.plan
    holders: list[tuple[KeyPath, str, str, tuple[Erratum, ...]]] = [(("计划",), "", "", plan.errata)]
    holders += [(("填报", index), "", "", cycle.errata) for index, cycle in enumerate(plan.cycles)]
    holders += [(("组", index), "", group.number, group.errata) for index, group in enumerate(plan.groups)]
    holders += [(path, task.number, "", task.errata) for path, task in proof.tasks]
    for path, number, group_number, errata in holders:
        for index, erratum in enumerate(errata):
            if not erratum.adopted:
                facts = {name: getattr(erratum, name) for name in ("where", "original", "corrected", "basis")}
                yield (*path, "勘误", index), {"number": number, "group": group_number, **facts}


@lint("other-year")
def other_year(proof: PlanProof) -> Iterator[Doubt]:
    """The text speaks of another year: perhaps it was copied from an older plan.

    Passed over: years in titles 《》; spans of up to six years that hold the plan's year, and longer ones in
    titles above the office's own; years that the clause looks back or ahead to.
    """
    year = proof.plan.year
    for printed in filter(_may_name_year, list_printed_texts(proof)):
        for excerpt in (*_odd_spans(printed.text, year), *_odd_years(printed.text, year)):
            originals = [erratum.original for erratum in printed.errata]
            is_known = any(odd_year in original for odd_year in re.findall(_YEAR, excerpt) for original in originals)
            facts = {"number": printed.number, "group": printed.group, "text": excerpt}
            yield printed.path, {**facts, "year": year, "known": is_known}


def _odd_spans(text: str, year: int) -> Iterator[str]:
    """Spans of years that do not hold the plan's year or are too long for an office, with the words around them."""
    titles = list(_TITLE.finditer(text))
    for span in _SPAN_OF_YEARS.finditer(text):
        first, last = int(span[1]), int(span[2])
        title = next((match[0] for match in titles if match.start() <= span.start() < match.end()), "")
        short = last - first < _LONGEST_SPAN
        is_meant = first <= year <= last and (short or _NATIONAL.search(title))
        if not is_meant and not (title and short):
            before = re.split("[《，。；：]", text[max(0, span.start() - _SHOWN_BEFORE) : span.start()])[-1]
            yield before + text[span.start() : span.end() + 1]


def _odd_years(text: str, year: int) -> Iterator[str]:
    """Single years other than the plan's, outside of spans and titles, with the words behind them."""
    passed_over = [match.span() for pattern in (_SPAN_OF_YEARS, _TITLE) for match in pattern.finditer(text)]
    for match in _SINGLE_YEAR.finditer(text):
        start = match.start()
        if int(match[1]) == year or any(first <= start < end for first, end in passed_over):
            continue
        clause = _CLAUSE_END.split(text[:start])[-1] + _CLAUSE_END.split(text[start:])[0]
        if not _LOOKS_BACK.search(clause) and not _LOOKS_AHEAD.search(text[:start]):
            yield _CLAUSE_END.split(text[start : match.end() + _SHOWN_AFTER])[0]
