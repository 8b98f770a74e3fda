"""Errors, array types, texts, whole files, locks, outcomes: what every other room stands on."""
