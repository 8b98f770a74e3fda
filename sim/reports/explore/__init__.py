"""The explorer: a page whose sliders are answered by wars that are played there and then."""
