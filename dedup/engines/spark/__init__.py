"""The copies stage on a Spark cluster: the same kernels on Arrow batches, the same answers."""
