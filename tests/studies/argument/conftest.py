"""The small ledger, written to a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.studies.argument.made import LEDGER, Writer


@pytest.fixture
def ledger(tmp_path: Path) -> Writer:
    """Write the small ledger with some of its text replaced, and return its path."""

    def write(*changes: tuple[str, str], name: str = "leaflet.yaml") -> Path:
        text = LEDGER
        for old, new in changes:
            assert text.count(old) >= 1, f"{old!r} is not in the small ledger"
            text = text.replace(old, new, 1)
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write
