"""Everything that reads what a user has written, with texts that it takes."""

from __future__ import annotations

import contextlib
import io
import shutil
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

import numpy as np

from sim import scenario as scenarios
from sim.base.errors import SimError
from sim.cli import cli
from sim.runs import sweep as batch
from sim.runs.sweep import conditions, files, table
from sim.studies import argument, game
from sim.studies.validation import battle_data, record
from tests.faults.folders import LEDGER, SEED, Workshop
from tests.studies.game.made import GAME

SCENARIO = """\
# yaml-language-server: $schema=../sim/schema/scenario.schema.json
extends: baseline
title: Iran becomes an arsenal
as_of: 2024-06-03
weeks: 30
iran:
  drone_deliveries: {value: 900, low: 600, high: 1200, distribution: triangular}
nato:
  aid_level: 1.5
  election_cut: {scale: 1.2}
  strategy: surge
events:
  - {name: american_aid_cut, remove: true}
  - name: oil_falls
    week: 2
    latest_week: 5
    probability: 0.5
    source: paper
    changes: [{path: nato.aid_level, scale: 0.8, weeks: 4}, {path: iran.drone_deliveries, set: 100}]
strategies:
  surge: {title: Surge, description: More, changes: [{path: nato.aid_level, scale: 2.0, week: 3, ramp_weeks: 9}]}
"""
SOURCES = """\
paper:
  title: A paper
  publisher: A press
  published: 2024-06-01
  address: https://example.org/paper
note: {title: Another, publisher: "Somebody, somewhere", published: 2023-01-05, note: seldom read}
"""
SWEEP = """\
scenario: baseline
title: Aid and drones
parameters:
  nato.aid_level: {low: 0, high: 2, steps: 3}
  iran.drone_deliveries: [100, 300]
  structure.attrition:
replications: 50
seed: 3
prior: true
set: {nato.election_cut: 0.4}
conditions: [nato.aid_level < 1.9]
outcomes: [russian_victory]
thresholds: [0.25, 0.5]
"""
DESIGN = """\
point,nato.aid_level,structure.attrition,iran.drone_deliveries
0,1.5,mixed,300
1,0.5,linear,
2,1e-1,,450.25
"""
RECORD = """\
series,date,value,low,high,source,vintage
rus_casualties_month,2024-06-01,30000,25000,35000,"a, b",contemporary
territory_net_change,2024-07-01,-90.5,,,,
"""
BATTLES = """\
POST1,STRA,STRD,days,SURPA,AEROA,CASA,CASD,WINA,adv,year,war4_theater
HD,10000,8000,3,0,1,900,700,1,0.5,1943,Italy
FD,50000,20000,10,1,0,9000,,-1,0,1916,Western Front
"""
ROUND_TRIPS = 20
"""One in so many scenarios that load is written out whole and loaded again, which takes long."""


@dataclass(frozen=True)
class Loader:
    """Something that reads a text.

    Attributes:
        name: of what it reads.
        form: of the text, see `mutate`.
        seeds: texts that it takes.
        load: reads the text, which also stands in a file.
        file: name of the file; empty if it reads none.
        names: of which every refusal has to say one.
    """

    name: str
    form: str
    seeds: Sequence[bytes]
    load: Callable[[Path, str], object]
    file: str = ""
    names: tuple[str, ...] = ()


def loaders(folder: Path) -> dict[str, Loader]:
    """Every loader, with the files it needs in a folder of its own."""
    for name in ("cited", "alone"):
        (folder / name).mkdir()
    (folder / "cited/case.yaml").write_text(SCENARIO)
    (folder / "sources.yaml").write_text(SOURCES)
    shipped = scenarios.shipped_folder()
    texts = {path.name: path.read_bytes() for path in sorted(shipped.glob("*.yaml"))}
    ledgers = [text for name, text in texts.items() if name.startswith("argument")]
    others = [*ledgers, texts["game.yaml"]]
    small = [text for text in texts.values() if len(text) < 4000 and text not in others]
    sweeps = [path.read_bytes() for path in sorted(shipped.parent.glob("sweeps/*.yaml"))]
    world = cache(lambda: scenarios.load("baseline"))
    own = cache(lambda: conditions.own_values(world()))
    dry = ("sweep", "baseline", "--param", "nato.aid_level=0,1", "-n", "5", "--dry-run", "--threshold")
    every = [
        Loader("scenario", "yaml", [SCENARIO.encode(), *small], _scenario, "case.yaml"),
        Loader("root", "yaml", [texts["baseline.yaml"]], _scenario, "alone/case.yaml"),
        Loader("sources", "yaml", [SOURCES.encode()], _cited, "cited/sources.yaml", ("sources.yaml", "case.yaml")),
        Loader("ledger", "yaml", [LEDGER.encode(), *ledgers], lambda path, _: argument.load(path), "case.yaml"),
        Loader("game", "yaml", [GAME.encode(), texts["game.yaml"]], lambda path, _: game.load(path), "case.yaml"),
        Loader("sweep", "yaml", [SWEEP.encode(), *sweeps], _sweep, "case.yaml"),
        Loader("design", "text", [DESIGN.encode()], lambda path, _: table.read_table(path, world()), "case.csv"),
        Loader("record", "text", [RECORD.encode()], _record, "case.csv"),
        Loader("battles", "text", [BATTLES.encode()], lambda path, _: battle_data.read(path), "case.csv"),
        Loader(
            "set",
            "text",
            [b"iran.drone_deliveries=900", b"structure.attrition=linear", b"weeks=40", b"as_of=2024-06-05"],
            lambda _, text: scenarios.load("baseline", [text]),
        ),
        Loader(
            "param",
            "text",
            [b"nato.aid_level=0:2:9", b"nato.aid_level=0,1.5", b"nato.strategy", b"iran.drone_deliveries=0:2000"],
            lambda _, text: batch.parse(text, world()),
        ),
        Loader(
            "condition",
            "text",
            [b"nato.aid_level < 1.9", b"nato.strategy != surge", b"russia.recruitment>=ukraine.recruitment"],
            lambda _, text: conditions.condition(text).holds(own()),
        ),
        Loader("threshold", "text", [b"0.5", b"0"], lambda _, text: _call(*dry, text)),
    ]
    return {loader.name: loader for loader in every}


def manifests(folder: Path, workshop: Workshop) -> dict[str, Loader]:
    """What finished folders say about themselves."""
    found = {}
    for name, file in (("run", "manifest.json"), ("sweep", "manifest.json"), ("compare", "comparison.json")):
        shutil.copytree(workshop.made(name, SEED), folder / name)
        out = folder / name / "out"
        resume = partial(_call, "resume", str(out), "--no-plots", "--quiet")
        seeds, key = [(out / file).read_bytes()], f"{name}-manifest"
        found[key] = Loader(key, "json", seeds, lambda *_, call=resume: call(), f"{name}/out/{file}", ("out",))  # type: ignore[misc]
    return found


def _scenario(path: Path, text: str) -> None:
    """Load it; every number is finite and within its range, and what is written out whole is the same."""
    scenario = scenarios.load(path)
    for number in scenario.numbers.values():
        span = [each for each in (number.low, number.value, number.high) if each is not None]
        assert np.isfinite(span).all(), f"{number.path} is not finite"
        assert span == sorted(span), f"{number.path} is beyond its range"
    if zlib.crc32(text.encode(errors="surrogateescape")) % ROUND_TRIPS == 0:
        resolved = path.with_name("resolved.yaml")
        resolved.write_text(scenarios.resolved_yaml(scenario), encoding="utf-8")
        try:
            again = scenarios.load(resolved)
        except SimError as fault:
            raise AssertionError(f"its resolved file is refused: {str(fault).splitlines()[-1]}") from None
        assert again.hash == scenario.hash, "its resolved file is another scenario"


def _cited(path: Path, _: str) -> None:
    scenarios.load(path.with_name("case.yaml"))


def _sweep(path: Path, _: str) -> None:
    faults = files.check(path)
    if faults:
        raise SimError("\n".join(map(str, faults)))


def _record(path: Path, _: str) -> None:
    read = record.load(path)
    figures = [figure for series in read.values() for figure in series.values()]
    assert np.isfinite([(each.value, each.low, each.high) for each in figures]).all(), "a figure is not finite"


def _call(*words: str) -> None:
    """A command in this process; what it says is not wanted."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        cli.main(list(words), standalone_mode=False)
