"""What was meant by it?"""
