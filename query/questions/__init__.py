"""Questions that analysts ask of the database again and again, answered in SQL over the views."""
