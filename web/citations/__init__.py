"""How do programs that keep references get an article?  As RIS and BibTeX."""
