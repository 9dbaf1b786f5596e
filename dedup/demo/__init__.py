"""The demo corpus: invented news of eight outlets, and its gold."""
