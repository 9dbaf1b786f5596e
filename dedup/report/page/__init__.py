"""A comparison -> report.html: one file that works from disk, without a network, with and without script."""
