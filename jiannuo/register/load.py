"""Loading a register file into the model, with its version (a digest of the source text)."""

import hashlib
from pathlib import Path
from typing import Any

from jiannuo.documents import Document, parse_document, read_document, validate
from jiannuo.errors import RegisterError
from jiannuo.model.commitment import (
    Aim,
    Anchor,
    ArticleSpan,
    Baseline,
    Break,
    Commitment,
    Company,
    Founding,
    LookAlike,
    Name,
    Promisor,
    Register,
    Target,
)
from jiannuo.model.when import When
from jiannuo.register.kinds import criteria, kinds
from jiannuo.register.schema import AnchorEntry, CommitmentEntry, CompanyEntry, RegisterEntry, TargetEntry


def load_register(file: Path) -> Register:
    """The register in ``file``.

    Raises RegisterError naming file, line, field and remedy, also for duplicate ids and for
    promisors or parents that do not exist.
    """
    return register_in(read_document(file, RegisterError))


def parse_register(source: str, file: Path) -> Register:
    """The register in a text kept elsewhere; ``file`` is only named in errors, which are the same."""
    return register_in(parse_document(source, file, RegisterError))


def register_in(document: Document) -> Register:
    """The register in a document that was read already; the errors are the same."""
    entry = validate(document, RegisterEntry, RegisterError)
    _check_references(document, entry)
    organs = {promisor.id: (promisor.organ, *promisor.aliases) for promisor in entry.promisors}
    return Register(
        id=entry.id,
        name=entry.name,
        name_en=entry.name_en,
        place=entry.place,
        note=entry.note,
        local_hosts=entry.local_hosts,
        called=entry.called,
        founding=_founding(entry),
        promisors=tuple(Promisor(**dict(promisor)) for promisor in entry.promisors),
        commitments=tuple(_commitment(commitment, organs) for commitment in entry.commitments),
        version=hashlib.sha256(document.source.encode()).hexdigest(),
        source=document.source,
    )


def _check_references(document: Document, entry: RegisterEntry) -> None:
    promisors = {promisor.id for promisor in entry.promisors}
    ids: set[str] = set()
    every = {commitment.id for commitment in entry.commitments}
    for index, commitment in enumerate(entry.commitments):
        if commitment.id in ids:
            raise _wrong(
                document, index, "id", f"id {commitment.id} stands twice", "give each commitment its own id"
            )
        ids.add(commitment.id)
        for field, named in (("promisors", commitment.promisors), ("anchors", _in_company(commitment))):
            if unknown := [name for name in named if name not in promisors]:
                remedy = f"add it under promisors, or use one of {', '.join(sorted(promisors))}"
                raise _wrong(document, index, field, f"no promisor {unknown[0]}", remedy)
        if commitment.parent and (commitment.parent not in every or commitment.parent == commitment.id):
            raise _wrong(
                document,
                index,
                "parent",
                f"no commitment {commitment.parent}",
                "name another commitment's id",
            )


def _in_company(entry: CommitmentEntry) -> tuple[str, ...]:
    """The promisors whose names an anchor asks for as company."""
    return tuple(name for anchor in entry.anchors for company in anchor.company for name in company.promisors)


def _wrong(document: Document, index: int, field: str, message: str, remedy: str) -> RegisterError:
    return RegisterError(
        message,
        file=document.file,
        line=document.line(("commitments", index, field)),
        field=f"commitments.{index}.{field}",
        remedy=remedy,
    )


def _founding(entry: RegisterEntry) -> Founding:
    founding = entry.founding
    published = founding.published or When(founding.progress_from)
    return Founding(
        title=founding.title,
        outlet=founding.outlet,
        published=published,
        progress_from=founding.progress_from,
        titles=founding.titles,
        phrases=founding.phrases,
    )


Organs = dict[str, tuple[str, ...]]


def _commitment(entry: CommitmentEntry, organs: Organs) -> Commitment:
    plain: dict[str, Any] = {
        name: getattr(entry, name)
        for name in CommitmentEntry.model_fields
        if name not in {"article", "anchors", "targets", "look_alikes", "ladder", "criteria", "due", "organs"}
    }
    ladder = entry.ladder or kinds()[entry.kind].ladder
    return Commitment(
        **plain,
        article=tuple(ArticleSpan(**dict(span)) for span in entry.article),
        anchors=tuple(_anchor(anchor, organs) for anchor in entry.anchors),
        targets=tuple(_target(target) for target in entry.targets),
        look_alikes=tuple(LookAlike(**dict(alike)) for alike in entry.look_alikes),
        ladder=ladder,
        criteria=criteria(entry.kind, entry.name, ladder, entry.criteria),
        due=entry.due if isinstance(entry.due, When) else None,
        due_stated=entry.due is not None,
        organs=entry.organs or tuple(organs[key][0] for key in entry.promisors),
    )


def _company(entry: CompanyEntry, organs: Organs) -> Company:
    named = [name for key in entry.promisors for name in organs[key]]
    return Company(tuple(dict.fromkeys((*entry.any_of, *named))), entry.within)


def _anchor(entry: AnchorEntry, organs: Organs) -> Anchor:
    return Anchor(
        names=tuple(Name(**dict(name)) for name in entry.names),
        company=tuple(_company(company, organs) for company in entry.company),
        without=entry.without,
        without_within=entry.without_within,
        place=entry.place,
        weight=entry.weight,
        mention_only=entry.mention_only,
        territory=entry.territory,
    )


def _target(entry: TargetEntry) -> Target:
    plain = {
        name: getattr(entry, name)
        for name in TargetEntry.model_fields
        if name not in {"baseline", "aims", "breaks"}
    }
    baseline = Baseline(**dict(entry.baseline)) if entry.baseline else None
    aims = tuple(Aim(**dict(aim)) for aim in entry.aims)
    breaks = tuple(Break(**dict(one)) for one in entry.breaks)
    return Target(**plain, baseline=baseline, aims=aims, breaks=breaks)
