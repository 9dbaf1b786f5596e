"""How the copies stage is run where memory does not hold the corpus: the same kernels, the same answers."""
