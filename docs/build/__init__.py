"""The pages of `docs/` that can be written from code and YAML, so that they cannot go stale unnoticed.

`python -m docs.build` fills the templates of `docs/templates/`; with `--pictures` it plays the
README's scenario anew. Works in a source checkout; an installed package carries no pages.
"""
