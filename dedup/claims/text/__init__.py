"""The raw text of an article -> its body with a map back, its furniture, sentences and clauses."""
