"""Texts made worse: bytes, words, lines and nodes of a file exchanged for what nobody expects there."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from typing import Any

import yaml

FRESH: list[bytes] = [
    *b"~ null true no NaN .nan .inf -.inf inf 1e999 -1e999 1e-400 -0 0 -1 1_000 0x10 0o17 1e6 12:30 1,5 +5 .5".split(),
    *b"1e308 4e-324 2024-02-30 0001-01-01 9999-12-31 2024-06-03T10:00:00Z !!binary &a *a <<: ? | > @x %x".split(),
    *b"{ } [ ] [] {} ' \" --- ... ../x /dev/zero x.y . .. a..b value {0} %s =1+1 -1-1 , ; \\".split(),
    *(text.encode() for text in ("", " ", "\t", ": ", "- ", "# x", "ﬀ", "İ", "١٢", "½", "\u2028", "\u202e", "x" * 300)),
    *(b"9" * 400, b"1" + b"0" * 5000, b"y" * 200_000, b"!!python/object:os.system x", b'"\\x00"', b'"\\ud800"'),
]
BYTES = [bytes([number]) for number in (0, 7, 9, 10, 12, 13, 27, 127, 133, 160, 195, 255)] + [b"\xed\xa0\x80"]
VALUES: list[Any] = [
    *(None, True, 0, -1, 0.5, 1e308, 10**400, float("nan"), float("inf"), "", " ", "x", "x" * 3000, "1e999"),
    *([], {}, [[]], {"": {}}, {"value": 1}, {"scale": -1}, [1, 2], ["a", "a"], {"x" * 5000: 1}, {"a\x07b": 1}),
    *([{}] * 3000, {f"k{i}": i for i in range(3000)}),
]
PARTS = {"words": re.compile(rb"[\w.+-]+|[^\w\s]|\s+"), "lines": re.compile(rb"[^\n]*\n|[^\n]+")}
NO_TREE = (ArithmeticError, LookupError, RecursionError, TypeError, ValueError, yaml.YAMLError)
MOST = 1_200_000
"""Longer texts are cut [bytes]; a scenario may have a little less."""


def mutated(text: bytes, form: str, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """A text made worse in one to three ways.

    Args:
        text: a good one.
        form: `yaml`, `json` or `text`.
        dice: which ways.
        others: texts of the same form, to splice with.
    """
    for _ in range(dice.choice((1, 1, 1, 2, 3))):
        level = dice.choice(("bytes", "words", "words", "lines", "whole", "tree", "tree"))
        try:
            if level == "tree" and form != "text":
                text = _tree_changed(text, form, dice)
            elif level == "whole":
                text = _encoded(text, dice)
            elif level in PARTS:
                text = _parts_changed(text, PARTS[level], dice, dice.choice(others))
            else:
                text = _bytes_changed(text, dice, dice.choice(others))
        except NO_TREE:  # a broken text has none
            text = _bytes_changed(text, dice, dice.choice(others))
    return text[:MOST]


def _bytes_changed(text: bytes, dice: random.Random, other: bytes) -> bytes:
    a = dice.randrange(len(text) + 1)
    b = a + dice.choice((1, 4, 100, 10_000))
    return dice.choice(
        (
            text[:a] + bytes([dice.randrange(256)]) + text[a + 1 :],
            text[:a] + dice.choice(BYTES) + text[a:],
            text[:a] + text[b:],
            text[:b] + text[a:b] * dice.choice((1, 2, 50)) + text[b:],
            text[:a] + other[dice.randrange(len(other) + 1) :],
        )
    )


def _parts_changed(text: bytes, pattern: re.Pattern[bytes], dice: random.Random, other: bytes) -> bytes:
    """Words or lines replaced, left out, repeated, exchanged, indented, or taken from elsewhere."""
    parts = pattern.findall(text) or [b""]
    i, j = dice.randrange(len(parts)), dice.randrange(len(parts))
    new = {
        0: [dice.choice(FRESH)],
        1: [dice.choice(FRESH), parts[i]],
        2: [],
        3: [parts[i]] * dice.choice((2, 60, 2000)),
        4: [dice.choice((b" ", b"  ", b"\t")) + parts[i]],
        5: [parts[i].lstrip()],
        6: [parts[j]],
        7: dice.sample(pattern.findall(other) or [b""], 1),
    }
    return b"".join(parts[:i] + new[dice.randrange(len(new))] + parts[i + 1 :])


def _encoded(text: bytes, dice: random.Random) -> bytes:
    words = text.decode(errors="replace")
    return dice.choice(
        (
            words.encode("utf-8-sig"),
            words.encode("utf-16"),
            words.encode("latin-1", errors="replace"),
            text.replace(b"\n", b"\r\n"),
            text.replace(b"\n", b"\r"),
            text + b"\x00" * 100,
            text + b"\n---\n" + text,
            b"[" * 5000 + text,
            text.rstrip(b"\n"),
            b"",
        )
    )


def _tree_changed(text: bytes, form: str, dice: random.Random) -> bytes:
    """A tree with one of its nodes left out, moved, doubled, nested or exchanged."""
    tree = json.loads(text) if form == "json" else yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    places = list(_places(tree))
    (parent, key), (elsewhere, other) = dice.choice(places), dice.choice(places)
    value, act = parent[key], dice.randrange(8)
    if act == 0:
        del parent[key]
    elif act == 1:
        parent[key], elsewhere[other] = elsewhere[other], value
    elif act == 2 and isinstance(parent, dict):
        parent[dice.choice(("", "value", str(other), f"{key}2", str(key).upper(), str(key)[:-1]))] = value
    elif act == 3:
        for _ in range(dice.choice((1, 5, 40))):
            parent[key] = dice.choice(([parent[key]], {"value": parent[key]}))
    elif act == 4 and isinstance(value, list):
        value.extend(value * dice.choice((1, 500)))
    elif act <= 6 and isinstance(value, int | float):
        parent[key] = dice.choice((-value, value * 1000, value + 0.5, str(value), [value], 1e300 * (value or 1)))
    else:
        parent[key] = dice.choice((*VALUES, str(value), [value]))
    if form == "json":
        return json.dumps(tree).encode(errors="surrogatepass")
    dumper = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
    dumped: bytes = yaml.dump(tree, Dumper=dumper, encoding="utf-8", sort_keys=False)
    return dumped


def _places(tree: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    keys = tree.keys() if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else ()
    for key in keys:
        yield tree, key
        if depth < 20:
            yield from _places(tree[key], depth + 1)
