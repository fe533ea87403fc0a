"""One record of a table as a task of plan.yaml: every word of it is kept, what cannot be read is told."""

from collections.abc import Mapping, Sequence
from typing import Any

from duban.importing.answering_units import RESPONSIBLE, AnsweringUnits, UnitReader
from duban.importing.columns import OWN, PERIOD, SourceColumn
from duban.importing.people_names import is_run_together
from duban.importing.quantities import promised_numbers, read_points, read_sum, read_targets
from duban.importing.source_doubts import LONGEST_QUOTE, SourceDoubts
from duban.importing.step_draft import StepDraft, StepReader, milestone_due
from duban.importing.step_numbers import give_numbers, hand_down, numbers_in, units_in
from duban.importing.steps import WHOLE_YEAR
from duban.importing.table_records import TableRecord
from duban.importing.task_people import PeopleReader
from duban.messages.finding import Finding
from duban.model.import_words import ImportWords
from duban.plan_source.typed_plan import as_list
from duban.text.display import leading_clauses, shorten
from duban.text.folding import comparison_key, to_half_width, without_stray_blanks
from duban.text.lazy_pattern import lazy_pattern
from duban.text.listed_days import listed_days
from duban.text.lists import first_sentence, split_outside_brackets
from duban.value_object import MutableObject, ValueObject, field

_PROJECT_SUMS = ("总投资", "年度计划投资", "至上年底累计")
_PROJECT_TEXTS = ("建设起止年限", "建设规模", "形象进度目标", "开工", "竣工")
_LONGEST_TARGET_NAME = 20
_HUNDRED_MILLIONS = "亿"
_DAY_IN_TEXT = lazy_pattern(
    r"\d{1,2}月(?:\d{1,2}日|[底初末]|[上中下]旬)?(?:之?前|以前)|[一二三四]季度(?:末|前)|年底前|年内|全年"
)
_FORMER = "以前的情况"
_PHONE = "电话"


class DraftTask(MutableObject):
    """A task as it will be typed.

    Attributes:
        data: of plan.yaml.
        findings: what is doubtful of it.
        comments: words that no key of a plan takes.
        category: the headings above it, the highest first.
        group: the words of the group that it belongs to; empty for none.
        units: all names that answer for it, in order.
        contact: a person and a telephone.
        heads: name of a unit → its head.
        numbers: in its words, which nobody asked to be counted.
    """

    record: TableRecord
    data: dict[str, Any] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    category: tuple[str, ...] = ()
    group: str = ""
    units: tuple[str, ...] = ()
    contact: tuple[str, str] = ("", "")
    heads: Mapping[str, str] = field(default_factory=dict)
    numbers: Sequence[str] = ()


class TaskDrafter(ValueObject):
    """Makes tasks of the records of one table.

    Attributes:
        flags: columns of ticks → the flag that a tick sets.
        has_group_names: whether 名称 names what several tasks have in common, and 内容 each of them.
        has_titles: whether 名称 is a text of sentences, of which the first is the title.
        has_underlined: whether leads are underlined in this table.
        has_roles: whether the column of leads says what the office itself is in each task.
    """

    words: ImportWords
    steps: StepReader
    units: UnitReader
    doubts: SourceDoubts
    flags: Mapping[SourceColumn, str] = {}
    has_group_names: bool = False
    has_titles: bool = False
    has_underlined: bool = False
    has_roles: bool = False

    def draft(self, record: TableRecord) -> DraftTask:
        """The task of a record, without its number and category."""
        task = DraftTask(record)
        steps = self.steps.read(record)
        self._add_words(task, steps)
        self._add_people(task, steps)
        self._add_points(task)
        self._add_targets(task, steps)
        self._add_project(task)
        self._add_other_columns(task)
        self._add_steps(task, steps)
        return task

    def _tell(self, task: DraftTask, code: str, meaning: str = "", **facts: object) -> None:
        column = task.record.columns.of(meaning)
        place = self.doubts.table_place(task.record.table, task.record.rows[0], column.places[0] if column else 0)
        task.findings.append(self.doubts.tell(code, place, **facts))

    def _own(self, task: DraftTask, header: str, text: str) -> None:
        """Keep words under a header of the table itself."""
        task.data.setdefault("自定", {})[header.replace("\n", "")] = text

    def _own_column(self, task: DraftTask, meaning: str, code: str) -> None:
        """Keep a column as it is, and tell that it could not be read."""
        column = task.record.columns.of(meaning)
        text = task.record.text(meaning)
        self._own(task, column.header if column else meaning, text)
        self._tell(task, code, meaning, text=shorten(text, LONGEST_QUOTE), header=column.header if column else meaning)

    def _add_words(self, task: DraftTask, steps: StepDraft) -> None:
        record = task.record
        name, content = (without_stray_blanks(record.running_text(meaning)) for meaning in ("名称", "内容"))
        content = content if steps.content is None else steps.content
        task.group = record.text("组")
        if self.has_group_names:
            task.group, name, content = name, content, ""
        if not name:
            name, content = self._name_of_nameless(task, content), ""
        elif self.has_titles:
            name, content = first_sentence(name)
        first, _, remainder = name.partition("\n")
        if not content and len(first) > 1:
            name, content = first, remainder
        task.data |= {"名称": name.replace("\n", "")} | ({"内容": content} if content else {})

    def _name_of_nameless(self, task: DraftTask, content: str) -> str:
        """What a task is called that has no words in the column of names: what it is about, else all its words."""
        name = content or task.record.text("节点") or task.record.text("指标")
        if not name:
            self._tell(task, "import-no-name")
        texts = ("\n".join(task.record.column_texts(column)) for column in task.record.columns.columns)
        return name or "　".join(filter(None, texts))

    def _add_people(self, task: DraftTask, steps: StepDraft) -> None:
        people = PeopleReader(self.words, self.units, self.has_roles).read(task.record, by_rows=steps.has_rows)
        task.data |= people.data
        task.units, task.contact, task.heads = tuple(people.units), people.contact, people.heads
        if people.loose_phone and _PHONE in task.record.columns.meanings:
            self._own(task, _PHONE, people.loose_phone)
        elif people.loose_phone:
            task.comments.append(f"{_PHONE}：{people.loose_phone}")
        people_names = [name for key in ("责任领导", "联系人") for name in as_list(task.data.get(key, []))]
        if names := [*filter(is_run_together, people_names)]:
            self._tell(task, "import-names-run-together", "责任领导", names=names)
        if names := [*filter(self.units.is_vague, task.units)]:
            self._tell(task, "import-vague-unit", RESPONSIBLE, names=names)
        for meaning, answering in people.answering.items():
            self._tell_units(task, meaning, answering)

    def _tell_units(self, task: DraftTask, meaning: str, answering: AnsweringUnits) -> None:
        """What is doubtful of the names in one column."""
        if answering.joined:
            self._tell(task, "import-joined-name", meaning, names=answering.joined)
        if answering.has_more:
            self._tell(task, "import-and-others", meaning)
        if self.has_underlined and meaning == RESPONSIBLE and len(answering.others) > 1:
            self._tell(task, "import-none-underlined", meaning, names=answering.others)

    def _add_points(self, task: DraftTask) -> None:
        text = task.record.text("权重")
        if points := read_points(text):
            task.data["权重"] = points
        elif text:
            self._own_column(task, "权重", "import-no-number")

    def _add_targets(self, task: DraftTask, steps: StepDraft) -> None:
        """The numbers that its columns say; without any, those in its words are listed for the clerk to choose from."""
        name, goal, unit = (task.record.text(meaning) for meaning in ("指标", "目标", "计量单位"))
        if steps.has_rows and task.record.says_by_rows("目标"):
            return
        targets = read_targets(goal, leading_clauses(name or task.data["名称"], _LONGEST_TARGET_NAME), unit)
        if targets:
            self._set_targets(task, targets, steps)
            return
        if goal:
            self._own_column(task, "目标", "import-no-number")
        self._keep_columns(task, "指标", "计量单位")
        task.numbers = [*promised_numbers(_all_words(task)), *numbers_in(steps.entries)]

    def _set_targets(self, task: DraftTask, targets: Sequence[Mapping[str, Any]], steps: StepDraft) -> None:
        if any(not float(target["目标"]) for target in targets):
            self._tell(task, "import-zero-target", "目标", text=task.record.text("目标"))
        give_numbers(steps, {target["名称"] for target in targets})
        if not hand_down(targets, steps):
            task.data["指标"] = targets

    def _keep_columns(self, task: DraftTask, *meanings: str) -> None:
        """Columns that say something only beside a number, as they are."""
        for meaning in meanings:
            column, text = task.record.columns.of(meaning), task.record.text(meaning)
            if column and text and task.data["名称"] != text:
                self._own(task, column.header, text)

    def _add_project(self, task: DraftTask) -> None:
        project: dict[str, str] = {}
        for key in _PROJECT_SUMS:
            column, text = task.record.columns.of(key), task.record.text(key)
            digits = read_sum(text + (_HUNDRED_MILLIONS if column and _HUNDRED_MILLIONS in column.header else ""))
            if digits:
                project[key] = digits
            elif text:
                self._own_column(task, key, "import-no-number")
        project |= {key: text for key in _PROJECT_TEXTS if (text := task.record.text(key))}
        if project:
            task.data["项目"] = project

    def _add_other_columns(self, task: DraftTask) -> None:
        if source := task.record.text("来源"):
            task.data["来源"] = split_outside_brackets(source, "\n") if "\n" in source else source
        if flags := [flag for column, flag in self.flags.items() if self._is_ticked(task.record, column)]:
            task.data["标识"] = flags
        for column in task.record.columns.columns:
            self._add_other_column(task, column)

    def _add_other_column(self, task: DraftTask, column: SourceColumn) -> None:
        """A column that no key means, or that says how things stood before."""
        text = "\n".join(task.record.column_texts(column))
        header = column.header.replace("\n", "") or "　"
        if text and column.meaning == OWN and column not in self.flags:
            self._own(task, header, text)
            if day := _DAY_IN_TEXT.search(text):
                self._tell(task, "import-day-in-text", text=day[0])
        elif text and column.meaning == _FORMER:
            task.comments.append(f"{header}：{' '.join(text.split())}")

    def _is_ticked(self, record: TableRecord, column: SourceColumn) -> bool:
        return any(text in self.words.yes_words for text in record.column_texts(column))

    def _add_steps(self, task: DraftTask, steps: StepDraft) -> None:
        if steps.due:
            task.data["完成时限"] = steps.due
            if len(listed_days(to_half_width(steps.due))[0]) > 1:
                self._tell(task, "import-several-days", "完成时限", text=steps.due)
        if steps.lead_in:
            task.data["节点引语"] = steps.lead_in
        if steps.entries:
            key = "节点" if all(map(milestone_due, steps.entries)) else "分项"
            task.data[key] = steps.entries
            task.units = tuple(dict.fromkeys((*task.units, *units_in(steps.entries))))
        else:
            self._add_standard(task, steps.due)
        self._keep_undated(task, steps)
        if steps.unreadable:
            self._own_column(task, "完成时限", "import-unreadable-day")
        elif not steps.due and not steps.entries:
            self._tell_missing_day(task)

    def _add_standard(self, task: DraftTask, due: str) -> None:
        """What proves that the task is done, of a task without milestones: on one that is due with it."""
        texts = {key: text for key in ("标准", "填报时限") if (text := task.record.text(key))}
        if texts and due:
            self._tell(task, "import-standard-alone", "标准", text=shorten(next(iter(texts.values())), LONGEST_QUOTE))
            task.data["节点"] = [{"时限": due, "内容": task.data.get("内容") or task.data["名称"], **texts}]
        else:
            for key, text in texts.items():
                self._own(task, key, text)

    def _keep_undated(self, task: DraftTask, steps: StepDraft) -> None:
        """Words among the milestones that have no day: they stay with what the task is about."""
        missing = [words for words in steps.undated if comparison_key(words) not in comparison_key(_all_words(task))]
        if missing:
            task.data["内容"] = "\n".join([*filter(None, [task.data.get("内容", "")]), *missing])
        if steps.undated and steps.entries:
            self._tell(task, "import-undated-steps", "节点", text=shorten("；".join(steps.undated), LONGEST_QUOTE))

    def _tell_missing_day(self, task: DraftTask) -> None:
        named = _DAY_IN_TEXT.search(_all_words(task))
        is_of_year = named is not None and named[0] == WHOLE_YEAR and "指标" in task.data
        if named and not is_of_year:
            self._tell(task, "import-day-in-text", text=named[0])
        elif "指标" not in task.data and task.record.columns.meanings & {"完成时限", "节点", PERIOD}:
            self._tell(task, "import-no-day", "完成时限")


def _all_words(task: DraftTask) -> str:
    return "\n".join(str(task.data.get(key, "")) for key in ("名称", "内容"))
