"""How a country chooses from its menu: it sees with error, values by response tables, and takes by a softmax."""

from __future__ import annotations

import numpy as np

from sim.base.arrays import Floats, Whole, total
from sim.base.sides import RUSSIA, UKRAINE
from sim.rules import choice as rules
from sim.scenario.records import EFFECTS
from sim.war.agents.view import Random, View
from sim.war.inputs import Inputs
from sim.war.menu import NEVER, Menu

GROUND = EFFECTS.index("ground")
KM2 = 1000.0
"""Unit of ground in a response table [km2]."""
SIGNS = {RUSSIA.name: RUSSIA.sign, UKRAINE.name: UKRAINE.sign}
REASONS = (
    "ground", "Russian losses", "Ukrainian losses", "Russia's will", "Ukraine's will", "Russia's money", "the cost of aid",
    "the risk of a wider war", "the safety of its regime", "its leader's fate", "what it is asked for", "its price",
    "chance",
)  # fmt: skip
"""What can speak most for an option over that held before, in the order of `Menu.why`: effects first, as in `EFFECTS`."""


def intend(menu: Menu, inputs: Inputs, view: View, random: Random, *, asked: Floats) -> None:
    """Settle which option an actor will take, and what spoke for it; it comes into force once all have chosen.

    Args:
        menu: of the actor.
        inputs: numbers in force.
        view: last week, as all can see it.
        random: this week's random numbers.
        asked: worth of giving a backed side all that it asks for, shape (n,) or (1,).
    """
    fixed = {policy: np.broadcast_to(place, (menu.n,)) for policy, place in menu.fixed(view.week).items()}
    if len(fixed) == len(menu.policies):
        menu.intended = menu.by_policy(fixed.__getitem__)
        return
    parts = np.zeros((len(REASONS) - 1, len(menu.options), menu.n))
    if {*menu.policies} - {*fixed, "random"}:
        gain = view.sides[RUSSIA.name].gain
        parts = considerations(menu, inputs, gain, random(menu.error), asked=asked)

    def intended(policy: str) -> Whole:
        if policy in fixed:
            return fixed[policy]
        u = random(menu.chance)
        values = total(parts)
        if policy == "random":
            chosen = (u * len(menu.options)).astype(np.int64)
        elif policy == "best":
            chosen = values.argmax(axis=0)
        else:
            sharpness = rules.precision(inputs["decisions.odds"])
            chosen = rules.choose(rules.chances(values, sharpness), u).astype(np.int64)
        kept = np.where(menu.free(view.week), chosen, menu.held)
        return np.asanyarray(np.where(view.fighting, kept, 0))

    menu.intended = menu.by_policy(intended)
    _give_reasons(menu, parts)


def considerations(menu: Menu, inputs: Inputs, gain: Floats, noise: Floats, *, asked: Floats) -> Floats:
    """What each consideration adds to the worth of each option, in the order of `REASONS`.

    Args:
        menu: of the actor.
        inputs: numbers in force.
        gain: ground gained by Russia lately [km2], shape (n,).
        noise: standard normal errors of the actor's view, shape (n,).
        asked: worth of giving a backed side all that it asks for, shape (n,) or (1,).

    Returns:
        Shares of what is contested, shape (considerations, options, n).
    """
    shared, own = inputs.section("decisions"), inputs.section(f"decisions.{menu.actor}")
    seen = rules.favour(gain, shared["favour_scale"], own["view_bias"], own["view_error"] * noise)
    # Not as a product of matrices: its last digit hangs on the library that takes it.
    effects = total(np.moveaxis(menu.tables, -1, 0)[..., None] * rules.front_weights(seen)[:, None, None, :])
    paths = [f"decisions.{menu.actor}.wants.{effect}" for effect in EFFECTS]
    wanted = [inputs[path] if inputs.has(path) else np.zeros(1) for path in paths]
    worth = np.stack(
        np.broadcast_arrays(*(want * shared[f"worth.{effect}"] for want, effect in zip(wanted, EFFECTS, strict=True)))
    )
    valued = np.moveaxis(rules.worth_of_effects(effects, worth, shared["loss_aversion"]), 1, 0)
    price = np.stack([np.broadcast_to(inputs.amount(option.cost), (menu.n,)) for option in menu.options])
    switched = menu.places != menu.held
    own_price = -price - own["switching"] * switched
    after = seen + effects[:, GROUND] * KM2 / shared["favour_scale"]
    given = np.broadcast_to(asked * menu.meets, own_price.shape)
    others = np.stack([_fate(menu, inputs, after), given, own_price])
    return np.concatenate([valued, others])


def _fate(menu: Menu, inputs: Inputs, favour: Floats) -> Floats:
    """Worth of the leader's fate under each option; nil for those whose war it is not. Shape (options, n)."""
    if menu.actor not in SIGNS:
        return np.zeros_like(favour)
    p = inputs.section("decisions")
    fate = rules.Fate(
        after_defeat=p["removed_after_defeat"],
        after_victory=p["removed_after_victory"],
        decided_at=p["decided_at"],
        steepness=p["decided_steepness"],
    )
    removed = rules.chance_of_removal(SIGNS[menu.actor] * favour, fate)
    return -inputs[f"decisions.{menu.actor}.leader"] * removed


def _give_reasons(menu: Menu, parts: Floats) -> None:
    """Keep what spoke most for each option that is taken for the first time."""
    gained = _of(parts, menu.intended) - _of(parts, menu.held)
    most = np.where(gained.max(axis=0) > 0.0, gained.argmax(axis=0), len(REASONS) - 1)
    new = (menu.places == menu.intended) & (menu.intended != menu.held) & (menu.why == NEVER)
    menu.why = np.where(new, most, menu.why)


def _of(parts: Floats, option: Whole) -> Floats:
    """What each consideration says of one option of each war. Shape (considerations, n)."""
    return np.asanyarray(np.take_along_axis(parts, option[None, None, :], axis=1)[:, 0])
