"""Which text is in a stream of bytes?

``lines`` cuts it, ``csv_rows`` makes rows of lines, ``xml_stream`` elements of markup and
``feed_parsing`` entries of a feed, but for what ``tags`` keeps from parsers; ``markup`` takes tags
off, ``markdown`` its marks, ``escapes`` what programs write for line breaks and letters;
``saved_page`` takes the site off a page that was saved as text; ``repairs`` takes down
what was put right on the way.
"""
