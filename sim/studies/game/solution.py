"""What a game comes to: best responses, regrets, dominance, equilibria, and what follows if one actor has chosen."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.base.arrays import Floats
from sim.base.errors import SimError
from sim.runs import folder as folders
from sim.runs import storage
from sim.studies.game.equilibrium import MOST, expected, quantal_response, softmax
from sim.studies.game.payoffs import SHOWN, Board, Payoffs, interval, payoffs_of, stored
from sim.studies.game.profiles import PlayedGame, game_of

LAMBDAS = tuple(np.arange(0.0, MOST + 0.5).tolist())
"""λ that are told."""
SAID = 7.0
"""λ at which answers are told: what is better by a tenth of all that an actor weighs is chosen twice as often."""
CLEAR = 0.95
"""Share of resamples from which on a strategy is called dominated."""
SOLVED = 1e-9
"""Residual from which on an equilibrium counts as found."""

TABLES = ("game", "responses", "regret", "equilibrium", "answers", "consequences")
"""Tables of a solution, by their names."""
Rows = list[dict[str, Any]]


@dataclass(frozen=True)
class Solution:
    """A game worked out; tables have one row a case, and 95 % intervals over worlds and values."""

    payoffs: Payoffs

    @cached_property
    def boards(self) -> dict[str, Board]:
        """By actor."""
        return {name: Board.of(self.payoffs.game, name) for name in self.payoffs.game.actors}

    @cached_property
    def game(self) -> pd.DataFrame:
        """Each profile and actor: its payoff, the error from the worlds alone, and what another strategy would gain."""
        game, rows = self.payoffs.game, Rows()
        for name, board in self.boards.items():
            values, luck = self.payoffs.both[name], self.payoffs.luck[name]
            low, high = interval(values)
            gain = np.full(values.shape[1], np.nan)
            gain[board.index] = values[0][board.index].max(axis=0) - values[0][board.index]
            for point, profile in enumerate(game.profiles):
                told = {"actor": name, "mean": values[0, point], "standard_error": luck[1:, point].std(ddof=1)}
                told |= {"low": low[point], "high": high[point], "regret": gain[point]}
                rows.append({"point": point, **dict(zip(game.actors, profile, strict=True)), **told})
        return pd.DataFrame(rows).sort_values("point", kind="stable", ignore_index=True)

    @cached_property
    def responses(self) -> pd.DataFrame:
        """Each actor's best response to all that the others it meets may do, and how much better than the next it is."""
        game, rows = self.payoffs.game, Rows()
        for name, board in self.boards.items():
            values = board.flat(self.payoffs.both[name])
            best = values.argmax(axis=1)
            for case, point in enumerate(board.index.reshape(len(board.index), -1)[0]):
                top = values[:, best[0, case], case]
                rest = np.delete(values[:, :, case], best[0, case], axis=1).max(axis=1)
                low, high = interval(top - rest)
                met = {each: game.profiles[point][list(game.actors).index(each)] for each in board.others}
                told = {"best": board.actor.options[best[0, case]], "lead": top[0] - rest[0], "low": low, "high": high}
                share = float((best[1:, case] == best[0, case]).mean())
                rows.append(
                    {"actor": name, **{each: met.get(each, "") for each in game.actors}, **told, "share": share}
                )
        return pd.DataFrame(rows)

    @cached_property
    def regret(self) -> pd.DataFrame:
        """What each strategy falls behind the best: on average, at worst, against the mix of the others; dominance."""
        rows = Rows()
        for name, board in self.boards.items():
            values = board.flat(self.payoffs.both[name])
            regrets = _regrets(values)
            low, high = interval(regrets)
            spreads = [
                _regrets(board.flat(one[name]))[1:].var(axis=0) for one in (self.payoffs.luck, self.payoffs.judged)
            ]
            luck = np.divide(spreads[0], sum(spreads), out=np.full(len(low), np.nan), where=sum(spreads) > 0.0)
            at_mix = self._against_mix(name, board)
            for own, option in enumerate(board.actor.options):
                better, share = _dominance(values, own)
                told = {"mean": regrets[0, own], "low": low[own], "high": high[own], "share_luck": luck[own]}
                told |= {
                    "worst": (values[0].max(axis=0) - values[0, own]).max(),
                    "at_mix": at_mix[0].max() - at_mix[0, own],
                }
                dominated = {"dominated_by": "" if better is None else board.actor.options[better], "dominated": share}
                rows.append({"actor": name, "strategy": option, **told, **dominated})
        return pd.DataFrame(rows)

    @cached_property
    def share_luck(self) -> float:
        """Share of the variance of regrets that comes from the worlds played; the rest comes from the values."""
        parts = [
            sum(float(_regrets(board.flat(one[name]))[1:].var(axis=0).sum()) for name, board in self.boards.items())
            for one in (self.payoffs.luck, self.payoffs.judged)
        ]
        return parts[0] / (sum(parts) or 1.0)

    @cached_property
    def mixes(self) -> tuple[dict[str, Floats], Floats]:
        """Equilibrium mixes by actor, shapes (lambdas, 1 + resamples, strategies), and residuals (lambdas, …).

        Those who meet only `against` answer its mix, and nobody answers theirs.
        """
        game = self.payoffs.game
        found, residual = quantal_response([self._tensor(name) for name in game.together], LAMBDAS)
        found = [np.where(residual[:, :, None] < SOLVED, one, np.nan) for one in found]
        mixes = dict(zip(game.together, found, strict=True))
        for name in game.beside:
            worth = np.einsum("zsa,lza->lzs", self.boards[name].flat(self.payoffs.both[name]), mixes[game.against])
            mixes[name] = softmax(np.array(LAMBDAS)[:, None, None] * worth)
        return mixes, residual

    @cached_property
    def equilibrium(self) -> pd.DataFrame:
        """The mix of each actor's strategies by λ, with the residual of the one shown and the share of those found."""
        rows = Rows()
        mixes, residual = self.mixes
        for place, lam in enumerate(LAMBDAS):
            for name, actor in self.payoffs.game.actors.items():
                low, high = interval(mixes[name][place])
                for own, option in enumerate(actor.options):
                    told = {"mix": mixes[name][place, 0, own], "low": low[own], "high": high[own]}
                    solved = {"residual": residual[place, 0], "solved": float((residual[place] < SOLVED).mean())}
                    rows.append({"lambda": lam, "actor": name, "strategy": option, **told, **solved})
        return pd.DataFrame(rows)

    @cached_property
    def answers(self) -> pd.DataFrame:
        """If `against` plays a strategy: the mix of all others at λ = `SAID`, and how often each is their first."""
        game, rows = self.payoffs.game, Rows()
        for option in game.actors[game.against].options:
            for name, mix in self._answered[option].items():
                low, high = interval(mix)
                for own, other in enumerate(game.actors[name].options):
                    told = {"mix": mix[0, own], "low": low[own], "high": high[own]}
                    first = float((mix[1:].argmax(axis=1) == own).mean())
                    rows.append({"if": option, "actor": name, "strategy": other, **told, "first": first})
        return pd.DataFrame(rows)

    @cached_property
    def consequences(self) -> pd.DataFrame:
        """If `against` plays a strategy and all others answer: how wars come out, its payoff, and its own next choice."""
        game, rows = self.payoffs.game, Rows()
        options = game.actors[game.against].options
        for place, option in enumerate(options):
            answer = self._answered[option]
            worth = self._averaged(self.payoffs.both[game.against], answer)
            better = int(np.delete(worth[0], place).argmax())
            better += better >= place
            told = {text: self._averaged(self.payoffs.shown(text), answer)[:, place] for text in SHOWN}
            told |= {"payoff": worth[:, place], f"gain from {options[better]}": worth[:, better] - worth[:, place]}
            for what, values in told.items():
                low, high = interval(values)
                rows.append({"if": option, "outcome": what, "mean": values[0], "low": low, "high": high})
        return pd.DataFrame(rows)

    def answered(self, option: str) -> Floats:
        """Weights of the profiles where `against` plays a strategy and all others answer, which sum to 1.

        Some may be less than 0: actors who meet `against` alone add what their strategies change.
        """
        game = self.payoffs.game
        each = np.eye(len(game.profiles))
        answer = {
            name: np.broadcast_to(mix[0], (len(each), mix.shape[1])) for name, mix in self._answered[option].items()
        }
        return self._averaged(each, answer)[:, game.actors[game.against].options.index(option)]

    def write(self, folder: Path) -> None:
        """Write every table as `<name>.csv`."""
        for name in TABLES:
            storage.write(folder / f"{name}.csv", getattr(self, name))

    def _tensor(self, name: str) -> Floats:
        """Payoffs of one of `together` by resample and the strategies of all of them, in their order."""
        game = self.payoffs.game
        return np.moveaxis(self.payoffs.both[name][:, self.boards[name].index], 1, 1 + game.together.index(name))

    def _against_mix(self, name: str, board: Board) -> Floats:
        """Payoffs of an actor's strategies against the mix of those it meets at λ = `SAID`. Shape (…, strategies)."""
        mixes = [self.mixes[0][each][LAMBDAS.index(SAID)] for each in board.others]
        values = self.payoffs.both[name][:, board.index]
        return expected(values, [np.empty((0,)), *mixes], 0)

    @cached_property
    def _answered(self) -> dict[str, dict[str, Floats]]:
        """Mixes of all others, by strategy of `against`."""
        game = self.payoffs.game
        return {option: self._answer(option) for option in game.actors[game.against].options}

    def _answer(self, option: str) -> dict[str, Floats]:
        """Mixes of all others at λ = `SAID`, once `against` has chosen. Shapes (1 + resamples, strategies)."""
        game = self.payoffs.game
        place, axis = game.actors[game.against].options.index(option), 1 + game.together.index(game.against)
        tensors = [np.take(self._tensor(name), [place], axis=axis) for name in game.together]
        found, residual = quantal_response(tensors, [SAID])
        solved = residual[0][:, None] < SOLVED
        mixes = {name: np.where(solved, one[0], np.nan) for name, one in zip(game.together, found, strict=True)}
        del mixes[game.against]
        for name in game.beside:
            worth = self.boards[name].flat(self.payoffs.both[name])[:, :, place]
            mixes[name] = softmax(SAID * worth)
        return mixes

    def _averaged(self, values: Floats, answer: dict[str, Floats]) -> Floats:
        """Means over mixes of all others, by strategy of `against`; those who meet it alone add their own effect.

        Args:
            values: shape (1 + resamples, profiles).
            answer: mixes of the others.

        Returns:
            Shape (1 + resamples, strategies of `against`).
        """
        game = self.payoffs.game
        board = self.boards[game.against]
        mean = expected(values[:, board.index], [np.empty((0,)), *(answer[each] for each in board.others)], 0)
        for name in game.beside:
            own = self.boards[name].flat(values)
            mean = mean + np.einsum("zs,zsa->za", answer[name], own - own[:, :1])
        return mean


def solved(played: PlayedGame, folder: Path) -> Solution:
    """Work out a game that has been played into a folder."""
    wars = stored(played.game, folder / "runs.parquet")
    return Solution(payoffs_of(played.game, wars, played.replications, played.seed))


def solution(folder: Path) -> Solution:
    """Best responses, mixes and all else of the finished game in a folder.

    Raises:
        SimError: if there is none, or it is not finished.
    """
    played = game_of(folder)
    if not folders.is_finished(folder):
        raise SimError(f"{folder}: found an unfinished game; finish it with: sim resume {folder}")
    storage.verified(folder / "runs.parquet", folders.manifest_of(folder))
    return solved(played, folder)


def _regrets(values: Floats) -> Floats:
    """How far each strategy falls behind the best, on average over what the others do. Shape (resamples, own)."""
    return np.asarray((values.max(axis=1, keepdims=True) - values).mean(axis=2))


def _dominance(values: Floats, own: int) -> tuple[int | None, float]:
    """The strategy that is better whatever the others do, if there is one, and in what share of resamples any is."""
    least = (values - values[:, own : own + 1]).min(axis=2)
    least[:, own] = -np.inf
    better = int(least[0].argmax())
    return (better if least[0, better] > 0.0 else None), float((least[1:].max(axis=1) > 0.0).mean())
