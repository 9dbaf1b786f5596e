"""`python -m dedup`."""

from dedup.cli import entry

if __name__ == "__main__":
    entry()
