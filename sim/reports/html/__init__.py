"""Pages: tables drawn as keyed SVG with the same numbers as text, in one file that can be sent."""
