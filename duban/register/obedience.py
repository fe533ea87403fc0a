"""What became of each decision in 办公室登记: every one is obeyed, or answered with the reason."""

from collections.abc import Iterator

from duban.messages.finding import Finding
from duban.register.parsed_register import Decision, ParsedRegister
from duban.register.sheet_rules import Effect, RegisterCase
from duban.register.sheets import SHEET_RULES
from duban.register.typed_rows import LONGEST_TOLD
from duban.text.display import shorten


def contradictory_decisions(parsed: ParsedRegister, case: RegisterCase) -> Iterator[Finding]:
    """Decisions that nobody can obey.

    Args:
        parsed: the register.
        case: its period.
    """
    for key, rules in SHEET_RULES.items():
        yield from rules.contradictions([decision for decision in parsed.decided if decision.sheet == key], case)


def unanswered_decisions(parsed: ParsedRegister, case: RegisterCase) -> Iterator[Finding]:
    """What the clerk wrote and what had no effect, each with the reason; and what is to be said of what had its effect.

    Args:
        parsed: the register.
        case: its period.
    """
    yield from parsed.remarks
    for decision in decisions_with(Effect.NONE, parsed, case):
        rules = SHEET_RULES[decision.sheet]
        facts = {"file": shorten(rules.name_of(decision, case), LONGEST_TOLD), "reason": rules.reason(decision, case)}
        yield Finding("register-no-effect", decision.place, facts)
    for decision in decisions_with(Effect.OBEYED, parsed, case):
        yield from SHEET_RULES[decision.sheet].notes(decision, case)


def decisions_with(effect: Effect, parsed: ParsedRegister, case: RegisterCase) -> Iterator[Decision]:
    """The decisions that had one effect, in the order of the register.

    Args:
        effect: which one.
        parsed: the register.
        case: its period.
    """
    return (decision for decision in parsed.decided if SHEET_RULES[decision.sheet].effect(decision, case) is effect)
