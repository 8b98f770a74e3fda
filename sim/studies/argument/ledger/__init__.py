"""The ledger of claims: its records, and how they are read from YAML."""
