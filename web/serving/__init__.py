"""How is a site served that its clients cannot stop?  A worker of gunicorn's for it.

A thread works on requests that have arrived whole, and hands over answers that have room to wait:
for a client that is slow to send or to read, only memory waits.  More requests than can be answered
soon are told so at once.  None of this knows what the site is about.
"""

from web.serving.bounds import Bounds
from web.serving.worker import bounded_worker

__all__ = ["Bounds", "bounded_worker"]
