"""What names are judged against: one text with its words, places, dates and quotations."""

from dataclasses import dataclass
from datetime import date

from pipelines.reading.boundary import Boundaries
from pipelines.reading.cover import Cover
from pipelines.reading.dates import Dates
from pipelines.reading.knowledge import Cues
from pipelines.reading.lexicon import Words
from pipelines.reading.place import Places
from pipelines.reading.quoted import Quoted
from pipelines.reading.segments import Segments


@dataclass(frozen=True, slots=True)
class Scene:
    """One text, cut, searched and placed; dates and quotations are found when first asked for."""

    text: str
    segments: Segments
    words: Words
    places: Places
    home: str
    day: date | None
    cues: Cues
    names: Cover
    boundaries: Boundaries
    dates: Dates
    quoted: Quoted
