"""From HTTP to a request, and from results to pages, JSON and feeds."""

from web.app import create_app

__all__ = ["create_app"]
