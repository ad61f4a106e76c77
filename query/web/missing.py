"""What was asked for is not here: becomes a 404 in the form that the asker reads."""

from jiannuo.errors import UsageError


class NotHereError(UsageError):
    """There is no such commitment, report, outlet or digest."""
