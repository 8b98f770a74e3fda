"""The argument on trial as a page, tables, pictures and terminal text."""
