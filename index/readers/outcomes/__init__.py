"""What becomes of a text, a page or a record: an article, a reject, something to pass over?

What formats share: ``whole`` for files that are one article, ``records`` for those that hold many,
``page_records`` for records that hold pages, ``exported`` for what this program wrote itself;
``file_date`` gives an article without a date the day in its file's name.
"""
