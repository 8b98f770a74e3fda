"""Fenced blocks of templates: scenarios that must load, traps that must not, and lists of shipped files."""

import re
import tempfile
from pathlib import Path

from docs.build.scenarios import shipped
from sim.base.errors import SimError
from sim.scenario import check, load

_FENCE = re.compile(r"^```(scenario|trap|shipped)(?: (\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def checked(text: str, page: str) -> str:
    """A template whose blocks fenced as `scenario` or `trap` have become YAML, those fenced as `shipped` tables.

    A trap is laid over the baseline (its first line says so unless it begins with `extends`) and is followed
    by the faults that loading it gives, word for word.

    Raises:
        SimError: a scenario has a fault, or a trap has none.
    """
    with tempfile.TemporaryDirectory() as folder:
        return _FENCE.sub(lambda found: _block(found, Path(folder), page), text)


def _block(found: re.Match[str], folder: Path, page: str) -> str:
    kind, name, body = found[1], found[2] or "yours.yaml", found[3]
    if kind == "shipped":
        return shipped(body)
    lead = "" if kind == "scenario" or body.startswith("extends") else "extends: baseline\n"
    path = folder / name
    path.write_text(lead + body, encoding="utf-8")
    if kind == "scenario":
        load(path)
        return f"```yaml\n{body}```"
    faults = [str(fault) for fault in check(path)]
    if not faults:
        raise SimError(f"docs/templates/{page}: found a trap that loads without a fault, expected one: {body.strip()}")
    return f"```yaml\n{lead}{body}```\n\n```text\n{chr(10).join(faults)}\n```"
