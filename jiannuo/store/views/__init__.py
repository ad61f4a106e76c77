"""Views for people who ask in SQL: the same names, columns and answers on SQLite and PostgreSQL."""

from jiannuo.store.views.described import View, views
from jiannuo.store.views.making import drop_views, make_views
from jiannuo.store.views.reading import view_rows, view_size

__all__ = ["View", "drop_views", "make_views", "view_rows", "view_size", "views"]
