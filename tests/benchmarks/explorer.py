"""How fast the explorer redraws while a slider is dragged: `python -m tests.benchmarks.explorer`.

Starts `sim explore`, opens its page in the system's Chromium, waits until the scenario is compiled, and drags sliders to
and fro with the mouse, each move to another value. Prints redraws a second, the time from an input to the picture that
answers it, and the time until 4,096 wars are shown.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

SIM = Path(sysconfig.get_path("scripts")) / "sim"
SWEEP = 20
"""Moves from one end to the other."""
CASES = {
    "a lever, one future": ("", "nato.aid_level"),
    "an assumption, one future": ("", "escalation.nuclear_hazard_calm"),
    "a lever, one pinned beside": ("?pin=baseline", "nato.aid_level"),
    "an assumption, one pinned beside": ("?pin=baseline", "escalation.nuclear_hazard_calm"),
}
"""Addresses, and the slider that is dragged."""
WATCH = """
window.seen = [];
let moved = 0;
const sent = new Map();
document.addEventListener("input", () => { moved = performance.now(); }, true);
const send = WebSocket.prototype.send;
WebSocket.prototype.send = function (text) {
  if (!this.watched) {
    this.watched = true;
    this.addEventListener("message", (event) => {
      const told = JSON.parse(event.data);
      if (told.kind !== "view") return;
      requestAnimationFrame(() => requestAnimationFrame((now) =>
        window.seen.push({ now, took: now - sent.get(told.number), n: told.n, letters: event.data.length })));
    });
  }
  sent.set(JSON.parse(text).number, moved || performance.now());
  return send.call(this, text);
};
"""
"""Notes for each picture shown when the input that it answers was made."""


@contextmanager
def explorer(engine: str) -> Iterator[str]:
    """The address of an explorer that runs meanwhile."""
    command = [str(SIM), "explore", "--port", "0", "--no-browser", "--engine", engine]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    try:
        said = next(line for line in process.stderr if "http://" in line)
        yield next(word for word in said.split() if word.startswith("http"))
    finally:
        process.terminate()
        process.wait(timeout=10)


def drag(page: Page, path: str, moves: int, pause: float) -> tuple[list[dict[str, Any]], float]:
    """Drag a slider from end to end; what was seen meanwhile, and the seconds until all wars were shown."""
    slider = page.locator(f'[id="dial-{path}"]')
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    assert box is not None
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.9, middle)
    page.mouse.down()
    page.evaluate("window.seen = []")
    for move in range(moves):
        there = 0.1 + 0.8 * abs(1.0 - (move / SWEEP) % 2.0)
        page.mouse.move(box["x"] + box["width"] * there, middle)
        time.sleep(pause)
    seen: list[dict[str, Any]] = page.evaluate("window.seen")
    page.mouse.up()
    begun = time.perf_counter()
    page.wait_for_selector("body[data-settled=true]", timeout=120_000)
    return seen, time.perf_counter() - begun


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--moves", type=int, default=200, help="of the mouse")
    parser.add_argument("--pause", type=float, default=0.02, help="seconds between two moves")
    parser.add_argument("--engine", choices=("auto", "numpy"), default="auto")
    options = parser.parse_args()
    browser_path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if browser_path is None:
        print("no Chromium on the path", file=sys.stderr)
        return 1
    print(f"{'dragged':34} {'redraws/s':>9} {'ms to redraw':>12} {'wars':>9} {'kB':>5} {'s to all':>8}")
    with explorer(options.engine) as address, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=browser_path, args=["--no-sandbox"])
        for words, (query, path) in CASES.items():
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.add_init_script(WATCH)
            page.goto(address + query)
            page.wait_for_selector("body[data-settled=true]", timeout=180_000)
            drag(page, path, options.moves // 2, options.pause)
            seen, settling = drag(page, path, options.moves, options.pause)
            length = (seen[-1]["now"] - seen[0]["now"]) / 1000.0
            wars = sorted({one["n"] for one in seen})
            print(
                f"{words:34} {(len(seen) - 1) / length:9.1f} {statistics.median(one['took'] for one in seen):12.0f}"
                f" {f'{wars[0]}-{wars[-1]}' if len(wars) > 1 else wars[0]:>9}"
                f" {statistics.mean(one['letters'] for one in seen) / 1000.0:5.0f} {settling:8.1f}"
            )
            page.close()
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
