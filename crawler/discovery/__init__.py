"""Understanding a column that nobody has described yet: its reports, its pages, its articles."""
