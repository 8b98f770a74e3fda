"""Pictures: functions of plain tables that return a drawing with its numbers. Nothing here reads a folder."""
