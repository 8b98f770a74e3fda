"""Supply, air campaign, economy and will: bounds, conservation, signs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import air, chance, economy, supply

share = st.floats(0, 1)
amount = st.floats(0, 1e6)
normal = st.floats(-4, 4)
weeks = st.floats(1, 500)
none = np.zeros(1)


@given(amount, amount, amount)
def test_nobody_fires_what_is_not_there(demand: float, stock: float, inflow: float) -> None:
    used = supply.use(demand, stock, inflow)
    assert 0.0 <= used <= min(demand, stock + inflow) + 1e-9
    after = supply.after_week(stock, inflow, used)
    assert after >= 0.0
    assert stock + inflow == pytest.approx(after + used, rel=1e-12, abs=1e-6)
    assert 0.0 <= supply.supply_ratio(np.array([used]), np.array([demand]))[0] <= 1.0


def test_where_nothing_is_wanted_all_is_met() -> None:
    assert supply.supply_ratio(np.zeros(1), np.zeros(1))[0] == 1.0


def test_of_less_than_one_wanted_a_part_is_met() -> None:
    assert supply.supply_ratio(np.array([0.125]), np.array([0.5]))[0] == 0.25


@given(amount, amount, weeks)
def test_a_ramp_never_overshoots_and_closes_the_gap_exponentially(now: float, target: float, time: float) -> None:
    value = now
    for _ in range(3):
        value = supply.ramp(value, target, time)
        assert min(now, target) - 1e-6 <= value <= max(now, target) + 1e-6
    assert value - target == pytest.approx((now - target) * np.exp(-3.0 / time), rel=1e-9, abs=1e-6)


@given(amount, amount, weeks)
def test_what_is_pledged_arrives_or_is_on_its_way(in_transit: float, pledged: float, lag: float) -> None:
    left, arrived = supply.pipeline(in_transit, pledged, lag)
    assert min(left, arrived) >= 0.0
    assert left + arrived == pytest.approx(in_transit + pledged, rel=1e-12)


def test_a_pipeline_in_balance_delivers_what_is_pledged() -> None:
    in_transit, arrived = np.zeros(1), none
    for _ in range(2000):
        in_transit, arrived = supply.pipeline(in_transit, np.ones(1), np.full(1, 17.0))
    assert arrived[0] == pytest.approx(1.0, rel=1e-9)


@given(share, amount, st.floats(0, 0.1), share)
def test_interdiction_grows_with_strikes_up_to_its_ceiling(
    base: float, strikes: float, effect: float, ceiling: float
) -> None:
    lost = supply.interdicted(base, strikes, effect, ceiling)
    assert 0.0 <= lost <= ceiling
    assert supply.interdicted(base, strikes + 1.0, effect, ceiling) >= lost


@given(amount, amount, share, normal)
def test_no_more_is_launched_than_there_is(stock: float, inflow: float, release: float, noise: float) -> None:
    launched = air.launched(stock, inflow, release, noise)
    assert 0.0 <= launched <= stock + inflow
    assert air.launched(stock, inflow, min(1.0, release + 0.1), noise) >= launched - 1e-9


@given(amount, share, amount, st.floats(0, 1000))
def test_drones_beyond_capacity_all_get_through(number: float, down: float, capacity: float, more: float) -> None:
    leaking = air.drones_leaking(number, down, capacity, 0.0)
    assert number * (1.0 - down) - 1e-6 <= leaking <= number
    assert air.drones_leaking(number, down, capacity + more, 0.0) <= leaking + 1e-6
    assert air.drones_leaking(number, down, capacity, more) == pytest.approx(
        air.drones_leaking(number, down, capacity + more, 0.0), abs=1e-6
    )
    if number >= capacity:
        assert air.drones_leaking(number + more, down, capacity, 0.0) - leaking == pytest.approx(more, abs=1e-6)


@given(st.lists(share, min_size=2, max_size=2), st.floats(0, 2))
def test_attackers_reach_for_the_class_that_gets_through(leaks: list[float], response: float) -> None:
    paces = [float(air.salvo_pace(np.array(leak), np.array(np.mean(leaks)), response)) for leak in leaks]
    if leaks[0] >= leaks[1]:
        assert paces[0] >= paces[1]
    assert [float(air.salvo_pace(np.array(leak), np.array(np.mean(leaks)), 0.0)) for leak in leaks] == [1.0, 1.0]


@given(share, share, st.floats(0, 2))
def test_thin_air_defence_at_the_front_brings_more_bombs(cover: float, reference: float, response: float) -> None:
    assert air.sorties(np.array(reference), reference, response) == 1.0
    assert air.sorties(np.array(cover / 2), reference, response) >= air.sorties(np.array(cover), reference, response)


@given(amount, st.floats(1, 1e6), st.floats(0.5, 60), st.floats(0.1, 1), st.floats(1, 3))
def test_fire_follows_what_there_is(
    there: float, wanted: float, cover: float, elasticity: float, ceiling: float
) -> None:
    pace = supply.Fire(np.array(cover), np.array(elasticity), np.array(ceiling))
    fired = float(supply.fire(np.array(there), np.array(wanted), pace))
    assert 0.0 <= fired <= min(there, wanted * ceiling) * (1 + 1e-12)
    assert float(supply.fire(np.array(there + wanted), np.array(wanted), pace)) >= fired
    assert float(supply.fire(np.array(cover * wanted), np.array(wanted), pace)) == pytest.approx(
        min(cover * wanted, wanted)
    )


@given(amount, share, share)
def test_missiles_leak_where_interceptors_lack(number: float, down: float, fill: float) -> None:
    leaking = air.missiles_leaking(number, down, fill)
    assert number * (1.0 - down) - 1e-6 <= leaking <= number
    assert air.missiles_leaking(number, down, 0.0) == number


@given(share, st.floats(0, 10), share)
def test_damage_is_a_share(damage: float, inflicted: float, repair: float) -> None:
    after = air.damage_after_week(damage, inflicted, repair)
    assert 0.0 <= after <= 1.0
    assert air.damage_after_week(damage, inflicted + 0.1, repair) >= after
    assert air.damage_after_week(damage, 0.0, repair) <= damage


@given(st.floats(0.01, 0.99), normal)
def test_a_shifted_share_stays_one_and_shifts_back(value: float, shift: float) -> None:
    moved = air.shifted(value, shift)
    assert 0.0 < moved < 1.0
    assert (moved > value) == (shift > 0.0) or abs(shift) < 1e-9
    assert air.shifted(moved, -shift) == pytest.approx(value, rel=1e-9)
    assert air.shifted(0.0, shift) == 0.0
    assert air.shifted(1.0, shift) == 1.0


@given(st.floats(0, 12), st.floats(0, 3))
def test_money_is_spent_once(reserve: float, covered: float) -> None:
    left, funded = economy.spend_reserve(reserve, covered)
    assert left >= 0.0
    assert min(1.0, covered) - 1e-12 <= funded <= 1.0
    months = 12.0 * 7.0 / 365.25
    assert left - reserve == pytest.approx((covered - funded) * months, abs=1e-9)


@given(index=st.floats(0.1, 3), growth=st.floats(-0.3, 0.3), damage=share, drag=share, shock=normal)
def test_damage_slows_an_economy(index: float, growth: float, damage: float, drag: float, shock: float) -> None:
    by = economy.Growth(growth, drag, spread=0.03)
    calm, hit = (economy.economy_after_week(index, lost, shock, by) for lost in (0.0, damage))
    assert 0.1 <= hit <= calm


def test_a_year_of_growth_is_a_years_growth() -> None:
    index = np.ones(1)
    for _ in range(52):
        index = economy.economy_after_week(index, 0.0, 0.0, economy.Growth(0.03, drag=0.2, spread=0.0))
    assert index[0] == pytest.approx(np.exp(0.03 * 52 * 7 / 365.25), rel=1e-3)


@given(own=share, index=st.floats(0.1, 2), oil=st.floats(0.1, 3), d=share, aid_share=share, aid=st.floats(0, 2))
def test_oil_and_aid_pay(own: float, index: float, oil: float, d: float, aid_share: float, aid: float) -> None:
    finance = economy.Finance(own, by_aid=aid_share, by_oil=d)
    covered = economy.covered_share(index, oil, aid, finance)
    assert covered >= 0.0
    assert economy.covered_share(index, oil + 0.1, aid, finance) >= covered - 1e-12
    assert economy.covered_share(index, oil, aid + 0.1, finance) >= covered - 1e-12
    assert economy.covered_share(1.0, 1.0, 1.0, finance) == pytest.approx(
        own
    )  # own revenue and aid add up to what is covered


@given(
    will=share,
    norm=share,
    recovery=st.floats(0, 0.1),
    casualties=st.floats(0, 500),
    gain=st.floats(-3000, 3000),
    hardship=st.floats(0, 2),
    shock=normal,
)
def test_will_falls_with_losses_and_rises_with_ground(
    will: float, norm: float, recovery: float, casualties: float, gain: float, hardship: float, shock: float
) -> None:
    wear = economy.Wear(recovery, by_casualties=2e-5, by_ground=0.01, by_hardship=0.004, spread=0.015)

    def after(casualties: float = casualties, gain: float = gain, hardship: float = hardship) -> float:
        news = economy.News(casualties, gain, hardship)
        return float(economy.will_after_week(will, norm, news, shock, wear=wear))

    assert 0.0 <= after() <= 1.0
    assert after(casualties=casualties + 100.0) <= after()
    assert after(gain=gain + 100.0) >= after()
    assert after(hardship=hardship + 0.5) <= after()


@given(st.floats(0, 3), st.floats(0, 3), share)
def test_a_state_without_noise_goes_home(now: float, norm: float, pull: float) -> None:
    after = chance.mean_reverting(now, norm, 0.0, pull=pull, spread=0.1)
    assert abs(after - norm) <= abs(now - norm) + 1e-12
    assert after >= 0.0


def test_the_oil_price_has_no_drift() -> None:
    shocks, price = np.random.default_rng(3).standard_normal((52, 100_000)), np.ones(100_000)
    for shock in shocks:
        price = economy.oil_price(price, shock, 0.3)
    assert abs(price.mean() - 1.0) < 4.0 * price.std() / np.sqrt(price.size)
    assert np.log(price).std() == pytest.approx(0.3, rel=0.02)
