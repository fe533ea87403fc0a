"""Who answers for a task, out of the words of a cell: 甲局、乙局; 甲局（牵头）、乙局; 牵头单位：甲局 配合单位：乙局."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain

from duban.model.import_words import ImportWords
from duban.text.folding import remove_spaces
from duban.text.lazy_pattern import lazy_pattern
from duban.text.lists import bracket_at_end, split_outside_brackets
from duban.value_object import ValueObject

LEAD, SUPPORT, RESPONSIBLE = "牵头", "协办", "责任单位"
_SIGNS = "、，,；;/\n\t"
_BLANKS = lazy_pattern(r"[ \u3000]+")
_AND_OTHERS = lazy_pattern(r"等(?:有关|相关)?(?:部门|单位|科室|股室)?$")
_SHORTEST_NAME = 2
_CLAUSE_SIGNS = "，,；;。\n"


class AnsweringUnits(ValueObject):
    """The names in the cells of a task.

    Attributes:
        leads: who leads.
        supports: who supports.
        others: names without a word of what they do (责任单位: 甲、乙).
        joined: names that hold a sign which parts names elsewhere (文化、旅游局).
        has_more: it says 等, and so names not all.
    """

    leads: tuple[str, ...] = ()
    supports: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    joined: tuple[str, ...] = ()
    has_more: bool = False


class UnitReader(ValueObject, dict=True):
    """Understands cells with names of units. words: of templates/import.yaml."""

    words: ImportWords

    def read(self, text: str, underlined: Sequence[str], meaning: str) -> AnsweringUnits:
        """The names of a cell.

        Args:
            text: of the cell.
            underlined: words of it that are underlined: in a list of several, those who lead.
            meaning: LEAD, SUPPORT or RESPONSIBLE, by its column.
        """
        names_by_role: dict[str, list[str]] = {LEAD: [], SUPPORT: [], RESPONSIBLE: []}
        for role, words in self._parts(text, meaning):
            for own_role, name in chain.from_iterable(self._with_brackets(role, name) for name in self.names(words)):
                names_by_role[own_role].append(name)
        names_by_role = self._with_underlined(names_by_role, [*map(remove_spaces, underlined)])
        if names_by_role[LEAD]:
            names_by_role[SUPPORT] = [*names_by_role.pop(RESPONSIBLE), *names_by_role[SUPPORT]]
        elif names_by_role[SUPPORT]:  # whom others support, leads
            names_by_role[LEAD] = names_by_role.pop(RESPONSIBLE)
        unique = {role: tuple(dict.fromkeys(names)) for role, names in names_by_role.items()}
        joined = filter(_has_sign, chain(*unique.values()))
        has_more = any(map(_AND_OTHERS.search, text.splitlines()))
        return AnsweringUnits(unique[LEAD], unique[SUPPORT], unique.get(RESPONSIBLE, ()), tuple(joined), has_more)

    def names_by_role(self, text: str) -> Mapping[str, list[str]]:
        """Who leads and who supports, where a text names units for that and nothing else: 乙局牵头，丙局、丁局配合.

        Returns:
            Nothing for any other text. A clause of a role alone (牵头，乙局配合) speaks of who stands before the text.
        """
        names_by_role: dict[str, list[str]] = {LEAD: [], SUPPORT: []}
        for role, words in self._labelled(text) or self._clauses(text, ""):
            names = self.names(words)
            if role not in names_by_role or not all(map(self._is_whole, names)):
                return {}
            names_by_role[role] += names
        return names_by_role if any(names_by_role.values()) else {}

    def is_group(self, name: str) -> bool:
        """Whether a name is not that of one unit: 各县区, 相关部门."""
        return name.startswith(self.words.group_words)

    def is_vague(self, name: str) -> bool:
        """Whether nobody can tell from a name which units are meant: 相关部门."""
        return name.startswith(self.words.vague_words)

    def are_units(self, text: str) -> bool:
        """Whether a text is a list of names and nothing else."""
        names = self.names(text)
        return bool(names) and all(map(self._is_whole, names))

    def names(self, text: str) -> list[str]:
        """The names in a text, those with a sign inside them whole."""
        pieces: list[str] = []
        for part in split_outside_brackets(text, _SIGNS):
            pieces += self._blank_separated(part.strip("。．. "))
        return list(self._joined([_AND_OTHERS.sub("", piece) for piece in pieces]))

    def _blank_separated(self, part: str) -> list[str]:
        """Names with blanks between them; blanks within a name, to make it wider, are none."""
        names = _BLANKS.split(part)
        if len(names) > 1 and all(len(name) >= _SHORTEST_NAME and self._is_whole(name) for name in names):
            return names
        return [remove_spaces(part)]

    def _joined(self, pieces: Iterable[str]) -> Iterator[str]:
        """Pieces that are no whole name go with the next one: 文化 and 旅游局."""
        begun = ""
        last = ""
        for piece in filter(None, pieces):
            begun += f"、{piece}" if begun else piece
            last = begun
            if self._is_whole(piece):
                yield begun
                begun = ""
        if begun:
            yield from split_outside_brackets(last, "、")

    def _is_whole(self, name: str) -> bool:
        plain, bracket = bracket_at_end(name)
        while bracket:
            plain, bracket = bracket_at_end(plain)
        return plain.endswith(self.words.unit_endings) or self.is_group(name)

    def _parts(self, text: str, meaning: str) -> Iterator[tuple[str, str]]:
        """The pieces of a cell with what the units of each do."""
        plain, bracket = bracket_at_end(text.strip())
        if bracket and not plain:
            yield from self._parts(bracket, meaning)
        elif any(word in bracket for word in self.words.together_words) and not self.names_by_role(bracket):
            yield LEAD, plain
        elif labelled := self._labelled(text):
            yield from ((role or meaning, words) for role, words in labelled)
        else:
            yield from self._clauses(text, meaning)

    def _clauses(self, text: str, meaning: str) -> Iterator[tuple[str, str]]:
        """甲局牵头，乙局配合 by its clauses; a text without such words as a whole."""
        clauses = split_outside_brackets(text, _CLAUSE_SIGNS)
        roles = [self._clause_role(clause) for clause in clauses]
        if not any(roles):
            yield meaning, text
            return
        for role, clause in zip(roles, clauses, strict=True):
            yield role or meaning, self._without_role_words(clause)

    def _labelled(self, text: str) -> list[tuple[str, str]]:
        """The pieces behind labels such as 牵头单位：, with what these say; none where there is no label.

        Labels in the brackets behind a name say who helps that one.
        """
        plain, bracket = bracket_at_end(text)
        labels = list(self._label.finditer(text, 0, len(plain) if plain and bracket else len(text)))
        starts = [label.end() for label in labels]
        ends = [*(label.start() for label in labels[1:]), len(text)][: len(labels)]
        pieces = [
            (self._role_of(label[1]), text[start:end]) for label, start, end in zip(labels, starts, ends, strict=True)
        ]
        head = text[: labels[0].start()].strip() if labels else ""
        return [("", head), *pieces] if head else pieces

    def _role_of(self, label: str) -> str:
        if label in self._labels_of_others:
            return RESPONSIBLE
        return SUPPORT if any(word in label for word in self.words.support_words) else LEAD

    def _clause_role(self, clause: str) -> str:
        """What the units of a clause do, where it ends with a word for that: 甲局牵头."""
        plain, _ = bracket_at_end(clause)
        if plain.endswith(self.words.lead_words):
            return LEAD
        return SUPPORT if plain.endswith(self.words.support_words) else ""

    def _without_role_words(self, clause: str) -> str:
        plain, _ = bracket_at_end(clause)
        brackets = clause[len(plain) :]
        for word in (*self.words.lead_words, *self.words.support_words):
            plain = plain.removesuffix(word)
        for word in self.words.together_words:
            plain = plain.removesuffix(word)
        return plain.removeprefix("由") + brackets

    def _with_brackets(self, role: str, name: str) -> Iterator[tuple[str, str]]:
        """A name with its role, and the units that the brackets behind it name: 甲局（牵头）; 甲局（乙局、丙局配合）.

        Args:
            role: where no brackets say another one.
            name: with its brackets; it keeps those that speak of no role.
        """
        plain, bracket = bracket_at_end(name)
        if others := self.names_by_role(bracket):
            yield role, plain
            yield from ((own_role, other) for own_role, names in others.items() for other in names)
        elif any(word in bracket for word in self.words.support_words):
            yield SUPPORT, plain
        elif any(word in bracket for word in self.words.lead_words):
            yield LEAD, plain
        else:
            yield role, name

    def _with_underlined(self, names_by_role: dict[str, list[str]], underlined: Sequence[str]) -> dict[str, list[str]]:
        """Where some of several names are underlined, these lead; where all are, nothing follows from it."""
        several = names_by_role[RESPONSIBLE]
        leads = [name for name in several if any(name in words or words in name for words in underlined)]
        if leads and (len(leads) < len(several) or len(several) == 1):
            names_by_role[LEAD] += leads
            names_by_role[RESPONSIBLE] = [name for name in several if name not in leads]
        return names_by_role

    @cached_property
    def _label(self) -> re.Pattern[str]:
        roles = "|".join(map(re.escape, (*self.words.lead_words, *self.words.support_words)))
        others = "|".join(map(re.escape, self._labels_of_others))
        role = rf"(?:{roles})(?:责任)?(?:单位|部门|科室|股室|处室|领导)?"
        return re.compile(rf"({role}|(?<![\u4e00-\u9fff])(?:{others}))\s*[：:]")

    @cached_property
    def _labels_of_others(self) -> Sequence[str]:
        """责任单位：… beside 牵头单位：… names those who do not lead."""
        return (RESPONSIBLE, *self.words.columns.get(RESPONSIBLE, ()))


def _has_sign(name: str) -> bool:
    """Whether a name holds a sign that parts names elsewhere."""
    return len(split_outside_brackets(name, _SIGNS)) > 1
