"""Which article does a web page hold, if it holds one at all?

``article`` puts together what the page says of itself (``metadata``, ``json_ld``) and what is seen
on it: ``title``, ``author``, ``date``, ``address``, and the text (``body``), without the ``boxes``
around it, or out of the ``data`` of its scripts.
"""
