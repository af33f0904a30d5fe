"""What did somebody type?"""
