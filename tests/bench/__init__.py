"""How does this project compare with its peers?  One run, one text, one set of queries.

``cli`` shows the whole path: ``corpus`` derives the one text that all engines index
(``texts`` is its shape, ``copies`` makes it larger), ``queries`` draws questions from its titles,
``engines/`` has one adapter per engine, ``processes`` runs each build and each set of questions in
a process of its own (``child``), where ``measure`` takes the times.  ``check`` compares the
answers, ``extras`` and ``serve`` measure what only this project has, ``targets`` says what is
reached, ``report`` and ``plot`` show it.
Nothing here passes or fails: read ratios from one run, machines differ.
"""
