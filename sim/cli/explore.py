"""`sim explore`."""

import click

from sim.cli import completion, options

PORT = 8765


@click.command()
@click.argument("scenario", default="baseline", shell_complete=completion.of("scenario"))
@click.option(
    "--port", default=PORT, show_default=True, type=click.IntRange(0, 65535), help="Port; 0 for any free one."
)
@options.seed
@options.horizon
@click.option(
    "--engine",
    type=click.Choice(["auto", "numpy"]),
    default="auto",
    show_default=True,
    help="What plays the wars: a program compiled for this processor where there is a C compiler, or NumPy.",
)
@click.option("--no-browser", is_flag=True, help="Open no browser.")
def explore(scenario: str, port: int, seed: int, weeks: int | None, engine: str, no_browser: bool) -> None:
    """Move sliders in a browser and watch the futures of SCENARIO move.

    The page is served to this machine alone; Ctrl-C ends it.
    """
    options.load_scenario(scenario, weeks=weeks)  # what is wrong with it, and what may be, is said here
    from sim.base.extras import missing

    try:
        from sim.reports.explore.serving import serve
    except ModuleNotFoundError as fault:
        package = str(fault.name).partition(".")[0]
        if package not in ("starlette", "uvicorn", "websockets"):
            raise
        raise missing(f"sim explore needs {package}", "web") from None
    serve(scenario, port, seed=seed, weeks=weeks, compiling=engine == "auto", browser=not no_browser)
