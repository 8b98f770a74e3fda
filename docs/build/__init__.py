"""Writes the pages of `docs/` from code, YAML and tables, so that they cannot go stale unnoticed.

`python -m docs.build` fills the templates of `docs/templates/`; `--worked` runs the commands of the worked pages;
`--pictures` plays the README's scenario anew, `--gallery` all that the gallery shows, `--screenshots` photographs a report
and the explorer; `--site` makes a web site of the pages. It works in a source checkout; an installed package carries no
pages.
"""
