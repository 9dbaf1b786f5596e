"""What quantities and dates share: numerals in digits and words, units, and where in a text either may begin."""
