"""Copy clusters -> stories: the coverage of one event by all outlets, and storylines above them."""
