"""The profiles of a game as a sweep: a point is one strategy of each actor, played on the same worlds and dice."""

import shlex
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from sim.runs import folder as folders
from sim.runs import storage
from sim.runs.engines import NUMPY
from sim.runs.sweep import Design, Sweep
from sim.runs.sweep.folder import played_in
from sim.runs.sweep.plan import Settings
from sim.scenario import Scenario
from sim.scenario.sources import UNREADABLE
from sim.studies.game.loading import load
from sim.studies.game.records import Game

FILE = "game.yaml"
"""The game's file as it was, in the folder of its results."""


@dataclass(frozen=True, repr=False)
class PlayedGame(Sweep):
    """A game and how often each of its profiles is played."""

    game: Game = field(kw_only=True)

    @property
    def kind(self) -> folders.Kind:
        """What its results are."""
        return folders.GAME

    @property
    def beside(self) -> dict[str, bytes]:
        """The game's own file."""
        return {FILE: self.game.text}

    def with_settings(self, settings: Settings) -> Scenario:
        """The scenario with what each actor's strategy sets and changes."""
        chosen = [
            strategy
            for actor, option in settings
            for strategy in self.game.actors[actor].strategies
            if strategy.name == option
        ]
        entries = {path: entry for strategy in chosen for path, entry in strategy.entries.items()}
        return self.scenario.laid(entries, [event for strategy in chosen for event in strategy.events], [])

    def repeat(self, point: int, folder: str, last: int) -> str:  # noqa: ARG002 -- a profile is no scenario of its own
        """The command that plays what is missing: a profile has no file that `sim run` takes."""
        return shlex.join(["sim", "resume", folder])


def requested(game: Game, replications: int, seed: int, prior: bool = False, engine: str = NUMPY) -> PlayedGame:
    """A game to be played so many times in every profile."""
    columns = dict(zip(game.actors, zip(*game.profiles, strict=True), strict=True))
    points = pd.DataFrame(
        {"point": np.arange(len(game.profiles)), **{name: list(one) for name, one in columns.items()}}
    )
    design = Design(points.astype(dict.fromkeys(columns, object)), tuple(columns), "game", 0, ())
    return PlayedGame(
        game.scenario, design, replications, seed, prior, name=game.name, title=game.title, engine=engine, game=game
    )


def game_of(folder: Path) -> PlayedGame:
    """The game that a folder is of, finished or not.

    Raises:
        SimError: if it is no game's, or its files are missing or not as they were written.
    """
    manifest = folders.manifest_of(folder, folders.GAME)
    found = played_in(folder)
    # Their sources were looked up when the game was begun; the folder has no bibliography.
    game = load(storage.verified(folder / FILE, manifest), lambda _: replace(found.scenario, sources=UNREADABLE))
    played = requested(game, found.replications, found.seed, found.prior, found.engine)
    folders.require_agreement(folder, folders.GAME, played.identity)
    return played
