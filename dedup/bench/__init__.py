"""Measuring: made-up crawls with planted copies, what a run costs, what it finds, and how that grows."""
