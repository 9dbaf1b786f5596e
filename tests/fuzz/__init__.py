"""Harnesses that hand arbitrary bytes to what reads them: `python -m fuzz` runs them under atheris, the suite without.

A target is a function of bytes that fails where dedup does: any exception that is not of `dedup.errors`, and any answer
that another way of getting it contradicts.
"""
