"""Expressions of amount -> values with unit, bounds and period."""
