"""How is each format read?  One module each."""
