"""What do people get?  The pages: what they show, as shapes for the templates."""

from web.pages.routes import blueprint

__all__ = ["blueprint"]
