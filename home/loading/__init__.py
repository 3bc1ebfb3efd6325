"""Loading the starter content: facts in `content/` become pages, terms, menus.

`facts` reads and checks the files, each room's `content.py` turns entries into records, `sync`
writes records field by field (never over an editor's work), `translations` makes the English
pages through wagtail-localize's own objects.
"""
