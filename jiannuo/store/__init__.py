"""The database: tables, migrations, and one file per noun that reads and writes them."""
