"""How all milestones that a row of the upper form speaks of stand together, and by which day."""

from datetime import date

from duban.model.role import Role
from duban.model.status import Status
from duban.model.verdict import FINISHED_MEANINGS, MEANINGS_WORST_FIRST, Meaning
from duban.reports.upper_form.row_case import Blank, Case, DerivedValue
from duban.reports.upper_form.row_days import MISSES_ONLY_ITS_OWN_DAY, meaning_by_day
from duban.text.folding import comparison_key


def gravest_state(case: Case) -> DerivedValue:
    """The gravest state, held against the day of the row."""
    answers = case.answers
    meanings = [meaning_by_day(milestone, case.matched.row.due) for milestone in case.milestones]
    if "" in meanings or not answers:
        return DerivedValue(blank=Blank.NOT_ANSWERED, answers=answers)
    if MISSES_ONLY_ITS_OWN_DAY in meanings:
        return DerivedValue(blank=Blank.EARLIER_DAY, answers=answers)
    gravest = min(meanings, key=lambda meaning: MEANINGS_WORST_FIRST.index(Meaning(meaning)))
    if gravest == Meaning.ADJUST:
        return DerivedValue(blank=Blank.DECIDE, answers=answers)
    word = _word_for(case, gravest)
    return DerivedValue(word or None, None if word else Blank.NO_OPTION, answers)


def last_actual_day(case: Case) -> DerivedValue:
    """The last of the days on which the milestones were finished; nothing before all are."""
    is_finished = all(milestone.meaning in FINISHED_MEANINGS for milestone in case.milestones)
    return _last_day(case) if is_finished else DerivedValue(blank=Blank.NOT_ANSWERED, answers=case.answers)


def last_expected_day(case: Case) -> DerivedValue:
    """The last of the days by which the units expect to be finished."""
    return _last_day(case)


def _last_day(case: Case) -> DerivedValue:
    answers = case.answers
    days = [answer.cell.value for answer in answers if isinstance(answer.cell.value, date)]
    return DerivedValue(max(days), answers=answers) if days else DerivedValue(blank=Blank.NOT_ANSWERED)


def _word_for(case: Case, meaning: str) -> str:
    """The word of the upper form for a state; empty where it has none."""
    own_options = case.cell.layout.options if case.cell.layout else ()
    meanings = {**case.meanings, **{comparison_key(option.text): option.means for option in own_options}}
    words = case.cell.options or [option.text for option in own_options] or _own_words(case.status)
    return next((word for word in words if meanings.get(comparison_key(word)) == meaning), "")


def _own_words(status: Status) -> list[str]:
    """The words for states in the own form."""
    columns = (sheet.by_role(Role.STATE) for sheet in status.layout.sheets)
    return [option.text for column in columns if column for option in column.options]
