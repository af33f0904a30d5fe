"""What does a person see of ``reindex``?  Its progress, its report, its errors."""
