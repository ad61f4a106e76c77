"""The full-text index: which reports may hold some words, newest first, on SQLite and PostgreSQL alike."""

from jiannuo.store.index.grams import exact, grams, wanted_grams
from jiannuo.store.index.place import place_of, report_at
from jiannuo.store.index.progress import Progress, begin_again, catch_up, progress, take_in
from jiannuo.store.index.words import add_grams, add_words, count_holding, holding, words_of

__all__ = [
    "Progress",
    "add_grams",
    "add_words",
    "begin_again",
    "catch_up",
    "count_holding",
    "exact",
    "grams",
    "holding",
    "place_of",
    "progress",
    "report_at",
    "take_in",
    "wanted_grams",
    "words_of",
]
