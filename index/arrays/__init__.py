"""How do arrays and tables of terms live in mapped files?"""
