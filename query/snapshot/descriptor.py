"""datapackage.json: what is in a snapshot, by the Data Package standard, version 2 (https://datapackage.org)."""

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from jiannuo import __version__
from query.export.table import Column, Kind
from query.snapshot.files import Written
from query.snapshot.plan import LICENCES, Plan
from query.snapshot.tables import Held

NAME = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
_TYPES = {Kind.INTEGER: "integer", Kind.NUMBER: "number", Kind.TRUTH: "boolean"}
_MEDIA = {"md": "text/markdown", "cff": "application/yaml", "yaml": "application/yaml"}


def identity(files: Sequence[Written]) -> str:
    """What a citation names: the digest over the paths and digests of tables and registers, sorted."""
    lines = sorted(
        f"{one.sha256}  {one.path}\n" for one in files if one.path.startswith(("data/", "register/"))
    )
    return "sha256:" + sha256("".join(lines).encode()).hexdigest()


def descriptor(plan: Plan, files: Sequence[Written], until: str | None) -> str:
    """The whole file; ``until`` is the newest moment of which the data knows."""
    register, (title, path) = plan.register, LICENCES[plan.licence]
    told = {
        "$schema": _PROFILE,
        "name": f"jiannuo-{register.id}-{plan.as_of.isoformat()}".lower(),
        "id": identity(files),
        "title": f"践诺：{register.name} · jiannuo: {register.id}",
        "version": version(plan.as_of, register.version),
        "licenses": [{"name": plan.licence, "path": path, "title": title}],
        "contributors": [{"title": plan.publisher, "roles": ["publisher"]}],
        "sources": [{"title": register.founding.title}],
        "as_of": plan.as_of.isoformat(),
        "data_until": until,
        "register": register.id,
        "register_version": register.version,
        "made_with": f"jiannuo {__version__}",
        "texts": plan.texts,
        "resources": [_resource(one) for one in files],
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def version(as_of: date, register_version: str) -> str:
    """What tells one snapshot of a register from another, for people."""
    return f"{as_of.isoformat()}+{register_version[:12]}"


def _resource(one: Written) -> dict[str, Any]:
    suffix = one.path.rpartition(".")[2]
    name = one.path.removeprefix("data/").rpartition(".")[0].lower()
    told: dict[str, Any] = {"name": name, "path": one.path}
    if one.held is None:
        told["mediatype"] = _MEDIA[suffix]
    else:
        table = one.held.table
        told |= {"type": "table", "title": f"{table.zh} · {table.en}", "format": suffix}
    if suffix != "parquet":
        told["encoding"] = "utf-8"
    told |= {"bytes": one.bytes, "hash": f"sha256:{one.sha256}"}
    if one.held is not None:
        told |= {"rows": one.rows, "schema": _schema(one.held)}
    return told


def _schema(held: Held) -> dict[str, Any]:
    told: dict[str, Any] = {"fields": [_field(column) for column in held.table.columns]}
    if held.key:
        told["primaryKey"] = list(held.key)
    if held.refers:
        told["foreignKeys"] = [
            {"fields": [column], "reference": {"resource": view, "fields": [other]}}
            for column, (view, other) in held.refers.items()
        ]
    return told


def _field(column: Column) -> dict[str, str]:
    return {"name": column.name, "type": _TYPES.get(column.kind, "string"), "description": column.about}
