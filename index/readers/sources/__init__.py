"""Which files does a source name, and what bytes are in them?

``walk`` finds files, ``leftovers`` tells what lies beside articles, ``kinds`` what a file is that
no reader knows; ``containers`` opens one (``compression``, ``archives``) and ``budget`` says how
far, ``pipes`` waits for who writes to one, ``on_disk`` gives a stream a file that can be sought in.
"""
