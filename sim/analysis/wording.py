"""Shares and numbers in words that figures, tables and reports have in common."""

import math
import re
from collections.abc import Sequence


def in_100(share: float) -> str:
    """A share as "27 in 100"; a few worlds never round to none, and nearly all never to all."""
    return f"{per_100(share)} in 100"


def of_100(share: float) -> str:
    """A share as "27 of 100 worlds"."""
    return f"{per_100(share)} of 100 worlds"


def per_100(share: float) -> str:
    """A share as a count in 100: "27", "<1", ">99"."""
    if math.isnan(share):
        return "?"
    if 0.0 < share < 0.005:
        return "<1"
    if 0.995 < share < 1.0:
        return ">99"
    return f"{100.0 * share:.0f}"


def counts_in_100(shares: Sequence[float]) -> list[int]:
    """Shares of one whole as whole numbers that add to 100, by the method of largest remainder (Hamilton's).

    Every share is rounded down, and what is missing goes to the largest remainders; among equal ones to the larger share,
    then to the first. No number is a whole point or more from its share.

    Raises:
        ValueError: the shares do not sum to 1.
    """
    if abs(math.fsum(shares) - 1.0) > 1e-6:
        raise ValueError(f"found shares that sum to {math.fsum(shares):g}, expected 1")
    exact = [round(100.0 * share, 9) for share in shares]  # 100 × 0.29 is 28.999999999999996
    counts = [math.floor(value) for value in exact]
    order = sorted(range(len(exact)), key=lambda place: (counts[place] - exact[place], -exact[place]))
    for place in order[: 100 - sum(counts)]:
        counts[place] += 1
    return counts


def shares_in_100(shares: Sequence[float]) -> list[str]:
    """Shares of one whole that stand together, as "27", "<1", ">99": what is printed adds to 100.

    The one rule of rounding: the whole numbers are those of `counts_in_100`. A share that is there but gets 0 is written
    "<1", and one that gets 100 though others are there too, ">99"; in the sum they count as the 0 and the 100 they are
    rounded to. Shares that nobody knows are "?".

    Raises:
        ValueError: the shares do not sum to 1.
    """
    if any(map(math.isnan, shares)):
        return ["?" for _ in shares]
    whole = zip(shares, counts_in_100(shares), strict=True)
    return ["<1" if not n and share > 0.0 else ">99" if n == 100 and share < 1.0 else str(n) for share, n in whole]


def others_in_100(text: str) -> str:
    """What a number of `shares_in_100` leaves to all others together: "57" leaves "43", "<1" leaves ">99"."""
    return {"<1": ">99", ">99": "<1", "?": "?"}.get(text) or str(100 - int(text))


def range_100(low: float, high: float) -> str:
    """An interval as counts in 100, "25–29"; with as many decimals as it takes to tell its ends apart."""
    for decimals in range(4):
        ends = tuple(f"{100.0 * end:.{decimals if 0.0 < end < 1.0 else 0}f}" for end in (low, high))
        if float(ends[0]) < float(ends[1]):
            break
    return "–".join(ends)


def quantity(value: float, signed: bool = False) -> str:
    """A number to three figures, with thousands separators and a true minus: "412,000", "+1,230", "0.87"."""
    if math.isnan(value):
        return "none"
    if math.isinf(value):
        return "∞" if value > 0 else "−∞"
    size = abs(value)
    if size >= 1000.0:
        text = f"{float(f'{size:.3g}'):,.0f}"
    elif size >= 100.0 or size == round(size):
        text = f"{size:,.0f}"
    elif size >= 10.0:
        text = f"{size:.1f}"
    else:
        text = f"{size:.2f}" if size >= 0.095 else f"{size:.2g}"
    return with_sign(value, text, plus="+" if signed else "")


def with_sign(value: float, text: str, plus: str = "+") -> str:
    """The sign of a number, a true minus, before the text of its size; a size written as nothing is "0"."""
    if float(text.replace(",", "")) == 0.0:
        return "0"
    return ("−" if value < 0.0 else plus) + text


def quantities(first: float, second: float) -> tuple[str, str]:
    """Two numbers to be compared, as `quantity` writes them but with the same decimals below 100."""
    texts = quantity(first), quantity(second)
    places = max(len(text.partition(".")[2]) for text in texts)
    small = all(abs(value) < 100.0 for value in (first, second)) and 0 < places <= 2
    if not small:
        return texts
    return f"{first:.{places}f}".replace("-", "−"), f"{second:.{places}f}".replace("-", "−")


def capitalised(text: str) -> str:
    """First letter large, the rest as it is (str.capitalize would write "Nato")."""
    return text[:1].upper() + text[1:]


def inside(text: str) -> str:
    """A title inside a sentence: "War continues" becomes "war continues", "NATO" and "Russian" stay."""
    first = text.split(" ", 1)[0]
    proper = first.startswith(("Russia", "Ukrain", "NATO", "Belarus", "Iran", "Europe"))
    return text if proper or not text[1:2].islower() else text[:1].lower() + text[1:]


COUNTRIES = {
    "russia": "Russia", "ukraine": "Ukraine", "iran": "Iran", "belarus": "Belarus", "nato": "NATO",
    "north_korea": "North Korea", "third_country": "A third country",
}  # fmt: skip
_PROPER = {
    **COUNTRIES, "russian": "Russian", "ukrainian": "Ukrainian", "belarusian": "Belarusian", "western": "Western",
    "crimea": "Crimea", "europe": "Europe",
}  # fmt: skip


def parameter(path: str) -> str:
    """The path of a number or a choice in words: "NATO's aid level", "fires exponent (front)"."""
    section, _, rest = path.partition(".")
    if section in COUNTRIES:
        return f"{COUNTRIES[section]}'s {_words(rest)}"
    first, _, last = rest.partition(".")
    if section == "sectors" and last:
        return f"{_words(last)} ({first.replace('_', ' ').title()})"
    if section == "decisions" and first in COUNTRIES:
        return f"{COUNTRIES[first]}'s {_words(last)} (decisions)"
    return f"{_words(rest)} ({_words(section)})" if rest else _words(path)


def labelled(path: str, unit: str) -> str:
    """A parameter in words with its unit, as an axis or a table names it: "NATO's aid level [ratio]"."""
    return f"{parameter(path)} [{unit.replace('km2', 'km²')}]" if unit else parameter(path)


def _words(rest: str) -> str:
    """Part of a path in words: "production: shells", "men: aged 18–24"."""
    spaced = re.sub(r"(\d)_(\d)", r"\1–\2", rest).replace(".", ": ", 1).replace(".", " ").replace("_", " ")
    return re.sub(r"[a-z]+", lambda word: _PROPER.get(word[0], word[0]), spaced)
