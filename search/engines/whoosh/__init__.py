"""How does the index on this machine answer a plan?"""
