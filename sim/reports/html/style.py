"""The style sheet of reports and pages: colours as variables in light and dark, then the look itself."""

from functools import cache
from importlib import resources

from sim.reports.appearance import colours, tint

SHADE = 0.07
"""Ink in a paper that stands out a little from the page's."""


@cache
def style_sheet() -> str:
    """The whole sheet."""
    classes = "".join(f".c-{name}{{--own:var(--{name});fill:var(--own)}}" for name in colours())
    dark = f"@media not print{{@media (prefers-color-scheme:dark){{:root{{{_variables(dark=True)}}}}}}}"
    return f":root{{{_variables(dark=False)}}}\n{dark}\n{classes}\n{static('app.css')}"


def _variables(dark: bool) -> str:
    known = colours(dark)
    shade = tint(known["neutral"], SHADE, known["paper"])
    told = known | {"shade": shade, "link": known["ukraine"]}
    return "".join(f"--{name}:{colour};" for name, colour in told.items())


def static(name: str) -> str:
    """A file that pages hold in them."""
    return resources.files("sim.reports.html").joinpath("static", name).read_text(encoding="utf-8")
