"""Which article does a record mean, under whatever keys and in whatever wrapping?

``keys`` lists the names that crawlers use, ``fields`` says which value is which field, read by
``values``, ``blocks``, ``cells`` and ``dates``.  ``wrappings``, ``shapes`` and ``tables`` find the
records in what holds them, ``spelt`` and ``labelled`` in texts.
"""
