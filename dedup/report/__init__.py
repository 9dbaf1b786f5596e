"""Results -> files and terminal; pure functions of a result."""
