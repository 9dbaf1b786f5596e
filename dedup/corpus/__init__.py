"""Files -> documents: readers, column names, dates and outlets."""
