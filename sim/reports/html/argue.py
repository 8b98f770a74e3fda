"""The report of an argument on trial, from the file that holds all of it."""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sim import __version__
from sim.analysis.wording import capitalised, parameter, quantity
from sim.base.errors import SimError
from sim.base.text import counted
from sim.reports.appearance import FINDINGS, VERDICTS, Look
from sim.reports.html.changes import cited, figure
from sim.reports.html.page import Cell, Commands, Page, Part, Pictures, Points, Section, Table, Words
from sim.reports.html.pictures.rows import Estimate, answers, estimates
from sim.reports.html.pictures.rows import Words as Around
from sim.reports.html.pictures.source import CAVEAT, Source
from sim.runs import storage
from sim.runs.engines import NUMPY
from sim.scenario import load

LEDGER = "ledger.json"
Claim = Mapping[str, Any]
ANSWERS = {
    "yes": Look("pass", "holds", FINDINGS["pass"].colour, FINDINGS["pass"].shape),
    "no": Look("fail", "fails", FINDINGS["fail"].colour, FINDINGS["fail"].shape),
    "open": Look("shortfall", "undecided", FINDINGS["shortfall"].colour, "diamond"),
    "silent": Look("not applicable", "no say", FINDINGS["not applicable"].colour, "square"),
}
"""What a claim's test says in one way of writing the model."""


def argue_page(folder: Path) -> Page:
    """The report of a trial.

    Raises:
        SimError: if its file is not as it was written.
    """
    path = folder / LEDGER
    try:
        text = path.read_text(encoding="utf-8")
        return page(json.loads(text), hashlib.sha256(text.encode()).hexdigest())
    except (ValueError, KeyError, TypeError, AttributeError) as fault:
        raise SimError(f"{path}: found it broken or changed ({fault}), expected {storage.AS_WRITTEN}") from None


def page(trial: Mapping[str, Any], identity: str) -> Page:
    """The report of a trial as plain data; identity is the hash of it."""
    claims: Sequence[Claim] = trial["claims"]
    counts = Counter(claim["verdict"] for claim in claims)
    words = ", ".join(f"{counts[word]} {word}" for word in VERDICTS if counts[word])
    verb = "is" if words.startswith("1 ") else "are"
    head = f"Of {counted(len(claims), 'claim')} {words.replace(' ', f' {verb} ', 1)}."
    n, seed = int(trial["replications"]), int(trial["seed"])
    source = Source(str(trial["ledger"]), n, seed, identity, str(trial["version"]))
    facts = (
        f"{counted(int(trial['ensembles']), 'ensemble')} of {counted(n, 'war')} each",
        f"seed {seed}",
        f"engine {trial.get('played_by', NUMPY)}",
        f"sim {trial['version']}",
        f"ledger {trial['ledger']}, hash {identity[:12]}",
    )
    article = ", ".join(
        str(value) for key, value in trial["article"].items() if key in ("title", "publisher", "published")
    )
    sections = [
        Section("verdicts", "Claim by claim", (Pictures([_verdicts(trial, head, source)]), _table(claims))),
        Section("tests", "How each was tested", tuple(_tests(claim) for claim in claims if claim["tests"])),
        Section("hangs", "What the verdicts hang on", (_hinges(claims, str(trial["version"])),)),
    ]
    answered = tuple(f"{claim['id']}: {claim['game']}" for claim in claims if claim.get("game"))
    if answered:
        sections.append(Section("game", "Where all others answer", (Points(answered),)))
    if "decision" in trial:
        sections.append(Section("decision", "The decision", tuple(_decision(trial["decision"], source))))
    sections += [Section("caveats", "What this is not", (_caveats(trial),)), _again(trial)]
    about = (head, f"On trial: {article}.") if article else (head,)
    return Page(str(trial["title"]), "Argument", about, facts, tuple(sections))


def _verdicts(trial: Mapping[str, Any], head: str, source: Source) -> Any:
    variants = [str(name) for name in trial["variants"]]
    rows = []
    for claim in trial["claims"]:
        given = [ANSWERS[claim["variants"][name]] for name in variants if name in claim["variants"]]
        rows.append((str(claim["id"]), VERDICTS[claim["verdict"]], given))
    note = "Each row is a claim; right its verdict, left what its test says under each way of writing the model's equations."
    return answers("verdicts", variants, rows, Around(head, note, ("Claim",), source.line))


def _table(claims: Sequence[Claim]) -> Table:
    rows = tuple(
        (
            str(claim["id"]),
            str(claim["paraphrase"]),
            str(claim["verdict"]),
            str(claim["why"]),
            str(claim["depends_on"] or ""),
        )
        for claim in claims
    )
    return Table("Every claim, its verdict and why", ("Claim", "It says", "Verdict", "Why", "Depends on"), rows)


def _tests(claim: Claim) -> Table:
    """Every test of a claim under every variant."""
    rows = []
    for test in [*claim["tests"], *claim["context"]]:
        against = f" against {test['compare_to']}" if test["compare_to"] else ""
        what = f"{test['outcome']}, {test['statistic']}, {test['scenario']}{against}"
        judged = f"{test['direction']} {_number(test['threshold'])}" if test["threshold"] is not None else "only shown"
        for one in test["by_variant"]:
            found = f"{_number(one['estimate'])} ({_number(one['low'])} to {_number(one['high'])})"
            said = ANSWERS[one["result"]].title if one["result"] in ANSWERS and test["threshold"] is not None else ""
            rows.append((what, str(one["variant"]), found, str(test["unit"]), judged, said))
    head = ("Number", "Variant", "Estimate (95 %)", "Unit", "Holds if", "Answer")
    return Table(f"{claim['id']}. {claim['paraphrase']}", head, tuple(rows), folded=True)


def _number(value: float | None) -> str:
    return "not known" if value is None else quantity(float(value))


def _hinges(claims: Sequence[Claim], version: str) -> Part:
    """Assumptions at whose value a verdict turns, with their range, basis and source."""
    known = load("baseline") if version == __version__ else None
    rows: list[tuple[Cell, ...]] = []
    for claim in claims:
        flip = claim["flip"]
        if not flip:
            continue
        path = str(flip["path"])
        number = known.numbers.get(path) if known is not None else None
        span = f"{figure(number.low)} to {figure(number.high)}" if number is not None and number.low is not None else ""
        basis = number.basis if number is not None else ""
        source = cited(known, number.source) if known is not None and number is not None else ""
        turns = f"{_number(flip['value'])} {flip['unit']}".strip()
        rows.append((str(claim["id"]), capitalised(parameter(path)), turns, span, basis, source))
    if not rows:
        return Words("No verdict turns at a value of one assumption that could be told from chance.")
    head = ("Claim", "Assumption", "Turns at", "Range", "Basis", "Source")
    return Table("Assumptions at whose value a verdict turns", head, tuple(rows))


def _decision(decision: Mapping[str, Any], source: Source) -> list[Part]:
    """How each action does under each set of weights, in the model as shipped."""
    parts: list[Part] = []
    drawn = []
    for number, (name, found) in enumerate(decision["weights"].items()):
        table = next(iter(found["standings"].values()))
        best = str(table[0]["action"]).replace("_", " ")
        rows = [_standing(one) for one in table]
        title = f"Weighed by {str(name).replace('_', ' ')}, {best} is worth most"
        note = "Expected value less that of the best action, in points, with paired 95 % intervals, in the model as shipped."
        head = ("Action", "Behind the best", "95 % interval")
        drawn.append(estimates(f"standing{number}", rows, Around(title, note, head, source.line), floor=None))
    parts.append(Words(f"Actions: {', '.join(str(each).replace('_', ' ') for each in decision['actions'])}."))
    parts.append(Pictures(drawn))
    return parts


def _standing(one: Mapping[str, Any]) -> Estimate:
    value, low, high = (float(one[key] or 0.0) for key in ("behind", "behind_low", "behind_high"))
    words = (_number(one["behind"]), f"{_number(one['behind_low'])} to {_number(one['behind_high'])}")
    return Estimate(str(one["action"]).replace("_", " "), value, low, high, words, "ukraine")


def _caveats(trial: Mapping[str, Any]) -> Points:
    silent = [str(claim["id"]) for claim in trial["claims"] if claim["verdict"] == "untestable here"]
    items = [
        CAVEAT,
        "Supported and not supported mean that the whole interval lies on one side of the threshold under every way of"
        " writing the model's equations; everything else depends, and it is said on what.",
        "The weights of the decision are nobody's facts; they stand in the ledger and can be edited.",
    ]
    if silent:
        items.append(f"The model has no say on {', '.join(silent)}, or nothing within bounds could change the answer.")
    return Points(tuple(items))


def _again(trial: Mapping[str, Any]) -> Section:
    commands = Commands((("Tries the argument again, with the same wars to the bit:", str(trial["command"])),))
    lines = Points(
        (
            f"seed {trial['seed']}, {counted(int(trial['replications']), 'war')} of each scenario, drawn from the"
            f" {trial['draws']}, sim {trial['version']}",
            "the folder worlds/ holds the wars; argument.html says the same in prose",
        )
    )
    return Section("again", "How to get this again", (commands, lines))
