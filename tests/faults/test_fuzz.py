"""No text that somebody may write ends in a traceback, a hang or more memory than there is."""

from __future__ import annotations

import os
from collections import Counter
from functools import partial
from pathlib import Path

import pytest

from tests.faults.fuzz import GOOD, results, text_of
from tests.faults.loaders import loaders

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="texts are read in forked processes")

SEED = 1
TEXTS = {
    "scenario": 300,
    "sources": 300,
    "sweep": 100,
    "design": 200,
    "record": 600,
    "battles": 600,
    "set": 300,
    "param": 200,
    "condition": 600,
    "ledger": 40,
    "root": 20,
    "threshold": 20,
}


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_loads_or_is_refused_by_name(name: str, tmp_path: Path) -> None:
    loader = loaders(tmp_path)[name]
    came = Counter(results(loader, tmp_path, range(TEXTS[name]), partial(text_of, loader, SEED)))
    assert {outcome: n for outcome, n in came.items() if outcome not in GOOD} == {}
    assert came["loads"]
    assert came["refused"]
