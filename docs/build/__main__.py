"""`python -m docs.build`: refresh the written pages; on demand the worked pages, the README's result and the gallery too."""

import argparse
import sys

from docs.build.gallery import refresh_gallery
from docs.build.readme import refresh
from docs.build.schemas import write_schemas
from docs.build.screenshots import refresh_screenshots
from docs.build.sessions import refresh_sessions
from docs.build.site import build_site
from docs.build.templates import documents, write_all
from sim.base.errors import SimError


def main() -> int:
    """Parse the command line and write."""
    parser = argparse.ArgumentParser(
        prog="python -m docs.build", description="Refresh the pages of docs/ and the schemas that editors read."
    )
    parser.add_argument(
        "--pictures", action="store_true", help="play the README's scenario and rewrite its pictures and table"
    )
    parser.add_argument(
        "--worked", action="store_true", help="run the commands of the worked pages and keep what they print"
    )
    parser.add_argument(
        "--gallery", action="store_true", help="run the commands of the gallery and rewrite its pictures"
    )
    parser.add_argument(
        "--screenshots", action="store_true", help="photograph a report and the explorer (needs Chromium)"
    )
    parser.add_argument("--site", action="store_true", help="write the pages as a web site, to the folder site")
    parser.add_argument("-n", "--replications", type=int, default=2000, help="wars played for the pictures")
    options = parser.parse_args()
    try:
        changed = refresh_sessions(documents()) if options.worked else []
        changed += write_all(documents()) + write_schemas()
        if options.pictures:
            changed += refresh(documents(), options.replications)
        if options.gallery:
            changed += refresh_gallery(documents())
        if options.screenshots:
            changed += refresh_screenshots(documents())
        if options.site:
            changed.append(build_site())
    except SimError as fault:
        print(f"docs.build: {fault}", file=sys.stderr)
        return 1
    for path in changed:
        print(path.relative_to(documents().parent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
