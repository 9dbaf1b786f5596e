"""Who says what: cues, quotes, speakers, polarity and status."""
