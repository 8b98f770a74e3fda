"""The theory: pure functions over arrays, one file per subject. They know neither Mesa nor files."""
