"""Work on many machines that share one PostgreSQL database."""
