"""What was fetched (Page) and what was read out of it as an article (Report)."""

from dataclasses import dataclass, field
from datetime import datetime

from jiannuo.model.when import When


@dataclass(frozen=True, slots=True)
class Page:
    """One fetched page as it came: bytes, encodings, and when we had it."""

    requested_url: str
    final_url: str
    body: bytes
    fetched_at: datetime
    sha256: str
    status: int = 200
    declared_encoding: str | None = None
    used_encoding: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    content_type: str | None = None


WITHOUT_STANDING = "without standing: "


@dataclass(frozen=True, slots=True)
class Report:
    """An article read out of a page (or handed in by ``ingest``).

    ``url`` is canonical; ``published`` is None for an undated text, which can never be news.
    ``origin`` tells for each field which rule produced it. Offsets of all evidence count
    characters of exactly ``title`` and ``body`` as they stand here.
    """

    url: str
    outlet: str
    title: str
    body: str
    published: When | None = None
    source: str | None = None
    authors: tuple[str, ...] = ()
    editor: str | None = None
    origin: dict[str, str] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()

    @property
    def doubted(self) -> bool:
        """Whether the text has a trait of mirrors that spin or stuff other people's reports."""
        return any(warning.startswith(WITHOUT_STANDING) for warning in self.warnings)
