"""Expressions of time -> intervals of days, read against the day of publication."""
