"""What do programs get?  The endpoints below ``/api/``, ``/healthz`` and the description of all.

``table`` lists every operation; the routes and ``/api/openapi.json`` are made from it.
``operations`` says what an operation is, ``parameters`` what may be asked for; ``searching``,
``articles``, ``terms``, ``trends``, ``count``, ``exports``, ``feed`` and ``about`` answer, and
``openapi`` describes.
"""
