"""Where do the words of a query stand, and between which others?  Keywords in context."""
