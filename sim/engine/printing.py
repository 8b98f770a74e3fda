"""A program as C: straight lines of arithmetic in functions short enough for a compiler, and what goes in and out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path as File
from zlib import crc32

from sim.engine.graph import Node
from sim.engine.selection import Selection
from sim.engine.slots import Part, Slots
from sim.engine.trace import Element, Program

FRAME = tuple(File(__file__).with_name(name) for name in ("portable.h", "strip.h"))
"""Arithmetic, and the way through the weeks."""
FORMS = {
    "add": "{0} + {1}",
    "sub": "{0} - {1}",
    "mul": "{0} * {1}",
    "div": "{0} / {1}",
    "neg": "-{0}",
    "exp": "exponential({0})",
    "expm1": "exponential_less_1({0})",
    "log": "logarithm({0})",
    "log1p": "logarithm_of_1_plus({0})",
    "pow": "power_of({0}, {1})",
    "sqrt": "root({0})",
    "max": "most({0}, {1})",
    "min": "least({0}, {1})",
    "floor": "below({0})",
    "rint": "nearest({0})",
    "lt": "{0} < {1}",
    "le": "{0} <= {1}",
    "eq": "{0} == {1}",
    "and": "{0} & {1}",
    "or": "{0} | {1}",
    "not": "NOT({0})",
}
POWERS = {
    2.0: "{0} * {0}",
    3.0: "{0} * {0} * {0}",
    4.0: "({0} * {0}) * ({0} * {0})",
    0.5: "root({0})",
    -1.0: "R(1.0) / {0}",
}
"""Powers that need no logarithm."""


@dataclass(frozen=True)
class Printed:
    """A program in C.

    Attributes:
        source: plain C, or CUDA, by what is defined before it.
        numbers: paths of the drawn numbers it reads, in order.
        series: names of the series it writes, in order.
        finals: numbers of the state that it writes after the last week, in order.
        fixed: numbers of the state that are the same in all wars, in all weeks.
        drawn: numbers of the state that stay as they are drawn, and the path of the draw.
        kinds: of events, in the order in which they are recorded.
    """

    source: str
    numbers: tuple[str, ...]
    series: tuple[str, ...]
    finals: tuple[Element, ...]
    fixed: dict[Element, float]
    drawn: dict[Element, str]
    kinds: tuple[str, ...]


class Printer:
    """Prints one program.

    Args:
        program: the graph.
    """

    def __init__(self, program: Program) -> None:
        self.program = program
        self.chosen = Selection(program)

    def printed(self) -> Printed:
        """The program."""
        p, chosen = self.program, self.chosen
        chunks, first_weekly = chosen.chunks()
        self.slots = Slots(
            p,
            chunks,
            first_weekly,
            given=(*chosen.numbers, *chosen.once),
            states=chosen.states,
            finals=chosen.finals,
            moving=chosen.moving,
        )
        parts_of_text = {
            "causes": ", ".join(f"{crc32(die.name.encode())}u" for die in chosen.dice) or "0u",
            "throws": self._throws(),
            "functions": "\n".join(self._function(number, chunk) for number, chunk in enumerate(chunks)),
            "slots": self.slots.count,
            "dice": max(1, 4 * len(chosen.dice)),
            "load": self._loads(),
            "start": "\n".join(f"  c{number}(w, D, &k);" for number in range(first_weekly)),
            "states": "\n".join(
                f"  w[{self.slots.states[each]}] = {self._real(p.start[each])};" for each in chosen.states
            ),
            "week": self._calls(chunks, first_weekly),
            "series": self._series(),
            "commit": self._commit(),
            "finals": self._finals(),
        }
        arithmetic, text = (path.read_text(encoding="utf-8") for path in FRAME)
        for name, piece in parts_of_text.items():
            text = text.replace(f"{name.upper()}_HERE", str(piece))
        text = arithmetic + text
        return Printed(text, chosen.numbers, tuple(p.series), chosen.finals, chosen.fixed, chosen.drawn, chosen.kinds)

    def _name(self, node: Node, loaded: Mapping[int, str]) -> str:
        """How a node is called in a function; what comes from elsewhere is fetched first."""
        if node.op == "const":
            if node.is_truth:
                return "YES" if node.value else "NO"
            return f"R({_literal(node.value)})"
        return loaded.get(node.number) or self._fetched(node)

    def _fetched(self, node: Node) -> str:
        if node.op in ("number", "once"):
            return f"w[{self.slots.given[node.value]}]"
        if node.op == "state":
            return f"w[{self.slots.states[node.value]}]"
        if node.op == "week":
            return "k->week"
        if node.op == "die":
            use = "use" if node.value.every == 1 else "slow_use"
            return f"D[{4 * self.chosen.dice.index(node.value)} + k->{use}]"
        slot = f"w[{self.slots.places[node.number]}]"
        return f"(M){slot}" if node.is_truth else slot

    def _real(self, node: Node) -> str:
        """As a number that can be stored; truths as 1 and 0."""
        if node.op == "const":
            return f"B({_literal(float(node.value))})"
        name = self._fetched(node)
        return f"PICK({name}, B(1.0), B(0.0))" if node.is_truth else name

    def _function(self, number: int, chunk: Part) -> str:
        lines: list[str] = []
        loaded: dict[int, str] = {}
        own = {node.number for node in chunk.nodes}
        for node in chunk.nodes:
            for arg in node.args:
                if arg.op != "const" and arg.number not in loaded and arg.number not in own:
                    loaded[arg.number] = f"v{arg.number}"
                    lines.append(f"  {_type(arg)} v{arg.number} = {self._fetched(arg)};")
            lines.append(f"  {_type(node)} v{node.number} = {self._expression(node, loaded)};")
            loaded[node.number] = f"v{node.number}"
            if node.number in self.slots.places:
                cast = "(V)" if node.is_truth else ""
                lines.append(f"  w[{self.slots.places[node.number]}] = {cast}v{node.number};")
        lines += [
            f"  w[{self.slots.places[each.number]}] = {self._stored(each.args[1], loaded)};" for each in chunk.choices
        ]
        body = "\n".join(lines)
        return f"PART void c{number}(V *RESTRICT w, const V *RESTRICT D, const struct Week *RESTRICT k) {{\n{body}\n}}"

    def _stored(self, node: Node, loaded: Mapping[int, str]) -> str:
        """What a choice takes over, as it lies in a slot."""
        if node.op == "const" and not node.is_truth:
            return f"B({_literal(node.value)})"
        name = self._name(node, loaded)
        return f"(V){name}" if node.is_truth else name

    def _expression(self, node: Node, loaded: Mapping[int, str]) -> str:
        names = [self._name(arg, loaded) for arg in node.args]
        if node.op in ("where", "phi"):
            if node.is_truth:
                return f"({names[0]} & {names[1]}) | (NOT({names[0]}) & {names[2]})"
            return "PICK({}, {}, {})".format(names[0], *map(_wide, node.args[1:], names[1:]))
        power = POWERS.get(node.args[1].value) if node.op == "pow" and node.args[1].op == "const" else None
        if power is not None:
            return power.format(_wide(node.args[0], names[0]))
        if node.op in ("max", "min", "pow", "exp", "log", "expm1", "log1p", "sqrt") or node.args[0].op == "const":
            names = list(map(_wide, node.args, names))
        return FORMS[node.op].format(*names)

    def _calls(self, chunks: Sequence[Part], first: int) -> str:
        lines: list[str] = []
        place = first
        while place < len(chunks):
            region = chunks[place].region
            if not region:
                lines.append(f"    c{place}(w, D, &k);")
                place += 1
                continue
            condition = self._fetched(self.program.graph.conditions[region][0]).replace("k->", "k.")
            lines.append(f"    {{ M due = {condition}; if (FIRST(due)) {{")
            while place < len(chunks) and chunks[place].region == region:
                lines.append(f"      c{place}(w, D, &k);")
                choices = chunks[place].choices
                place += 1
            lines.append("    } else {")
            lines += [f"      w[{self.slots.places[each.number]}] = {self._kept(each.args[2])};" for each in choices]
            lines.append("    } }")
        return "\n".join(lines)

    def _kept(self, node: Node) -> str:
        """What a choice leaves as it was, as it lies in a slot."""
        if node.op == "const":
            return self._stored(node, {})
        if node.op in ("number", "once", "state"):
            return self._fetched(node)
        return self._fetched(node).removeprefix("(M)").replace("k->", "k.")

    def _throws(self) -> str:
        """When dice are thrown, those of one law side by side: a group of four uses at a time."""
        lines, first = [], 0
        for every, law in product((1, 4), ("normal", "uniform")):
            last = first + sum(die.every == every and die.law == law for die in self.chosen.dice)
            group, normal = 4 * every, int(law == "normal")
            if last > first:
                lines.append(
                    f"  if (week % {group} == 0)"
                    f" throw_dice(D, {first}, {last}, {normal}, (unsigned)(week / {group}), low, high, job);"
                )
            first = last
        return "\n".join(lines)

    def _loads(self) -> str:
        lines = []
        if self.chosen.numbers:
            lines.append(
                f"  for (int i = 0; i < {len(self.chosen.numbers)}; ++i)"
                " for (int l = 0; l < LANES; ++l) LANE(w[i], l) = (real)job->numbers[i * job->n + at[l]];"
            )
        lines += [
            "  { unsigned words[4][LANES];"
            f" philox(low, high, 0u, {crc32(name.encode())}u, job->seed_low, job->seed_high, words);"
            f" w[{self.slots.given[name]}] = uniform(words[0]); }}"
            for name in self.chosen.once
        ]
        return "\n".join(lines)

    def _series(self) -> str:
        return "\n".join(
            f"      {{ V out = {self._real(node)}; WRITE(job->series + ({place} * job->weeks + week) * job->n, float)"
            " }".replace("k->", "k.")
            for place, node in enumerate(self.program.series.values())
        )

    def _commit(self) -> str:
        """Numbers of the state after the week take the place of those before; all are read before any is written."""
        p = self.program
        moved = [each for each in self.chosen.states if p.after[each].op == "state" and p.after[each].value != each]
        keep = [f"    V m{self.slots.states[each]} = {self._real(p.after[each])};" for each in moved]
        lines = []
        for each in self.chosen.states:
            node = p.after[each]
            if node.op == "state" and node.value == each:
                continue
            value = f"m{self.slots.states[each]}" if each in moved else self._real(node).replace("k->", "k.")
            lines.append(f"    w[{self.slots.states[each]}] = {value};")
        return "\n".join([*keep, *lines])

    def _finals(self) -> str:
        p = self.program
        lines = []
        for place, each in enumerate(self.chosen.finals):
            node = p.after.get(each, p.start[each])
            if each in self.slots.states:
                value = f"w[{self.slots.states[each]}]"
            elif node.op == "state":
                value = f"w[{self.slots.states[node.value]}]"
            else:
                value = self._real(node).replace("k->", "k.")
            lines.append(f"  {{ V out = {value}; WRITE(job->finals + {place} * job->n, double) }}")
        return "\n".join(lines)


def _wide(node: Node, name: str) -> str:
    """A constant in every lane."""
    return name if node.op != "const" or node.is_truth else f"B({_literal(node.value)})"


def _type(node: Node) -> str:
    return "M" if node.is_truth else "V"


def _literal(value: float) -> str:
    if value != value:  # noqa: PLR0124
        return "NOTHING"
    if value in (float("inf"), float("-inf")):
        return "INFINITE" if value > 0 else "-INFINITE"
    return float(value).hex()
