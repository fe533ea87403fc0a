"""What a unit declares of a milestone, what the program finds, and the light that follows by templates/lights.yaml."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated

from duban.model.typed import matches_pattern
from duban.validation.declaration import Field, WithJsonSchema
from duban.validation.model import Model
from duban.value_object import ValueObject, field, replace


class Meaning(StrEnum):
    """What a state that a unit chooses means to the program (`means` of its option), the gravest first."""

    WILL_MISS = "will-miss"
    ADJUST = "adjust"
    TROUBLE = "trouble"
    ON_TRACK = "on-track"
    DONE_LATE = "done-late"
    DONE = "done"


MEANINGS_WORST_FIRST = tuple(Meaning)
FINISHED_MEANINGS = frozenset({Meaning.DONE, Meaning.DONE_LATE})
BAD_NEWS_MEANINGS = frozenset({Meaning.WILL_MISS, Meaning.ADJUST, Meaning.TROUBLE})
ALL_FINISHED = "finished"
"""What a task declares when all of its milestones are finished."""
STATE_UNKNOWN = "unverified"
"""What a task declares when one of its due milestones is not known and the others say nothing bad."""


class UnknownState(StrEnum):
    """Why nobody knows how a milestone stands that is due."""

    TO_BE_REPORTED = "to-be-reported"
    """It fell due after the last return, and no later one is owed yet."""
    NOT_FILED = "not-filed"
    """A return is owed and has not come."""
    NOT_YET_FILED = "not-yet-filed"
    """An earlier return should have told of it, and this period's is not owed yet."""
    UNUSABLE = "unusable"
    """Only files came that cannot be used."""
    VERSIONS_DIFFER = "versions-differ"
    """Two different returns came at once, and none is chosen yet."""
    DAY_MISSING = "day-missing"
    """Its unit says that it was finished late, and not when."""
    BLANK = "blank"
    """Its state was left blank."""
    TO_CORRECT = "to-correct"
    """Its answer has to be corrected first."""
    OUTDATED = "outdated"
    """The last answer is from before the due day."""
    NOT_ANSWERED = "not-answered"
    """No return that counts says anything of it."""
    NOT_ASKED = "not-asked"
    """No form of this kind asks how it stands."""
    NO_UNIT = "no-unit"
    """No unit answers for it."""


NO_CHANGE_MEANING = "no-change"
"""The choice in a form's heading by which a unit says that all it told before still holds (整表无变化)."""

CLAIM_MEANINGS = ("claim", "support", "decline")
"""Meanings of an opinion on who shall lead a task."""


class Light(StrEnum):
    """The colours; `none` says that there is nothing to judge yet, `grey` that nobody knows (待核实)."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    GREEN = "green"
    NONE = "none"
    GREY = "grey"


LIGHTS_WORST_FIRST = (Light.RED, Light.YELLOW, Light.BLUE, Light.GREEN, Light.GREY, Light.NONE)
WORRYING_LIGHTS = (Light.RED, Light.YELLOW, Light.BLUE)

NEEDED_RULES = (
    *("unverified", "awaiting-report", "not-due", "done", "done-late"),
    *("overdue", "overdue-since-issue", "due-before-issue"),
)
"""Rules that every office has: without them a milestone could have no light at all."""

DAILY_RULES = ("overdue", "overdue-since-issue")
"""Rules that may begin some days after the due day (`from_days`): the days before need a light of their own."""

Facts = Mapping[str, object]
"""What the sentence of a rule is filled with."""


class Ruling(ValueObject):
    """审定: the light that a task or milestone has in one period's report by the word of a person.

    Attributes:
        basis: the document or the meeting: the office itself rules nothing.
        confirmed_by: who told the clerk; empty where she named nobody.
        proposed_then: the light that stood beside it when she typed it; None where none did.
    """

    light: Light
    basis: str
    confirmed_by: str = ""
    proposed_then: Light | None = None


class Verdict(ValueObject, gc=False):
    """A light with its reason.

    Attributes:
        light: the one in force: as proposed (拟亮灯), or as ruled (审定).
        code: the rule by which it was found, of a milestone or of a whole task.
        facts: what its sentence is filled with.
        cause: what it was before earlier reports were looked at, where these made it another; else None.
        proposed: the light of the rules, where a ruling stands above it; else None.
        ruling: what was ruled; of a task perhaps of one of its milestones. Its light need not be that of the task.
    """

    light: Light
    code: str
    facts: Facts = field(default_factory=dict)
    cause: "Verdict | None" = None
    proposed: Light | None = None
    ruling: Ruling | None = None

    @property
    def is_adjusted(self) -> bool:
        """Whether a ruling made the light another one than was proposed."""
        return self.proposed not in (None, self.light)

    @property
    def as_proposed(self) -> "Verdict":
        """The same without what was ruled."""
        return replace(self, light=self.proposed, proposed=None, ruling=None) if self.proposed else self


Suggestion = Annotated[str, matches_pattern("(?!.*问责).+", "value-pattern"), WithJsonSchema({"type": "string"})]
"""What leaders may think about. Calling to account is theirs alone: no escalation of ours says it."""


class LightRule(Model):
    """What a verdict means."""

    rule: Annotated[
        str, Field(description="The rule of the program that it is; by default the one of its own code.")
    ] = ""
    light: Annotated[Light, Field(description="How bad it is.")]
    word: Annotated[str, Field(description="The verdict in a word or two, printed beside the light.")]
    reason: Annotated[str, Field(description="A template over the facts that the rule gives.")] = ""
    settings: Annotated[dict[str, int], Field(description="The settings of the rule, such as within_days.")] = {}
    symbol: Annotated[str, Field(description="Its own symbol, where it is not that of its light.")] = ""
    shade: Annotated[
        str, Field(description="Its cells have the style `light-` with this name, where not that of its light.")
    ] = ""


class LightWord(Model):
    """A light on paper."""

    symbol: Annotated[str, Field(description="Survives a photocopy without colours.")]
    name: Annotated[str, Field(description="The word for the colour.")]


class EscalationStep(Model):
    """A step of the office's own rule for milestones that lag: suggested to leaders, decided by them."""

    word: Annotated[str, Field(description="What is so, in the words of the rule.")]
    suggests: Annotated[Suggestion, Field(description="What the rule provides for it.")]
    lights: Annotated[
        tuple[Light, ...],
        Field(description="Lights of a milestone to which it applies, where it is known how the milestone stands."),
    ] = ()
    days_late: Annotated[int, Field(ge=0, description="By its light it applies from so many days overdue on.")] = 0
    reports: Annotated[
        int, Field(ge=1, description="By its light it applies once so many reports in a row had it.")
    ] = 1
    answers: Annotated[
        dict[str, tuple[str, ...]],
        Field(description="Column key to answers about a milestone, in any kind of form, to which it applies as well."),
    ] = {}
    year_over: Annotated[bool, Field(description="It applies only once the plan's year is over.")] = False


class LightRules(Model):
    """All verdicts with their lights and words."""

    rules: Annotated[
        dict[str, LightRule],
        Field(description="For milestones, by rule code; among equally bad ones the first in order counts."),
    ]
    optional: Annotated[
        dict[str, LightRule],
        Field(description="Rules that are off, with their words; one is on where `rules` or a preset names it."),
    ] = {}
    tasks: Annotated[
        dict[str, LightRule], Field(description="The verdicts that only a whole task can have, by their codes.")
    ]
    declared: Annotated[dict[str, str], Field(description="The words for what a task declares, by meaning.")]
    lights: Annotated[
        dict[Light, LightWord], Field(description="The lights on paper, in the order in which they are listed.")
    ]
    ladder: Annotated[
        tuple[EscalationStep, ...], Field(description="Steps for milestones that lag; the first that applies counts.")
    ] = ()
    name: Annotated[
        str, Field(description="What these rules are called under reports; a preset gives its own name.")
    ] = ""

    @property
    def missing_rules(self) -> tuple[str, ...]:
        """Codes of rules that every office needs and these do not have."""
        return tuple(code for code in NEEDED_RULES if code not in self.rules)

    def completed_by(self, shipped: "LightRules") -> "LightRules":
        """With the shipped rules and words for what these lack.

        Rules that do not know of what nobody knows, as all of 0.2 and before, take over its light as well.
        """
        rules = self.rules | {code: shipped.rules[code] for code in self.missing_rules}
        lights = dict(self.lights)
        if "unverified" in self.missing_rules:
            rules["awaiting-report"] = replace(rules["awaiting-report"], light=Light.GREY)
            lights[Light.GREY] = shipped.lights[Light.GREY]
        completed: dict[str, object] = {"rules": rules, "lights": lights, "optional": shipped.optional | self.optional}
        completed |= {"tasks": shipped.tasks | self.tasks, "declared": shipped.declared | self.declared}
        return replace(self, **completed)

    def rule(self, code: str) -> LightRule:
        """The rule of this code, of a milestone or of a task."""
        return self.rules.get(code) or self.tasks[code]
