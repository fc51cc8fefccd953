"""Running text: words, candidate spans, whether they are mentions, and whose. `normalize.scan` is the verb."""
