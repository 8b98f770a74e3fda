"""What validation found, as a page and pictures."""
