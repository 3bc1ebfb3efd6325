"""One analysis for every search engine: text becomes keys, alike when indexed and when asked.

Pure functions on data. Engines only store and rank keys, so they agree by construction
(design: search.md, section 1). Nothing here raises on any string.
"""

from search.analysis.keys import key, keys
from search.analysis.stopwords import STOP_WORDS, guess_language, telling_words
from search.analysis.words import LONGEST, spoken, words

__all__ = (
    "LONGEST",
    "STOP_WORDS",
    "guess_language",
    "key",
    "keys",
    "spoken",
    "telling_words",
    "words",
)
