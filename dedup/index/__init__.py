"""Documents as they arrive -> verified matches and clusters with ids that stay, on disk or in a shared store."""
