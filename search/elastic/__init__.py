"""The public search on Elasticsearch 8: keys made here, stored and ranked there.

Nothing is analysed on the server, so it needs no plug-ins, dictionaries or files
(design: search.md, sections 1 and 6).
"""
