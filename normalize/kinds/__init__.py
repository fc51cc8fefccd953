"""What differs between kinds of entities, as values and small functions."""
