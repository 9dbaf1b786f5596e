"""Claims of several documents -> groups that answer one question."""
