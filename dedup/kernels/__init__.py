"""Compiled loops over flat arrays: numba and numpy only; nothing here knows a document, a file or an Arrow table."""
