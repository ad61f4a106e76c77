"""What names are judged against: one text with its words, places, dates and quotations."""

from dataclasses import dataclass
from datetime import date

from jiannuo.model.vocabulary import Window
from pipelines.reading.boundary import Boundaries
from pipelines.reading.cover import Cover
from pipelines.reading.dates import Dates
from pipelines.reading.figures import Figures
from pipelines.reading.knowledge import Cues
from pipelines.reading.place import Places
from pipelines.reading.quoted import Quoted
from pipelines.reading.sections import Sections
from pipelines.reading.segments import Segments
from pipelines.reading.soon import Soon
from pipelines.reading.words import Words

# No sentence of the press is longer.
FAR = 500


@dataclass(frozen=True, slots=True)
class Scene:
    """One text, cut, searched and placed; dates and quotations are found when first asked for.

    ``speaker`` holds the names of the organ that speaks of itself on its own outlet.
    ``names`` are all names of the register, ``proper`` those of them that need no company to name something.
    """

    text: str
    segments: Segments
    words: Words
    places: Places
    home: str
    day: date | None
    cues: Cues
    names: Cover
    proper: Cover
    boundaries: Boundaries
    dates: Dates
    quoted: Quoted
    figures: Figures
    sections: Sections
    soon: Soon
    speaker: frozenset[str] = frozenset()

    def near(self, position: int, window: Window) -> tuple[int, int]:
        """[start, end) of the segment around ``position``, cut where it reaches further than a reader looks.

        Texts without punctuation are one sentence: without the cut every name would search all of it.
        """
        low, high = self.segments.around(position, window)
        return max(low, position - FAR), min(high, position + FAR)
