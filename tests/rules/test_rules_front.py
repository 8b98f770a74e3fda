"""Attrition and advance: bounds, signs and shapes of each rule over its whole room."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import advance, attrition, chance
from sim.rules.advance import Pace, Strain
from sim.rules.attrition import Attacks, LossLaw

share = st.floats(0, 1)
amount = st.floats(0, 1e6)
troops = st.floats(1, 1e6)
factor = st.floats(0.1, 3)
normal = st.floats(-4, 4)


@given(used=troops, more=amount, worth=factor, saturation=st.floats(1, 200), frontage=st.floats(1, 500))
def test_more_munitions_deliver_more_fires_but_ever_less_for_each(
    used: float, more: float, worth: float, saturation: float, frontage: float
) -> None:
    low, high = sorted((used, used + more))
    fires = [attrition.delivered_fires(x, worth, saturation, frontage) for x in (low, high)]
    assert fires[0] <= fires[1] * (1 + 1e-12)
    assert fires[0] <= worth * low + 1e-9
    assert fires[1] <= worth * saturation * frontage * (1 + 1e-12)
    assert fires[0] / low >= fires[1] / high * (1 - 1e-12)


@given(fires=troops, exposed=troops, p=st.floats(0.3, 0.6), reference=st.floats(1, 1e5), scale=st.floats(1.01, 10))
def test_the_mixed_law_has_no_scale(fires: float, exposed: float, p: float, reference: float, scale: float) -> None:
    law, other = (LossLaw(0.01, p, 1.0 - p, each) for each in (reference, 7.0 * reference))
    loss = attrition.combat_loss(fires, exposed, law)
    assert attrition.combat_loss(scale * fires, scale * exposed, law) == pytest.approx(scale * loss, rel=1e-9)
    assert attrition.combat_loss(fires, exposed, other) == pytest.approx(loss, rel=1e-9)
    assert attrition.combat_loss(scale * fires, exposed, law) > loss
    assert attrition.combat_loss(fires, scale * exposed, law) > loss


@given(troops, st.floats(0, 2), st.floats(0, 2))
def test_all_laws_agree_at_the_reference_strength(reference: float, p: float, q: float) -> None:
    law = LossLaw(0.01, p, q, reference)
    assert attrition.combat_loss(reference, reference, law) == pytest.approx(0.01 * reference)


@given(q=factor, n=troops, f=troops, a=share, s=st.floats(0.01, 1), more=st.floats(1.01, 5))
def test_power_rises_with_all_that_makes_it(q: float, n: float, f: float, a: float, s: float, more: float) -> None:
    power = attrition.combat_power(q, n, f, s, share_of_numbers=a)
    assert attrition.combat_power(q * more, n, f, s, share_of_numbers=a) > power
    assert attrition.combat_power(q, n * more, f, s, share_of_numbers=a) >= power - 1e-12
    assert attrition.combat_power(q, n, f * more, s, share_of_numbers=a) >= power - 1e-12
    both = attrition.combat_power(q, n * more, f * more, s, share_of_numbers=a)
    assert both - power == pytest.approx(np.log(more), abs=1e-6)


@given(x=st.floats(-30, 30), b0=st.floats(-2, 2), b1=factor, bonus=st.floats(-2, 2), more=st.floats(0.01, 2))
def test_success_is_a_chance_that_rises_with_power(x: float, b0: float, b1: float, bonus: float, more: float) -> None:
    chance = attrition.p_success(x, b0, b1, bonus)
    assert 0.0 <= chance <= 1.0
    assert attrition.p_success(x + more, b0, b1, bonus) >= chance
    assert attrition.p_success(x, b0, b1, bonus + more) >= chance
    assert attrition.p_success(-x, -b0, b1, -bonus) == pytest.approx(1.0 - chance, abs=1e-12)


@given(st.floats(1, 3), st.floats(0.1, 1))
def test_the_result_of_an_assault_sets_the_loss_ratio(failed: float, succeeded: float) -> None:
    won = attrition.attacker_multiplier(np.array(True), failed, succeeded)
    lost = attrition.attacker_multiplier(np.array(False), failed, succeeded)
    assert won / (1.0 / won) == pytest.approx(succeeded)
    assert lost / (1.0 / lost) == pytest.approx(failed)
    assert won <= lost


@given(
    base=amount, made=st.floats(0, 0.5), met=st.floats(0, 0.5), m_a=factor, m_d=factor, cover=share, background=share
)
def test_quiet_days_cost_no_more_than_days_of_battle(
    base: float, made: float, met: float, m_a: float, m_d: float, cover: float, background: float
) -> None:
    def loss(base: float, cover: float) -> float:
        return float(
            attrition.weekly_loss(
                base, Attacks(made, m_a, 1.0), Attacks(met, m_d, 1.0), cover=cover, background=background
            )
        )

    whole = loss(base, cover)
    assert 0.0 <= whole <= 7.0 * base * max(m_a, 1.0 / m_d, 1.0) * (1.0 + 1e-12)
    assert loss(base, 0.5 * cover) <= whole * (1 + 1e-12)
    assert loss(2.0 * base, cover) == pytest.approx(2.0 * whole)


def test_an_autocorrelated_noise_keeps_its_spread_and_memory() -> None:
    shocks = np.random.default_rng(1).standard_normal((400, 5000))
    path = [np.zeros(5000)]
    for shock in shocks:
        path.append(chance.autocorrelated(path[-1], shock, 0.85, 0.65))
    late = np.array(path[200:])
    assert late.std() == pytest.approx(0.65, rel=0.02)
    assert np.corrcoef(late[:-1].ravel(), late[1:].ravel())[0, 1] == pytest.approx(0.85, abs=0.01)


@given(z=normal, fort=share, median=st.floats(0.01, 1), spread=st.floats(0.1, 2), effect=st.floats(0, 2))
def test_ground_is_gained_within_the_cap_and_slowed_by_works(
    z: float, fort: float, median: float, spread: float, effect: float
) -> None:
    pace = Pace(median, spread, effect, failed=0.1, failed_zero=-0.1, cap=20.0)

    def rate(success: bool, fort: float) -> float:
        return float(advance.advance_rate(z, np.array(success), fort, pace))

    won, lost = rate(True, fort), rate(False, fort)
    assert 0.0 <= lost <= won <= 20.0
    assert rate(True, min(1.0, fort + 0.1)) <= won * (1 + 1e-12)
    if z <= -0.1:
        assert lost == 0.0


def test_the_median_advance_is_the_median() -> None:
    z = np.random.default_rng(2).standard_normal(200_001)
    pace = Pace(0.35, 1.1, 0.73, failed=0.1, failed_zero=-0.1, cap=20.0)
    rate = advance.advance_rate(z, np.array(True), 1.0, pace)
    assert np.median(rate) == pytest.approx(0.35 * np.exp(-0.73), rel=0.02)


@given(st.floats(-5, 5), st.floats(0, 2), st.floats(1, 10))
def test_strength_gains_ground_alike_for_both_within_the_cap(ratio: float, exponent: float, cap: float) -> None:
    factor = advance.by_strength(np.array(ratio), exponent, cap)
    assert 1.0 / cap <= factor <= cap
    assert factor * advance.by_strength(np.array(-ratio), exponent, cap) == pytest.approx(1.0)
    assert advance.by_strength(np.array(ratio + 0.1), exponent, cap) >= factor


def test_a_break_runs_until_reserves_arrive_as_an_exponential() -> None:
    luck = np.random.default_rng(3).random(200_000)
    run = advance.run(7.0, luck, 7.0, behind=0.0, reach=1e9)
    assert run.depth.max() <= 49.0
    assert run.ends.mean() == pytest.approx(1.0 - np.exp(-1.0), abs=0.005)
    assert run.depth.mean() == pytest.approx(49.0 * (1.0 - np.exp(-1.0)), rel=0.01)  # E min(7, T) of an exponential T


@given(st.floats(0, 40), st.floats(1e-6, 1 - 1e-6), st.floats(0.5, 60), st.floats(0, 100), st.floats(1, 100))
def test_no_run_goes_beyond_the_reach_of_supply(
    speed: float, luck: float, closing: float, behind: float, reach: float
) -> None:
    run = advance.run(np.array(speed), np.array(luck), np.array(closing), behind=behind, reach=reach)
    assert 0.0 <= run.depth <= max(0.0, reach - behind) + 1e-9
    if behind + run.depth >= reach:
        assert run.ends


@given(st.floats(0.5, 30), amount, amount, st.floats(30, 365))
def test_reserves_close_a_breach_sooner_the_more_there_are(
    quickest: float, reserve: float, needed: float, slowest: float
) -> None:
    time = advance.closing_time(np.array(quickest), np.array(reserve), np.array(needed), np.array(slowest))
    assert quickest * (1 - 1e-12) <= time <= slowest * (1 + 1e-12)
    more = advance.closing_time(np.array(quickest), np.array(reserve + 1e4), np.array(needed), np.array(slowest))
    assert more <= time * (1 + 1e-12)
    assert advance.closing_time(np.array(quickest), np.array(0.0), np.array(1e4), np.array(slowest)) == pytest.approx(
        slowest
    )


WEIGHTS = Strain(thinness=1.0, fires=0.5, fatigue=1.0, loss=3.0, surprise=1.1, air=0.8, works=-0.6)


@given(
    base=st.floats(1e-4, 0.1),
    thin=normal,
    fires=normal,
    tired=share,
    lost=share,
    attacked=factor,
    more=st.floats(0.01, 1),
)
def test_a_thin_tired_line_breaks_sooner_and_only_attacked(
    base: float, thin: float, fires: float, tired: float, lost: float, attacked: float, more: float
) -> None:
    strain = Strain(thin, fires, tired, lost, surprise=0.3, air=0.1, works=0.5)
    hazard = advance.break_hazard(base, attacked, strain, WEIGHTS, -1.0)
    assert 0.0 <= hazard <= base * attacked
    assert advance.break_hazard(base, 0.0, strain, WEIGHTS, -1.0) == 0.0
    for name, value in vars(strain).items():
        worse = replace(strain, **{name: value - more if name == "works" else value + more})
        assert advance.break_hazard(base, 1.0, worse, WEIGHTS, -1.0) > advance.break_hazard(
            base, 1.0, strain, WEIGHTS, -1.0
        )
    assert advance.break_hazard(base, attacked, strain, WEIGHTS, -2.0) <= hazard


@given(st.floats(0, 50), st.floats(0, 50))
def test_chances_of_hazards_add_up(first: float, second: float) -> None:
    p, q = chance.p_of_hazard(np.array([first])), chance.p_of_hazard(np.array([second]))
    assert 0.0 <= p[0] <= min(1.0, first)
    both = chance.p_of_hazard(np.array([first + second]))
    np.testing.assert_allclose(1.0 - both, (1.0 - p) * (1.0 - q), atol=1e-12)


@given(st.floats(-1e5, 1e5), amount, amount)
def test_ground_won_and_lost_is_ground_there_is(change: float, gain: float, loss: float) -> None:
    bounded = advance.bounded_change(change, gain, loss)
    assert -loss <= bounded <= gain
    if -loss <= change <= gain:
        assert bounded == change


@given(share, share, st.floats(0, 100), st.floats(1, 50))
def test_works_are_dug_and_lost_within_their_bounds(fort: float, digging: float, lost: float, belt: float) -> None:
    after = advance.fortify(fort, digging, lost, belt)
    assert 0.0 <= after <= 1.0
    assert advance.fortify(fort, digging, 0.0, belt) >= fort - 1e-12
    assert advance.fortify(fort, digging, lost + 1.0, belt) <= after + 1e-12


@given(st.floats(0, 1000), share, st.floats(0.2, 0.9), st.floats(1, 104))
def test_relief_rests_the_line(days: float, relieved: float, in_line: float, rotation: float) -> None:
    assert 0.0 <= advance.days_in_line(days, relieved) <= days + 7.0
    assert advance.days_in_line(days, 1.0) == 0.0
    rate = advance.relieved_share(in_line, rotation)
    assert 0.0 <= rate <= 1.0
    assert advance.relieved_share(min(0.9, in_line + 0.05), rotation) <= rate + 1e-12
    assert advance.relieved_share(in_line, rotation + 1.0) <= rate


@given(st.integers(0, 2**32 - 1), share)
def test_troops_that_move_are_not_lost_on_the_way(seed: int, mobility: float) -> None:
    now, wanted = np.random.default_rng(seed).dirichlet(np.ones(9), 2)
    after = advance.shift_troops(now, wanted, mobility)
    assert after.sum() == pytest.approx(1.0, abs=1e-12)
    assert np.all(after >= np.minimum(now, wanted) - 1e-12)
    assert np.all(after <= np.maximum(now, wanted) + 1e-12)
