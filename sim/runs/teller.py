"""The news of one war, told by comparing each week with the week before."""

from collections.abc import Iterator

import numpy as np

from sim.base.outcomes import ENDINGS
from sim.base.text import actor_title, counted
from sim.rules.ladders import Rung
from sim.runs.negotiations import Negotiations
from sim.runs.reasons import Reasons
from sim.runs.shortages import Shortages
from sim.war.agents.choosing import REASONS
from sim.war.agents.forces import POSTURES
from sim.war.agents.sector import SECTORS
from sim.war.agents.suppliers import Supplier
from sim.war.menu import DECISION_WEEKS
from sim.war.state import State

THE_END = "THE END"
"""How the line begins that says how a war ended."""
QUARTER = 13
"""Weeks between two summaries of how things stand."""
WORTH_TELLING = 60.0
"""Ground won in a sector in a month from which the month is told [km2]."""
NEWS = 0.25
"""Share by which deliveries change before they are told again."""
STEPS = ("wider permission to strike Russia with its arms", "a rung of intervention", "more aid")
"""What the West's steps are, in the order of `western_levels`."""
DEMONSTRATION = "demonstrative nuclear act"
TURNS = {
    DEMONSTRATION: "Russia sets off a nuclear weapon as a demonstration, striking nobody; the war goes on",
    "Russian rout": "Russia is routed: it has lost more ground within weeks than it can bear",
    "Crimea threatened": "Crimea is threatened",
}
"""Kinds of event of the escalation and how a story tells them."""


class Teller:
    """Compares each week of one war with the week before and says what changed.

    Args:
        state: of the block.
        column: place of the war in it.
        titles: of events, by name.
    """

    def __init__(self, state: State, column: int, titles: dict[str, str]) -> None:
        self.t = state
        self.column = column
        self.titles = titles
        self.reasons = Reasons(state, column)
        self.shortages = Shortages(state, column)
        self.negotiations = Negotiations(state, column)
        self.over = False
        self._told: set[str] = set()
        self._rungs = {country.title: self._at(country.rung) for country in state.climbers}
        self._ladder = self._at(state.escalation.rung)
        self._steps = state.escalation.marks[:, column].copy()
        self._feared = -QUARTER - 1
        self._talks = self._peace = False
        self._ground = np.zeros(len(SECTORS))
        self._age = {side.name: self._at(side.minimum_age) for side in state.sides}
        self._opened = {side.name: np.zeros(len(SECTORS)) for side in state.sides}
        self._posture: dict[str, float] = {}
        self._exhausted: dict[str, int] = {}
        self._sent: dict[Supplier, float] = {}

    def _at(self, values: np.ndarray) -> float:
        return float(np.broadcast_to(values, (self.t.n,))[self.column])

    def week(self) -> Iterator[str]:
        """What is worth telling of the week just played."""
        t = self.t
        week = t.week - 1
        yield from self._events(week)
        yield from self._choices(week)
        yield from self._decisions(week)
        yield from self._front(week)
        yield from self._scarcity(week)
        yield from self._diplomacy(week)
        yield from self._steps_and_answers(week)
        yield from self._escalation()
        if (week + 1) % QUARTER == 0 and self._at(t.going) > 0:
            yield self._standing()
        if t.ending[self.column] > 0:
            self.over = True
            ending = ENDINGS[int(t.ending[self.column]) - 1]
            yield f"{THE_END}: {ending.title}. {self.reasons.of(ending.name)} {self._standing()}"

    def horizon(self) -> str:
        """The last line of a war that had no absorbing ending."""
        d = self.t.diplomacy
        if not d.at_peace[self.column]:
            return f"THE HORIZON: the war continues. {self._standing()}"
        kind = "settlement" if d.settled[self.column] else "armistice"
        return f"THE HORIZON: the {kind} holds. {self._standing()}"

    def _events(self, week: int) -> Iterator[str]:
        for name, when in self.t.inputs.event_weeks.items():
            happened = int(when[self.column])
            if name in self._told or happened > week or name.startswith("strategy/"):
                continue
            self._told.add(name)
            before = f" ({counted(-happened, 'week')} before the start)" if happened < 0 else ""
            yield f"Event: {self.titles[name]}{before}."

    def _choices(self, week: int) -> Iterator[str]:
        """Options that actors take, with what spoke most for each the first time."""
        for menu in self.t.inputs.menus.values():
            if not menu.turned[self.column] or week % DECISION_WEEKS or not self.t.fighting[self.column]:
                continue
            place = int(menu.held[self.column])
            option, why = menu.options[place], int(menu.why[place, self.column])
            words = f"; most for it spoke {REASONS[why]}" if place > 0 and why >= 0 else ""
            yield f"{actor_title(menu.actor)} {option.title[0].lower()}{option.title[1:]}{words}."

    def _decisions(self, week: int) -> Iterator[str]:
        t = self.t
        for country in t.climbers:
            now, before = self._at(country.rung), self._rungs[country.title]
            if now != before:
                verb = "climbs" if now > before else "steps back"
                yield f"{country.title} {verb} to rung {now:.0f}: {country.rungs[int(now)]}."
                self._rungs[country.title] = now
        for side in t.sides:
            age = self._at(side.minimum_age)
            if age != self._age[side.name]:
                held = self._age[side.name]
                yield f"{side.name.capitalize()} now mobilises from age {age:.0f} (before: {held:.0f})."
                self._age[side.name] = age
        if week % 4 == 0:
            fought = t.fighting[self.column] and not self._peace
            for side in t.sides if fought else ():  # under a deal nobody attacks
                posture = self._at(side.posture)
                before = self._posture.get(side.name, posture)
                turn = None if posture == before else posture > before
                why = self.shortages.of_posture(side, turn, self._talks)
                if turn is not None:
                    yield f"{side.name.capitalize()} goes over to: {POSTURES[int(posture)]} ({why})."
                self._posture[side.name] = posture
            for supplier in t.suppliers:
                told = supplier.tells(self.column)
                if told is not None and self._is_news(supplier, told.amount):
                    yield told.text
                    self._sent[supplier] = told.amount

    def _is_news(self, supplier: Supplier, amount: float) -> bool:
        before = self._sent.get(supplier)
        return before is None or abs(amount - before) > NEWS * max(before, 1.0)

    def _front(self, week: int) -> Iterator[str]:
        t = self.t
        for side in t.sides:
            opened = side.opened[:, self.column]
            for row in np.flatnonzero(opened > self._opened[side.name]):
                why = self.shortages.of_break(side, int(row))
                yield f"{side.name.capitalize()}'s line breaks open in {place_title(SECTORS[row])}; most of it for {why}."
            for row in np.flatnonzero(opened < self._opened[side.name]):
                yield f"{side.name.capitalize()} closes the gap in {place_title(SECTORS[row])}."
            self._opened[side.name] = opened.copy()
        if week % 4 == 3:
            change = t.front.change[:, self.column]
            moved = change - self._ground
            self._ground = change.copy()
            for row in np.argsort(-np.abs(moved)):
                if abs(moved[row]) >= WORTH_TELLING:
                    who = "Russia" if moved[row] > 0 else "Ukraine"
                    yield f"In four weeks {who} wins {abs(moved[row]):,.0f} km² in {place_title(SECTORS[row])}."

    def _scarcity(self, week: int) -> Iterator[str]:
        """What runs short, month by month, and a side that is spent."""
        self.shortages.watch()
        if week % 4 == 3 and self.t.fighting[self.column]:
            yield from self.shortages.month(again=week % 12 == 11)
        for side in self.t.sides:
            if self._at(side.exhausted_weeks) > 0.0:
                if week - self._exhausted.get(side.name, -QUARTER - 1) > QUARTER:
                    yield f"{side.name.capitalize()} is exhausted: {self.reasons.of_exhaustion(side)}."
                self._exhausted[side.name] = week

    def _diplomacy(self, week: int) -> Iterator[str]:
        d, i = self.t.diplomacy, self.column
        if week % DECISION_WEEKS == 0:
            yield from self.negotiations.round()
        talks = bool(d.talks[i])
        signed = int(d.deal_week[i]) == week
        if (talks or (signed and d.settled[i])) and not self._talks:
            yield "Talks begin."  # also where they lead to a deal within the week
        elif self._talks and not talks and not signed:
            yield "The talks break off."
        self._talks = talks
        if signed:
            kind = "A settlement is signed" if d.settled[i] else "Fire stops: an armistice"
            line = f"along a line {self.t.front.gained[i]:+,.0f} km² from that of the start"
            first = int(d.first_deal_week[i]) == week
            share = f"; Russia's share of what was contested {d.deal_russian_share[i]:.0%}" if first else ""
            terms = f"; {self.negotiations.in_words(int(d.signed[i]))}" if d.settled[i] else ""
            spent = all(self._at(side.exhausted_weeks) > 0.0 for side in self.t.sides)
            both = "; both sides are exhausted" if spent else ""
            yield f"{kind}, {line}{terms}{share}{both}."
        if self._peace and not d.at_peace[i]:
            shift = self._at(d.shift_to_dissatisfied)
            who = f" Since it was signed power has moved {shift:.0%} towards the side that holds less than its chance."
            yield f"The deal breaks: the war resumes.{who if shift >= 0.01 else ''}"  # each time, not only the first
        self._peace = bool(d.at_peace[i])

    def _steps_and_answers(self, week: int) -> Iterator[str]:
        """Thresholds that the West crosses, what Russia answers, and its fear of defeat."""
        now, i = self.t.escalation, self.column
        taken = [what for what, moved in zip(STEPS, now.marks[:, i] > self._steps, strict=True) if moved]
        self._steps = now.marks[:, i].copy()
        if taken and now.crossed[i] > 0.0:
            answers = ("a nuclear signal", now.signalled[i]), ("force on NATO", now.forced[i])
            given = " and ".join(words for words, happens in answers if happens)
            answer = f"; Russia answers with {given}" if given else ""
            yield f"The West crosses a threshold: {', '.join(taken)}{answer}."
        if now.fear[i] > self._at(self.t.inputs["escalation.fear_from"]) and self.t.fighting[i]:
            if week - self._feared > QUARTER:
                yield f"{self.reasons.of_fear()}."
            self._feared = week

    def _escalation(self) -> Iterator[str]:
        now = self._at(self.t.escalation.rung)
        if now != self._ladder and now > 0:
            direction = "up" if now > self._ladder else "down"
            yield f"Escalation {direction} to rung {now:.0f}: {Rung.TITLES[int(now)]}."
        self._ladder = now
        for kind, words in TURNS.items():
            if kind not in self._told and self.t.first_weeks[kind][self.column] == self.t.week - 1:
                self._told.add(kind)
                why = f" {self.reasons.of_nuclear_act()}" if kind == DEMONSTRATION else ""
                yield f"{words}.{why}"

    def _standing(self) -> str:
        t = self.t
        russia, ukraine = t.russia, t.ukraine
        return (
            f"Russia {self._at(t.front.gained):+,.0f} km²;"
            f" killed and wounded {self._at(russia.casualties_total):,.0f} Russians,"
            f" {self._at(ukraine.casualties_total):,.0f} Ukrainians;"
            f" manning {self._at(russia.manning):.2f} against {self._at(ukraine.manning):.2f};"
            f" will {self._at(russia.will):.2f} against {self._at(ukraine.will):.2f};"
            f" Western aid {self._at(t.nato.aid_flow):.2f} of the reference flow."
        )


def place_title(sector: str) -> str:
    """A sector's name in words."""
    return {
        "kharkiv_north": "Kharkiv north",
        "kupiansk_luhansk": "Kupiansk-Luhansk",
        "donetsk_north_lyman_siversk": "Lyman-Siversk",
        "donetsk_east_bakhmut_toretsk": "Bakhmut-Toretsk",
        "donetsk_centre_avdiivka_pokrovsk": "Avdiivka-Pokrovsk",
        "donetsk_south_vuhledar": "Vuhledar",
        "zaporizhzhia": "Zaporizhzhia",
        "kherson_mykolaiv": "Kherson",
        "north": "the north",
    }[sector]
