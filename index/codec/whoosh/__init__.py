"""How does Whoosh see a segment?"""
