"""The JSON Schemas that editors read, as `sim schema` prints them."""

import json
from pathlib import Path

import sim
from sim.base.files import write_whole
from sim.cli.schema import KINDS, schema_of

FOLDER = Path(sim.__file__).parent / "schema"


def write_schemas() -> list[Path]:
    """Write the schema of each kind of file that has changed; return their paths."""
    changed = []
    for kind in KINDS:
        path = FOLDER / f"{kind}.schema.json"
        text = json.dumps(schema_of(kind), indent=2, ensure_ascii=False) + "\n"
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            with write_whole(path) as file:
                file.write(text.encode("utf-8"))
            changed.append(path)
    return changed
