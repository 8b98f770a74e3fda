"""Draws have the same bits on every machine, and are what SciPy says they are."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import numpy as np
import pytest
from scipy import special

from sim.base.portable import exp, log, normal_probability, normal_quantile
from sim.war.history import history

OLD_PROCESSOR = "glibc.cpu.hwcaps=-AVX2,-FMA,-FMA4,-AVX512F,-AVX2_Usable,-FMA_Usable"
"""Has the C library choose what it would on a processor that cannot multiply and add at once."""
DIGEST = """
import hashlib
from sim.runs.block import draw
from sim.scenario import load
scenario, digest = load("iran_supply"), hashlib.sha256()
for prior in (False, True):
    for path, values in draw(scenario, 20240603, (0, 1024), prior).items():
        digest.update(path.encode() + values.tobytes())
print(digest.hexdigest())
"""


def test_draws_are_the_same_bits_on_an_older_processor() -> None:
    digests = set()
    for tunables in ("", OLD_PROCESSOR):
        environment = {**os.environ, "GLIBC_TUNABLES": tunables}
        done = subprocess.run(
            [sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True
        )
        digests.add(done.stdout)
    assert len(digests) == 1


def test_logarithm_and_exponential_err_in_the_last_place_only() -> None:
    x = np.linspace(-690.0, 690.0, 100_003)
    np.testing.assert_array_max_ulp(exp(x), np.exp(x), 2)
    positive = np.exp(x)
    np.testing.assert_array_max_ulp(log(positive), np.log(positive), 2)
    assert log(np.array([1.0, 0.5, 2.0])).tolist() == [0.0, -np.log(2.0), np.log(2.0)]
    assert exp(np.zeros(1)).tolist() == [1.0]


def test_normal_probabilities_and_quantiles_are_those_of_scipy() -> None:
    ends = 10.0 ** np.linspace(-12.0, -1.0, 5_001)
    u = np.concatenate([ends, np.linspace(0.1, 0.9, 20_001), 1.0 - ends])
    np.testing.assert_allclose(normal_quantile(u), special.ndtri(u), rtol=0.0, atol=1e-13)
    z = np.linspace(-40.0, 40.0, 40_001)
    np.testing.assert_allclose(normal_probability(z), special.ndtr(z), rtol=0.0, atol=1e-15)
    assert normal_probability(np.zeros((2, 1))).tolist() == [[0.5], [0.5]]


def test_how_many_are_asked_for_moves_no_bit() -> None:
    u = np.linspace(0.001, 0.999, 997)
    for function in (normal_quantile, log, exp, normal_probability):
        alone = np.concatenate([function(u[i : i + 1]) for i in range(u.size)])
        assert hashlib.sha256(alone.tobytes()).digest() == hashlib.sha256(function(u).tobytes()).digest()


@pytest.mark.parametrize("moment", ["mean", "std"])
def test_moments_of_what_history_left_are_those_of_its_quantiles(moment: str) -> None:
    known = history()
    kept = {"mean": known.mean, "std": known.deviation}[moment]
    np.testing.assert_allclose(kept, getattr(known.u, moment)(axis=0), rtol=1e-12)
