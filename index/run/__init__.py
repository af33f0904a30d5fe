"""What happens in one reindex?"""
