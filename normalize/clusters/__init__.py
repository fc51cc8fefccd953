"""Names among themselves: which may be spellings of one, how likely each pair is, and the clusters that follow."""
