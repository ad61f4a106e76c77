"""An event that a commitment promises (会商, 进区县) takes place when the clause of its name says that it is held."""

from jiannuo.model.vocabulary import CommitmentKind, Stage, Window
from pipelines.reading.anchors import Touch
from pipelines.reading.modality import planned_at
from pipelines.reading.scene import Scene
from pipelines.reading.stage import StageCue

_KINDS = frozenset({CommitmentKind.REFORM, CommitmentKind.PROGRAMME, CommitmentKind.SERVICE})


def held(scene: Scene, touch: Touch) -> list[StageCue]:
    """The verb that holds the event which the touched name denotes, as a stage word; none for other names."""
    if touch.use.commitment.kind not in _KINDS or not touch.hit.word.endswith(scene.cues.events):
        return []
    low, high = scene.near(touch.hit.start, Window.CLAUSE)
    verbs = [hit for word in scene.cues.held for hit in scene.words.within(word, low, high)]
    return [
        StageCue(Stage.OPERATING, not planned_at(scene, hit.start, hit.end), hit.start, hit.end, hit.word)
        for hit in sorted(verbs, key=lambda hit: hit.start)[:1]
    ]
