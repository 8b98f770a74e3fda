"""What a picture rests on, which stands in its foot."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim import __version__

CAVEAT = "A model of an argument, not a forecast. Intervals tell chance in the playing, not trust in the assumptions."


@dataclass(frozen=True)
class Source:
    """Where the numbers of a picture come from.

    Attributes:
        scenario: its name, or several in words.
        n: wars.
        seed: of the dice.
        hash: of the resolved scenario, or of what stands for several.
        version: of the program that played.
    """

    scenario: str
    n: int
    seed: int
    hash: str
    version: str = __version__

    @classmethod
    def of(cls, manifest: Mapping[str, Any]) -> "Source":
        """The source of a stored run."""
        name, n, seed, of = (manifest[key] for key in ("scenario", "replications", "seed", "scenario_hash"))
        return cls(name, n, seed, of, manifest.get("version", __version__))

    @property
    def line(self) -> str:
        """The foot of a picture."""
        return (
            f"{CAVEAT} {self.scenario} · n = {self.n:,} · seed {self.seed} · sim {self.version} · hash {self.hash[:8]}"
        )
