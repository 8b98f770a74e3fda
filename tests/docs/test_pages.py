"""The pages are what code and scenarios say now, and lead somewhere."""

from __future__ import annotations

import pkgutil
import re
from pathlib import Path

import pytest

from docs.build.examples import checked
from docs.build.templates import documents, every_page, page_names, rendered, write_all
from sim.base.errors import SimError
from sim.scenario import check, shipped_folder

LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
ANCHOR = re.compile(r'<a id="([^"]+)">')
ROOT = documents().parent


def slug(heading: str) -> str:
    """What a forge makes of a heading."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


def anchors(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    return {slug(heading) for heading in HEADING.findall(text)} | set(ANCHOR.findall(text))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A folder with two short templates."""
    folder = tmp_path / "docs"
    (folder / "templates").mkdir(parents=True)
    (folder / "templates" / "ladders.md").write_text("# Ladders\n\n{{ rungs }}\n", encoding="utf-8")
    (folder / "templates" / "series.md").write_text("# Series\n\n{{ series }}\n", encoding="utf-8")
    return folder


@pytest.mark.parametrize("name", page_names(documents()))
def test_a_page_is_what_code_and_scenarios_say_now(name):
    shipped = (documents() / name).read_text(encoding="utf-8")
    assert shipped == rendered(documents(), name), "refresh with: python -m docs.build"


def test_writing_again_changes_only_what_templates_changed(small):
    assert [path.name for path in write_all(small)] == ["ladders.md", "series.md"]
    assert "| 9 | nuclear use |" in (small / "ladders.md").read_text(encoding="utf-8")
    assert write_all(small) == []
    (small / "templates" / "series.md").write_text("# Series\n\n{{ monthly }}\n", encoding="utf-8")
    assert [path.name for path in write_all(small)] == ["series.md"]


def test_a_marker_that_means_nothing_is_refused_by_name(small):
    (small / "templates" / "series.md").write_text("{{ seires }}\n", encoding="utf-8")
    with pytest.raises(SimError, match=r"series\.md: found \{\{ seires \}\}, expected one of .*series"):
        rendered(small, "series.md")


def test_no_marker_or_unchecked_example_is_left():
    for name in page_names(documents()):
        text = (documents() / name).read_text(encoding="utf-8")
        assert not re.search(r"\{\{ \w+|```(trap|scenario)", text), name


def test_an_example_that_does_not_load_is_refused():
    with pytest.raises(SimError, match="unknown key"):
        checked("```scenario mine.yaml\nextends: baseline\niran:\n  drones: 3\n```\n", "page.md")


def test_a_trap_that_loads_is_refused():
    with pytest.raises(SimError, match="loads without a fault"):
        checked("```trap\niran:\n  drone_deliveries: 3\n```\n", "page.md")


def test_a_trap_is_followed_by_its_own_fault():
    text = checked("```trap\niran:\n  drone_deliveries: -3\n```\n", "page.md")
    assert "yours.yaml:3: iran.drone_deliveries: out of bounds: found value -3" in text


@pytest.mark.parametrize(
    "path", [*ROOT.glob("*.md"), ROOT / "outputs/README.md", *every_page()], ids=lambda path: path.name
)
def test_links_lead_somewhere(path):
    broken = []
    for target in LINK.findall(path.read_text(encoding="utf-8")):
        if "://" in target:
            continue
        file, _, anchor = target.partition("#")
        there = (path.parent / file).resolve() if file else path
        if not there.exists() or (anchor and anchor not in anchors(there)):
            broken.append(target)
    assert broken == []


def test_the_readme_is_short_and_its_scenario_loads(tmp_path):
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) < 120
    (block,) = re.findall(r"^```yaml\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert len(block.splitlines()) <= 10
    (tmp_path / "mine.yaml").write_text(block, encoding="utf-8")
    assert check(tmp_path / "mine.yaml") == []


def test_every_page_can_be_reached_from_the_index():
    reached, pending = set(), [documents() / "index.md"]
    while pending:
        page = pending.pop()
        if page not in reached:
            reached.add(page)
            targets = LINK.findall(page.read_text(encoding="utf-8"))
            pending += [(page.parent / t.partition("#")[0]).resolve() for t in targets if ".md" in t and "://" not in t]
    assert set(every_page()) <= reached


def test_every_picture_and_template_is_used():
    text = "".join(page.read_text(encoding="utf-8") for page in [ROOT / "README.md", *every_page()])
    assert [path.name for path in (documents() / "images").rglob("*.png") if path.name not in text] == []
    assert {path.name for path in (documents() / "templates").iterdir()} == set(page_names(documents()))


def test_every_shipped_file_is_on_the_page_of_scenarios():
    page = (documents() / "scenarios.md").read_text(encoding="utf-8")
    files = [path.stem for path in shipped_folder().glob("*.yaml") if path.stem != "sources"]
    assert [name for name in files if f"| `{name}` |" not in page] == []


def test_every_word_of_the_glossary_is_used():
    glossary = documents() / "glossary.md"
    words = re.findall(r"^### (.+)$", glossary.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(words) > 30
    elsewhere = " ".join(page.read_text(encoding="utf-8") for page in every_page() if page != glossary)
    elsewhere = " ".join(elsewhere.split())
    unused = [word for word in words if not re.search(rf"(?i)\b{word}(s|es)?\b", elsewhere)]
    assert unused == []


def test_every_path_and_name_of_code_on_a_page_exists():
    missing = []
    for page in every_page():
        for code in re.findall(r"(?<!`)`([^`\n]+)`(?!`)", page.read_text(encoding="utf-8")):
            if re.fullmatch(r"(sim|docs|tests|scenarios|sweeps)/[\w./-]+", code) and not (ROOT / code).exists():
                missing.append(f"{page.name}: {code}")
            if re.fullmatch(r"(sim|docs\.build|tests)(\.(?!csv)\w+)+", code) and not named(code):
                missing.append(f"{page.name}: {code}")
    assert missing == []


def named(name: str) -> bool:
    """Whether a dotted name is a module, or something in one."""
    try:
        pkgutil.resolve_name(name)
    except (ImportError, AttributeError):
        return False
    return True
