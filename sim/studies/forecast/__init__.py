"""Forecasts: the present assimilated, bands by month, blind forecasts from the past, and what they were worth."""
