"""The claims of a ledger as the file states them."""

from __future__ import annotations

from collections.abc import Sequence

from sim.scenario import Scenario
from sim.scenario.faults import Fault, Origin, did_you_mean, listed
from sim.scenario.nodes import Leaf, ListNode, MapNode, found_words, join
from sim.scenario.shapes import fit
from sim.studies.argument.ledger.names import Naming
from sim.studies.argument.ledger.records import Claim, Decision, Indifference, Ranking, Test
from sim.studies.argument.ledger.shapes import ClaimShape, ContextShape
from sim.studies.argument.ledger.tests import read_test

STATISTICAL = ("test", "all", "any")


def read_claims(
    node: MapNode, decision: Decision | None, decided: bool, naming: Naming, indifference: Indifference | None
) -> tuple[Claim, ...]:
    """Read the list `claims` of a ledger, noting every fault in it.

    Args:
        node: the whole ledger.
        decision: what its claims may rank; None if there is none, or a broken one.
        decided: whether the file has a decision, broken or not.
        naming: finds worlds and gathers faults.
        indifference: margins; None if they are broken.
    """
    listing = node.entries.get("claims")
    if not isinstance(listing, ListNode) or not listing.items:
        found = "missing; " if listing is None else f"found {found_words(listing)}, "
        naming.faults.append(Fault(node.place("claims"), "claims", f"{found}expected a list of claims"))
        return ()
    claims: list[Claim] = []
    places: dict[str, Origin] = {}
    for index, item in enumerate(listing.items):
        if not isinstance(item, MapNode):
            expected = "expected a mapping with id, paraphrase, model, test"
            naming.faults.append(Fault(item.at, f"claims[{index}]", f"found {found_words(item)}, {expected}"))
            continue
        name = item.entries.get("id")
        known = isinstance(name, Leaf) and isinstance(name.value, str)
        path = f"claims.{name.value}" if known and isinstance(name, Leaf) else f"claims[{index}]"
        if path in places:
            message = f"duplicate id; it is already on line {places[path].line}"
            naming.faults.append(Fault(item.place("id"), path, message))
            continue
        places[path] = item.place("id")
        claim = _Reader(item, path, decision, decided, naming, indifference).claim()
        if claim is not None:
            claims.append(claim)
    return tuple(claims)


class _Reader:
    """Reads one claim."""

    def __init__(
        self,
        node: MapNode,
        path: str,
        decision: Decision | None,
        decided: bool,
        naming: Naming,
        indifference: Indifference | None,
    ) -> None:
        self.node = node
        self.path = path
        self.decision = decision
        self.decided = decided
        self.naming = naming
        self.indifference = indifference

    def claim(self) -> Claim | None:
        """Return the claim, or None after noting why there is none."""
        shape = fit(ClaimShape, self.node, self.path, self.naming.faults)
        if shape is None:
            return None
        self._one_kind(shape)
        tests: list[Test] = []
        for key, shapes in (("test", [shape.test]), ("all", shape.all), ("any", shape.any)):
            tests += self._tests(key, [one for one in shapes or () if one is not None])
        context = self._tests("context", shape.context or [])
        ranking = self._ranking(shape)
        curves = tuple(shape.curves or ())
        for world in {test.world: self.naming.worlds.get(test.world) for test in tests}.values():
            if world is not None:
                self._curves(curves, world.scenario)
        return Claim(
            id=shape.id,
            side=shape.side,
            paraphrase=shape.paraphrase,
            model=shape.model,
            reading=shape.reading or "",
            notes=tuple(shape.notes or ()),
            tests=tuple(tests),
            join="any" if shape.any else "all",
            ranking=ranking,
            rests_on_weights=shape.rests_on is not None,
            untestable=shape.untestable,
            context=tuple(context),
            curves=curves,
        )

    def _fault(self, key: str, message: str, path: str = "") -> None:
        self.naming.faults.append(Fault(self.node.place(key), path or self.path, message))

    def _one_kind(self, shape: ClaimShape) -> None:
        """Note a claim without a test, and one with tests that exclude one another."""
        given = [key for key in STATISTICAL if getattr(shape, key) is not None]
        decided = [key for key in ("ranking", "rests_on") if getattr(shape, key) is not None]
        if not given and not decided and shape.untestable is None:
            self._fault("id", "found no test, expected one of test, all, any, ranking, rests_on, untestable")
        if len(given) > 1:
            self._fault(given[1], f"found {' and '.join(given)}, expected one of them")
        if shape.untestable is not None and (given or decided):
            self._fault("untestable", f"found untestable beside {(given + decided)[0]}, expected one of them")
        if decided and not self.decided:
            self._fault(
                decided[0],
                f"found {decided[0]} in a ledger without a decision, expected a section 'decision'",
            )

    def _tests(self, key: str, shapes: Sequence[ContextShape]) -> list[Test]:
        below = self.node.entries.get(key)
        nodes = list(below.items) if isinstance(below, ListNode) else [below]
        tests = []
        for index, (shape, node) in enumerate(zip(shapes, nodes, strict=False)):
            path = join(self.path, key) + (f"[{index}]" if isinstance(below, ListNode) else "")
            if isinstance(node, MapNode):
                margins = None if key == "context" else self.indifference
                test = read_test(shape, node, path, self.naming, margins)
                if test is not None:
                    tests.append(test)
        return tests

    def _ranking(self, shape: ClaimShape) -> Ranking | None:
        if shape.ranking is None:
            return None
        ranking = Ranking(shape.ranking.action, tuple(shape.ranking.above))
        for action in (ranking.action, *ranking.above) if self.decision else ():
            if self.decision and action not in self.decision.actions:
                known = self.decision.actions
                advice = did_you_mean(action, known) or f", expected one of {listed(known)}"
                self._fault("ranking", f"unknown action '{action}'{advice}", join(self.path, "ranking"))
        if ranking.action in ranking.above:
            self._fault("ranking", f"found '{ranking.action}' above itself", join(self.path, "ranking"))
        return ranking

    def _curves(self, curves: tuple[str, ...], scenario: Scenario) -> None:
        for path in curves:
            number = scenario.numbers.get(path)
            if number is None or number.distribution is None:
                uncertain = [name for name, one in scenario.numbers.items() if one.distribution is not None]
                found = "unknown path" if number is None else "a number without a spread"
                advice = did_you_mean(path, uncertain) or ", expected the dotted path of an uncertain number"
                self._fault("curves", f"{found} '{path}'{advice}", join(self.path, "curves"))
