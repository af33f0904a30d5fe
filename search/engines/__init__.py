"""Which engines are there?  One package each; none knows the others."""
