"""What is followed over time: weekly series, and those that answer to the public record month by month."""

from dataclasses import dataclass
from typing import Any, Literal

from sim.base.sides import SIDES


@dataclass(frozen=True)
class Series:
    """Something followed over time.

    Attributes:
        name: in tables.
        title: in pictures.
        unit: of its values.
        frequency: of its values.
        kind: what a war that is over for good does to it: a level keeps its last value, a flow is nothing any more, a
            share of nothing is missing.
    """

    name: str
    title: str
    unit: str
    frequency: Literal["weekly", "monthly"] = "weekly"
    kind: Literal["level", "flow", "share"] = "level"


def _series(name: str, title: str, unit: str, **more: Any) -> tuple[Series, ...]:
    """A series for each side; `{0}` in name and title is the side."""
    return tuple(Series(name.format(side), title.format(side), unit, **more) for side in SIDES)


SERIES = (
    Series("territory_change", "Ground gained by Russia since the start", "km²"),
    *_series("{0.prefix}_casualties_week", "{0.adjective} killed and wounded", "persons/week", kind="flow"),
    *_series("{0.prefix}_manning", "Manning of {0.title}'s front", "ratio to establishment"),
    *_series("mean_age_{0.short}", "Mean age of {0.adjective} soldiers", "years"),
    *_series("{0.prefix}_shells_fired", "Shells fired by {0.title}", "rounds/day", kind="flow"),
    Series("drones_launched_week", "Long-range drones launched by Russia", "airframes/week", kind="flow"),
    Series("missiles_launched_week", "Missiles launched by Russia", "missiles/week", kind="flow"),
    Series("missiles_leaked_week", "Russian missiles that got through", "missiles/week", kind="flow"),
    Series("drones_shot_down_share", "Share of Russian drones shot down", "share", kind="share"),
    Series("missiles_intercepted_share", "Share of Russian missiles intercepted", "share", kind="share"),
    *_series("{0.prefix}_will", "{0.title}'s will", "0-1"),
    *_series("{0.prefix}_belief", "{0.title}'s belief that Russia prevails", "0-1"),
    *_series("{0.prefix}_force", "{0.adjective} soldiers under command", "persons"),
    *_series("{0.prefix}_infantry_fill", "Infantry of {0.title}'s front", "ratio to establishment"),
    *_series("{0.prefix}_north_troops", "Soldiers of {0.title} in the north", "persons"),
    *_series("{0.prefix}_shells_cover", "{0.title}'s shells in depots", "weeks of fire as wanted"),
    *_series("{0.prefix}_armour", "Armour of {0.title}", "vehicles"),
    *_series("{0.prefix}_armour_lost_week", "Armour lost by {0.title}", "vehicles/week", kind="flow"),
    *_series("{0.prefix}_armour_refitted_week", "Armour refitted by {0.title}", "vehicles/week", kind="flow"),
    *_series(
        "{0.prefix}_drones_supplied_week", "Tactical drones that reach {0.title}'s front", "drones/week", kind="flow"
    ),
    *_series("{0.prefix}_glide_bombs_week", "Glide bombs dropped by {0.title}", "bombs/week", kind="flow"),
    *_series("{0.prefix}_interceptors", "Air-defence missiles of {0.title}", "missiles"),
    *_series("{0.prefix}_ballistic_interceptors", "Missiles of {0.title} against ballistic ones", "missiles"),
    *_series("{0.prefix}_energy_out", "Energy of {0.title} out of use", "share"),
    *_series("{0.prefix}_funded", "War spending of {0.title} that is paid", "share"),
    *_series("{0.prefix}_reserve", "Fund of {0.title}", "months of war spending"),
    Series("escalation_rung", "Rung of the escalation ladder", "rung"),
    Series("aid_flow", "Western aid", "1 = June 2023 to May 2024", kind="flow"),
    Series("fighting", "Wars fought in the week", "share", kind="flow"),
)
"""Followed every week in every war; besides these, `area.<sector>` in km² for each sector."""
MONTHLY = (
    Series("territory_net_change", "Russia's net gain in the month", "km²/month", "monthly"),
    Series("territory_occupied_since_feb2022_deepstate", "Area taken since February 2022", "km²", "monthly"),
    *_series(
        "{0.short}_casualties_month",
        "{0.adjective} killed and wounded in the month",
        "persons/month",
        frequency="monthly",
    ),
    Series("drones_shahed_launched_month", "Long-range drones launched in the month", "drones/month", "monthly"),
    Series("missiles_launched_month", "Missiles launched in the month", "missiles/month", "monthly"),
    Series("missiles_leaked_month", "Missiles that got through in the month", "missiles/month", "monthly"),
    *_series(
        "{0.short}_shells_per_day", "Shells fired by {0.title}, mean of the month", "rounds/day", frequency="monthly"
    ),
    Series("rus_tanks_lost_month", "Armour lost by Russia in the month", "vehicles/month", "monthly"),
    Series("rus_tanks_refitted_month", "Armour refitted by Russia in the month", "vehicles/month", "monthly"),
    Series(
        "ukr_tactical_drones_month",
        "Tactical drones that reach Ukraine's front in the month",
        "drones/month",
        "monthly",
    ),
    Series("rus_glide_bombs_month", "Glide bombs dropped by Russia in the month", "bombs/month", "monthly"),
    Series("rus_force_in_theatre", "Russian soldiers in the theatre at the end of the month", "persons", "monthly"),
    Series("ukr_energy_out_share", "Energy of Ukraine out of use at the end of the month", "share", "monthly"),
    Series("rus_reserve_months", "Russia's fund at the end of the month", "months of war spending", "monthly"),
)
"""Series that answer to the public record and carry its names; `mean_age_ukr` and `sector_occupied_<sector>` too."""
