"""A group of claims -> how they differ, by kind, with the values as evidence."""
