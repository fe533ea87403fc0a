"""Every text of a plan that is printed, and where it was typed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from duban.messages.finding import KeyPath
from duban.model.erratum import Erratum
from duban.proofreading.rule import PlanProof


@dataclass(frozen=True, slots=True)
class PrintedText:
    """A printed text.

    number: of its task, empty where it is no task's. group: number of its group, likewise.
    errata: what is known to be wrong with its task or group, or with the plan's head.
    """

    loc: KeyPath
    text: str
    number: str = ""
    group: str = ""
    errata: tuple[Erratum, ...] = ()

    @property
    def owner_facts(self) -> Mapping[str, str]:
        """For a sentence: the task or the group; both empty for the plan itself."""
        return {"number": self.number, "group": self.group}


def list_printed_texts(proof: PlanProof) -> Iterator[PrintedText]:
    """The texts of the head, the forms, the headings, the groups and the tasks, in the order of the file."""
    plan = proof.plan
    for key, words in (("名称", plan.name), ("标题", plan.title), ("说明", plan.note)):
        yield PrintedText(("计划", key), words, errata=plan.errata)
    for index, words in enumerate(plan.notes):
        yield PrintedText(("计划", "填报说明", index), words, errata=plan.errata)
    for index, cycle in enumerate(plan.cycles):
        yield PrintedText(("填报", index, "标题"), cycle.title)
    for index, category in enumerate(plan.categories):
        yield PrintedText(("类别", index, "名称"), category.name)
    for index, group in enumerate(plan.groups):
        for key, words in (("名称", group.name), ("归属", group.attribution)):
            yield PrintedText(("组", index, key), words, group=group.number, errata=group.errata)
    yield from _of_tasks(proof)


def list_source_texts(proof: PlanProof) -> Iterator[PrintedText]:
    """The number of the plan's own document, and every source where it was typed; inherited ones only once."""
    plan, typed = proof.plan, proof.typed
    yield PrintedText(("计划", "文号"), plan.number, errata=plan.errata)
    above: set[str] = set()
    shelves: list[tuple[KeyPath, str, tuple[str, ...]]] = [(("默认",), "", typed.defaults.sources)]
    shelves += [(("类别", index), "", category.sources) for index, category in enumerate(plan.categories)]
    shelves += [(("组", index), group.number, group.sources) for index, group in enumerate(plan.groups)]
    for loc, group, named in shelves:
        for index, words in enumerate(named):
            above.add(words)
            yield PrintedText((*loc, "来源", index), words, group=group)
    for loc, task in proof.tasks:
        for index, words in enumerate(task.sources):
            if words not in above:
                yield PrintedText((*loc, "来源", index), words, number=task.number)


def _of_tasks(proof: PlanProof) -> Iterator[PrintedText]:
    for loc, task in proof.tasks:
        for key, words in (("名称", task.name), ("内容", task.content), ("节点引语", task.lead_in)):
            yield PrintedText((*loc, key), words, task.number, errata=task.errata)
    for loc, task, milestone in proof.milestones:
        if not milestone.implicit:
            yield PrintedText((*loc, "内容"), milestone.content, task.number, errata=task.errata)
            yield PrintedText((*loc, "标准"), milestone.standard, task.number, errata=task.errata)
