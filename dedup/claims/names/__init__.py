"""Capitalised spans and roles -> names, folded inside a document and across documents."""
