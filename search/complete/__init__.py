"""What may come next?"""
