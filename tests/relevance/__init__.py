"""Does a reader find what is there, however it is typed?  Measured on any corpus.

*Known items*: an article is looked for by its title in an index that has no titles.  *Key
phrases*: an article is right if it holds the phrase.  ``corpus`` derives the texts, ``queries``
draws the questions, ``distortions`` spoils them as people do, ``rankers`` are those who answer
(this project and its peers), ``measure`` asks and scores them, ``report`` shows the table.
*Sets*: all that is found is all that was meant, which ``occurrences`` counts without an index for
what ``set_queries`` draws; ``sets`` asks and scores.  *Questions* and *events* have answers
that are known by how they are made; ``asked`` asks them.  ``test_ratchet`` lets no figure on the
sample corpus fall below ``floors.json``, and ``test_judged`` has queries that a reader has judged.
"""
