"""Reading a page as an article: outlet rules, standard metas, JSON-LD, and a general way."""
