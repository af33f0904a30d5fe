"""Where is the index, is it whole, and how does a new one take its place?"""
