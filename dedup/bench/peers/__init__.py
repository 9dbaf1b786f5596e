"""Other libraries for near-duplicates, each in a script that reads JSON lines and writes the pairs it finds."""
