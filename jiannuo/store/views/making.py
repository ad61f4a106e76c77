"""Making the views; they are made anew after every migration, so that none stands in its way."""

from sqlalchemy import Connection

from jiannuo.store.views.described import FOLDER, views


def make_views(connection: Connection) -> None:
    """Create every view; none may be there."""
    dialect = connection.dialect.name
    for view in views():
        own = FOLDER / f"{view.name}.{dialect}.sql"
        statement = (own if own.exists() else FOLDER / f"{view.name}.sql").read_text("utf-8")
        connection.exec_driver_sql(f"CREATE VIEW {view.name} AS {statement}")


def drop_views(connection: Connection) -> None:
    """Remove every view that is there."""
    for view in reversed(views()):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {view.name}")
