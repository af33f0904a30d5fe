"""Which articles match, and how well?"""
