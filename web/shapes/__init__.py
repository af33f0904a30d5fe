"""What does an answer look like to a program?  Shapes that are written as JSON as they stand.

``writing`` makes bytes of them, ``articles``, ``results`` and ``counts`` are the answers.  The
schemas of ``/api/openapi.json`` are made from these classes, so what is documented is what is
answered.
"""
