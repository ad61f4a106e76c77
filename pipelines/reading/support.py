"""Words that make a match more credible: they raise its score and never decide it."""

from jiannuo.model.commitment import Commitment
from jiannuo.model.vocabulary import Window
from pipelines.reading.anchors import Touch
from pipelines.reading.forms import spelling
from pipelines.reading.scene import Scene
from pipelines.reading.words import Hit

# Two words say as much as many.
_EACH, _MOST = 0.05, 0.1


def support(scene: Scene, commitment: Commitment, touched: list[Touch]) -> list[Hit]:
    """The first hit of each supporting word that stands in a paragraph with the commitment's name."""
    spans = {scene.segments.around(touch.hit.start, Window.PARAGRAPH) for touch in touched}
    found = []
    for word in commitment.support:
        hits = [hit for span in sorted(spans) for hit in scene.words.within(spelling(word), *span)[:1]]
        found += hits[:1]
    return found


def worth(found: list[Hit]) -> float:
    """What the words add to a score."""
    return min(_EACH * len(found), _MOST)
