"""Every test is named as a claim of at most ten words."""

import ast
import re
from pathlib import Path

MOST_WORDS = 10


def words(name: str) -> list[str]:
    """Words of a test's name after `test_`, but for the numbers of checks such as v13."""
    return [word for word in name.split("_")[1:] if not re.fullmatch(r"v\d\d", word)]


def test_every_test_is_named_in_at_most_ten_words() -> None:
    names = [
        f"{path.name}: {node.name}"
        for path in Path(__file__).parent.rglob("test_*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and len(words(node.name)) > MOST_WORDS
    ]
    assert names == []
