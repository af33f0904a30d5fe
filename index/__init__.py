"""From files to a committed index: readers → analysis → writer → store."""
