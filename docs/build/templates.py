"""Templates to pages: a line `{{ name }}` becomes what code and YAML say, an example a tested one."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import sim
from docs.build import commands, examples, forecasts, gallery, interface, model, rooms, scenarios, screenshots
from sim.base.errors import SimError
from sim.base.files import write_whole

NOTICE = "<!-- Written by `python -m docs.build` from docs/templates/{}: edit that, or the code. -->\n\n"

_MARKER = re.compile(r"^\{\{ (\w+)((?: \S+)*) \}\}$", re.MULTILINE)

PARTS: Mapping[str, Callable[..., str]] = {
    "agent_states": model.agent_states,
    "chain": rooms.chain,
    "csv": scenarios.table_of,
    "endings": scenarios.endings,
    "events": scenarios.events,
    "frozen": forecasts.frozen,
    "gallery": gallery.gallery,
    "hindsight": scenarios.hindsight,
    "interface": interface.interface,
    "monthly": scenarios.monthly,
    "numbers": scenarios.numbers,
    "numbers_by_basis": scenarios.numbers_by_basis,
    "numbers_of_suppliers": scenarios.numbers_of_suppliers,
    "choices": scenarios.choices,
    "options": commands.options,
    "order_of_a_week": model.order_of_a_week,
    "outcomes": scenarios.outcomes,
    "pictures": gallery.pictures,
    "room_parts": rooms.parts,
    "rooms": rooms.picture,
    "rules": model.rules,
    "rungs": scenarios.rungs,
    "screenshots": screenshots.screenshots,
    "series": scenarios.series,
    "sweeps": scenarios.sweeps,
    "sources": scenarios.sources,
    "strategies": scenarios.strategies,
    "streams": model.streams,
    "week_table": model.week_table,
}
"""What a marker may ask for."""


def documents() -> Path:
    """The folder of the pages.

    Raises:
        SimError: the package does not run from a source checkout.
    """
    folder = Path(sim.__file__).resolve().parent.parent / "docs"
    if not (folder / "templates").is_dir():
        raise SimError(f"{folder}: found no templates, expected a source checkout of the project")
    return folder


def every_page() -> list[Path]:
    """All pages that a reader sees."""
    return sorted(path for path in documents().rglob("*.md") if "templates" not in path.parts)


def page_names(folder: Path) -> list[str]:
    """Names of the pages that are written from templates."""
    return sorted(path.name for path in (folder / "templates").glob("*.md"))


def rendered(folder: Path, name: str) -> str:
    """A page as the code and the scenarios of today make it.

    Raises:
        SimError: the template asks for something unknown, or an example in it is not what it claims to be.
    """
    text = (folder / "templates" / name).read_text(encoding="utf-8")
    text = examples.checked(text, name)
    return NOTICE.format(name) + _MARKER.sub(lambda found: _part(found, name), text)


def write_all(folder: Path) -> list[Path]:
    """Write every page that has changed; return their paths."""
    changed = []
    for name in page_names(folder):
        path, text = folder / name, rendered(folder, name)
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            with write_whole(path) as file:
                file.write(text.encode("utf-8"))
            changed.append(path)
    return changed


def _part(found: re.Match[str], name: str) -> str:
    part = PARTS.get(found[1])
    if part is None:
        raise SimError(f"docs/templates/{name}: found {found[0]}, expected one of {', '.join(sorted(PARTS))}")
    return part(*found[2].split()).strip("\n")
