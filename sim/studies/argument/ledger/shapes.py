"""The shapes a ledger may hold, as strict pydantic models; a field's description is what a fault says was expected."""

from typing import Annotated, Literal

from pydantic import Field

from sim.scenario.shapes import LINE, LONGEST_HORIZON, NAME, Filled, Flag, Line, Name, Note, Shape, Title, When

Kind = Literal["probability", "mean", "median", "difference", "ratio", "trend"]
Direction = Literal["above", "below"]
ClaimSide = Literal["article", "counter"]

KINDS = "one of probability, mean, median, difference, ratio, trend"
SCENARIO = "the name of an arm of this ledger, or of a scenario, as text"
OUTCOME = "an outcome, or several joined by ' + ' and ' - ', as text"

Heading = Annotated[Line, Field(description=LINE)]


class ArticleShape(Shape):
    """The article on trial."""

    title: Heading
    publisher: Title = None
    published: When = None
    thesis: Note = None


class Indifference(Shape):
    """How far an interval must clear a threshold: by probability, by ratio, by share of what is at stake."""

    probability: float = Field(ge=0, lt=1, description="a number from 0 to 1, in units of probability")
    ratio: float = Field(ge=0, lt=1, description="a number from 0 to 1, for ratios")
    value: float = Field(ge=0, lt=1, description="a number from 0 to 1, a share of what is at stake")


class LedgerShape(Shape):
    """The keys at the top of a ledger that are not walked by themselves."""

    title: Heading
    description: Note = None
    article: ArticleShape = Field(description="a mapping with title, publisher, published, thesis")
    indifference: Indifference = Field(description="a mapping with probability, ratio, value")


class ArmShape(Shape):
    """A scenario as a claim wants it: with a strategy, a horizon, and numbers set."""

    scenario: Filled = Field(description="the name of a scenario, as text")
    strategy: Filled | None = Field(None, description="the name of a strategy, as text")
    weeks: int | None = Field(
        None, ge=1, le=LONGEST_HORIZON, description=f"a whole number of weeks from 1 to {LONGEST_HORIZON}"
    )
    set: dict[str, float | str] | None = Field(None, description="a mapping of dotted paths to values")
    why: Note = None


class ContextShape(Shape):
    """A number shown beside a claim, without a bearing on its verdict."""

    outcome: Filled = Field(description=OUTCOME)
    scenario: Filled = Field(description=SCENARIO)
    compare_to: Filled | None = Field(None, description=SCENARIO)
    statistic: Kind = Field(description=KINDS)
    paired: Flag = None
    given: Filled | None = Field(None, description="an ending, a flag, 'deal' or a number above a value, as text")
    over: Filled | None = Field(None, description="an outcome that is a number, as text")
    per: Filled | None = Field(None, description="an outcome that is a number, as text, such as weeks_fought")
    label: Title = None


class ClaimTestShape(ContextShape):
    """A number with a threshold on one side of which the claim holds."""

    threshold: float = Field(description="a finite number")
    direction: Direction = Field(description="'above' or 'below'")
    margin: float | None = Field(None, ge=0, description="a finite number, 0 or more, in units of the threshold")


class ActionRanking(Shape):
    """An action said to be worth more than others, under every set of weights."""

    action: Filled = Field(description="one of the decision's actions, as text")
    above: list[Filled] = Field(min_length=1, description="a list of the decision's actions")


class ClaimShape(Shape):
    """One claim and how it is tested."""

    id: Name = Field(description=NAME)
    side: ClaimSide = Field("article", description="'article' or 'counter'")
    paraphrase: Filled = Field(description="text")
    model: Filled = Field(description="text: where the model speaks to it")
    reading: Filled | None = Field(None, description="text: how the words became thresholds")
    notes: list[Filled] | None = Field(None, description="a list of texts")
    test: ClaimTestShape | None = Field(
        None, description="a mapping with outcome, scenario, statistic, threshold, direction"
    )
    all: list[ClaimTestShape] | None = Field(None, min_length=1, description="a list of tests")
    any: list[ClaimTestShape] | None = Field(None, min_length=1, description="a list of tests")
    ranking: ActionRanking | None = Field(None, description="a mapping with action, above")
    rests_on: Literal["weights"] | None = Field(None, description="the word 'weights'")
    untestable: Filled | None = Field(None, description="text: why the model has no say")
    context: list[ContextShape] | None = Field(None, description="a list of numbers to show beside the claim")
    curves: list[Filled] | None = Field(None, description="a list of dotted paths of uncertain numbers")
    levers: dict[str, list[float]] | None = Field(
        None, description="a mapping of dotted paths to [low, high]: numbers without a range that may be turned"
    )


class WorthShape(Shape):
    """The worth of an outcome under a set of weights."""

    outcome: Filled = Field(description=OUTCOME)
    worth: float = Field(description="a finite number of points")
    per: Annotated[float, Field(gt=0)] = Field(1.0, description="a number above 0, in the outcome's unit")
    times: Filled | None = Field(None, description="the dotted path of a number that multiplies it")
    why: Filled = Field(description="text: why it is worth that")


class WeightsShape(Shape):
    """A set of weights."""

    title: Heading
    why: Filled = Field(description="text")
    worths: list[WorthShape] = Field(min_length=1, description="a list with outcome, worth, why")


class DecisionShape(Shape):
    """Which actions are valued, in which scenario, and the game in which all others answer them."""

    scenario: Filled = Field(description=SCENARIO)
    actions: list[Filled] = Field(min_length=2, description="a list of two or more strategies")
    game: Filled | None = Field(None, description="the name of a game in which one actor has these strategies, as text")


class WeighedDecision(DecisionShape):
    """A decision with its sets of weights, as editors check it."""

    weights: dict[str, WeightsShape] = Field(min_length=1, description="a mapping of sets of weights")


class LedgerFile(LedgerShape):
    """A whole ledger, as editors check it."""

    worlds: dict[str, ArmShape] | None = Field(None, description="a mapping of arms")
    claims: list[ClaimShape] = Field(min_length=1, description="a list of claims")
    decision: WeighedDecision | None = Field(None, description="a mapping with scenario, actions, weights")
