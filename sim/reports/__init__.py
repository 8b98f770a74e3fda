"""Results as pictures, pages and terminal text."""
