"""Documents -> verified pairs and copy clusters."""
