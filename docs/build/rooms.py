"""The rooms of the package and the arrows between them, read from its imports."""

import ast
import inspect
import pkgutil
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import Any

import sim
from docs.build.markdown import summary, table
from sim.base.errors import SimError

PACKAGE = Path(sim.__file__).parent
WRITER = "docs.build"


def picture() -> str:
    """A diagram of rooms in Mermaid, which forges draw; an arrow that follows from two others is left out."""
    arrows = imports()
    reached = {room: _below(room, arrows) for room in arrows}
    lines = ["```mermaid", "flowchart TD"]
    lines += [f'    {_key(room)}["<b>{room}</b><br/>{_said(room)}"]' for room in arrows]
    for room, below in arrows.items():
        direct = sorted(other for other in below if not any(other in reached[third] for third in below))
        lines += [f"    {_key(room)} --> {_key(other)}" for other in direct]
    return "\n".join([*lines, "```"])


def parts() -> str:
    """What lives in each room, and in the rooms inside it."""
    rows = []
    for init in sorted(PACKAGE.rglob("__init__.py")):
        folder = init.parent
        if folder != PACKAGE:
            module = ".".join(("sim", *folder.relative_to(PACKAGE).parts))
            rows.append((f"`sim/{folder.relative_to(PACKAGE).as_posix()}`", summary(import_module(module))))
    return table(("room", "holds"), rows)


def chain(*names: str) -> str:
    """Functions by their full names, in order: where each is, and what it says of itself."""
    lines = []
    for number, name in enumerate(names, start=1):
        thing = found(name)
        file = Path(inspect.getsourcefile(inspect.unwrap(thing)) or "").relative_to(PACKAGE.parent).as_posix()
        lines.append(f"{number}. `{name.partition('.')[2]}` ([{file}](../{file})): {summary(thing)}")
    return "\n".join(lines)


def found(name: str) -> Any:
    """What a full name stands for: a module, or something in one.

    Raises:
        SimError: there is nothing of that name.
    """
    try:
        return pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        raise SimError(f"found the name {name}, expected one of something in the package") from None


def imports() -> dict[str, set[str]]:
    """Rooms that each room imports from, anywhere in its files; from the top down."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if not room.startswith("__"):
            found[room] |= _rooms_imported(path) - {room}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        found[WRITER] |= _rooms_imported(path)
    return dict(sorted(found.items(), key=lambda item: (-len(_below(item[0], found)), item[0])))


def _rooms_imported(path: Path) -> set[str]:
    modules: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            modules |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            modules |= {f"{node.module}.{alias.name}" for alias in node.names}
    rooms = {name.split(".")[1] for name in modules if name.startswith("sim.")}
    return {room for room in rooms if (PACKAGE / room).is_dir() or (PACKAGE / f"{room}.py").exists()}


def _below(room: str, arrows: dict[str, set[str]]) -> set[str]:
    """Every room that a room stands on, directly or not."""
    below: set[str] = set()
    pending = [*arrows.get(room, ())]
    while pending:
        other = pending.pop()
        if other not in below:
            below.add(other)
            pending += arrows.get(other, ())
    return below


def _key(room: str) -> str:
    return room.replace(".", "_")


def _said(room: str) -> str:
    """The first sentence about a room, for the inside of a box."""
    text = summary(import_module(room if room == WRITER else f"sim.{room}")).replace("\\", "")
    return text.partition(". ")[0].rstrip(".").replace("`", "").replace('"', "'")
