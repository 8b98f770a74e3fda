"""The claims of a ledger as the file states them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sim.scenario import Scenario
from sim.scenario.faults import Fault, Origin, did_you_mean
from sim.scenario.nodes import Leaf, ListNode, MapNode, found_words
from sim.scenario.section import Section, unknown
from sim.studies.argument.ledger.arms import Arms
from sim.studies.argument.ledger.claim_tests import read_test
from sim.studies.argument.ledger.records import Claim, ClaimTest, Decision
from sim.studies.argument.ledger.shapes import ActionRanking, ClaimShape, ContextShape, Indifference

STATISTICAL = ("test", "all", "any")
DECIDED = ("ranking", "rests_on")
"""Keys of a claim that is tested by statistics, and by the decision."""


@dataclass(frozen=True)
class ClaimReader:
    """Reads claims.

    Attributes:
        arms: finds the arms that they name.
        decision: whose actions they may rank; None if there is none, or a broken one.
        has_decision: whether the file has a decision, broken or not.
        indifference: margins; None if they are broken.
    """

    arms: Arms
    decision: Decision | None
    has_decision: bool
    indifference: Indifference | None

    def read(self, ledger: Section) -> tuple[Claim, ...]:
        """Read the list `claims` of a ledger, noting every fault in it."""
        listing = ledger.node.entries.get("claims")
        if not isinstance(listing, ListNode) or not listing.items:
            found = "missing; " if listing is None else f"found {found_words(listing)}, "
            ledger.note("claims", f"{found}expected a list of claims")
            return ()
        claims: list[Claim | None] = []
        places: dict[str, Origin] = {}
        for index, item in enumerate(listing.items):
            path = f"claims[{index}]"
            if not isinstance(item, MapNode):
                message = f"found {found_words(item)}, expected a mapping with id, paraphrase, model, test"
                ledger.faults.append(Fault(item.at, path, message))
                continue
            name = item.entries.get("id")
            if isinstance(name, Leaf) and isinstance(name.value, str):
                path = f"claims.{name.value}"
            section = Section(item, path, ledger.faults)
            if path in places:
                section.note("id", f"duplicate id; it is already on line {places[path].line}", path)
            places.setdefault(path, item.place("id"))
            claims.append(self._claim(section))
        return tuple(claim for claim in claims if claim is not None)

    def _claim(self, section: Section) -> Claim | None:
        """Return the claim, or None after noting why there is none."""
        shape = section.fit(ClaimShape)
        if shape is None:
            return None
        self._require_one_kind(shape, section)
        one_test = [shape.test] if shape.test is not None else []
        tests = (
            *self._tests("test", one_test, section),
            *self._tests("all", shape.all or (), section),
            *self._tests("any", shape.any or (), section),
        )
        context = self._tests("context", shape.context or (), section)
        if shape.ranking is not None:
            self._require_actions(shape.ranking, section)
        curves = tuple(shape.curves or ())
        for name in dict.fromkeys(test.arm for test in tests):
            if name in self.arms.found:
                _require_uncertain(curves, self.arms.found[name].scenario, section)
                _require_levers(shape.levers or {}, self.arms.found[name].scenario, section)
        return Claim(
            id=shape.id,
            side=shape.side,
            paraphrase=shape.paraphrase,
            model=shape.model,
            reading=shape.reading or "",
            notes=tuple(shape.notes or ()),
            tests=tests,
            join="any" if shape.any else "all",
            ranking=shape.ranking,
            rests_on_weights=shape.rests_on is not None,
            untestable=shape.untestable,
            context=context,
            curves=curves,
            levers={path: (bounds[0], bounds[-1]) for path, bounds in (shape.levers or {}).items()},
        )

    def _require_one_kind(self, shape: ClaimShape, section: Section) -> None:
        """Note a claim without a test, and one with tests that exclude one another."""
        given = [key for key in STATISTICAL if getattr(shape, key) is not None]
        decided = [key for key in DECIDED if getattr(shape, key) is not None]
        faults = []
        if not given and not decided and shape.untestable is None:
            expected = "expected one of test, all, any, ranking, rests_on, untestable"
            faults.append(("id", f"found no test, {expected}"))
        if len(given) > 1:
            faults.append((given[1], f"found {' and '.join(given)}, expected one of them"))
        if shape.untestable is not None and (given or decided):
            beside = (given + decided)[0]
            faults.append(("untestable", f"found untestable beside {beside}, expected one of them"))
        if decided and not self.has_decision:
            found = f"found {decided[0]} in a ledger without a decision"
            faults.append((decided[0], f"{found}, expected a section 'decision'"))
        for key, message in faults:
            section.note(key, message, section.path)

    def _tests(self, key: str, shapes: Sequence[ContextShape], section: Section) -> tuple[ClaimTest, ...]:
        """The tests behind a key; `context` has no thresholds, so margins are nothing to it."""
        margins = None if key == "context" else self.indifference
        read = (
            read_test(shape, below, self.arms, margins)
            for shape, below in zip(shapes, section.mappings(key), strict=False)
        )
        return tuple(test for test in read if test is not None)

    def _require_actions(self, ranking: ActionRanking, section: Section) -> None:
        """Note a ranking of an action that the decision lacks, or of one above itself."""
        known = self.decision.actions if self.decision else (ranking.action, *ranking.above)
        for action in (ranking.action, *ranking.above):
            if action not in known:
                section.note("ranking", unknown("action", action, known))
        if ranking.action in ranking.above:
            section.note("ranking", f"found '{ranking.action}' above itself")


def _require_uncertain(paths: Sequence[str], scenario: Scenario, section: Section) -> None:
    """Note paths of curves along which nothing varies."""
    uncertain = [name for name, number in scenario.numbers.items() if number.distribution is not None]
    for path in paths:
        if path not in uncertain:
            found = "a number without a spread" if path in scenario.numbers else "unknown path"
            advice = did_you_mean(path, uncertain) or ", expected the dotted path of an uncertain number"
            section.note("curves", f"{found} '{path}'{advice}")


def _require_levers(levers: Mapping[str, Sequence[float]], scenario: Scenario, section: Section) -> None:
    """Note levers that are no numbers, and bounds that are none or lie outside what the number may be."""
    for path, bounds in levers.items():
        number = scenario.numbers.get(path)
        if number is None:
            advice = did_you_mean(path, scenario.numbers) or ", expected the dotted path of a number"
            message = f"unknown path '{path}'{advice}"
        elif len(bounds) != 2 or not number.bounds[0] <= bounds[0] < bounds[1] <= number.bounds[1]:
            allowed = f"{number.bounds[0]:g} to {number.bounds[1]:g}"
            found = ", ".join(f"{end:g}" for end in bounds)
            message = f"found [{found}] for '{path}', expected two rising numbers from {allowed}"
        else:
            continue
        section.note("levers", message)
