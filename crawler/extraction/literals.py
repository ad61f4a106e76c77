"""Strings in a script's source: what an object literal or an assignment says under known names, without running it."""

import json
import re
from collections.abc import Iterator

_TEXT = r'"(?:[^"\\\n]|\\.){0,400000}"'
_LONG = re.compile(rf'(?:"content"|content|articleContent|contentHtml|content_html)"?\s*:\s*({_TEXT})')
_AROUND = re.compile(rf'[{{,]\s*"?([\w$]+)"?\s*:\s*({_TEXT}|[\w$]+)')
_NEAR = 4_000
_MOST = 20
_PARAMETERS = re.compile(r"=\s*\(?function\s*\(([\w$,\s]{0,20000})\)")
_ESCAPED = re.compile(r"\\(?![\"\\/bfnrtu])")
_CHANGED = re.compile(r"\bct\s*=\s*[\"'](1\d{9})[\"']")
_WHEN = re.compile(
    r"\b(?:createTime|publish_?[tT]ime|publish_?[dD]ate|pub_?[tT]ime|pub_?[dD]ate|publishedAt|news_?[tT]ime|releaseTime)"
    r"[\"']?\s*[:=]\s*[\"']?((?:20\d\d[-/.年][^\"'<>;,}]{4,24})|1\d{9}(?:\d{3})?)"
)


def pieces_of_state(text: str) -> Iterator[dict[str, str]]:
    """For each long text under a name for contents, what stands around it by its names.

    Reads ``{content:"…",title:"…",source:a}`` as the states of Nuxt 2 and others are written, also where
    values are the parameters of the function that returns them.
    """
    said = _arguments(text)
    for long, _ in zip(_LONG.finditer(text), range(_MOST), strict=False):
        before = text[max(0, long.start() - _NEAR) : long.start()]
        before = before[before.rfind("{") :] if "{" in before else before
        after = text[long.end() : long.end() + _NEAR].partition("}")[0]
        found = {"content": _string(long[1])}
        for part in (before, after):
            for match in _AROUND.finditer("," + part):
                value = _string(match[2]) if match[2].startswith('"') else said.get(match[2], match[2])
                found.setdefault(match[1], value)
        yield found


def date_in_script(text: str) -> str | None:
    """The moment that a script notes as that of publication (``publishTime: "…"``, WeChat's ``createTime``)."""
    found = _WHEN.search(text) or _CHANGED.search(text)
    return found[1] if found else None


def _arguments(text: str) -> dict[str, str]:
    """What the parameters of ``(function(a,b){…}("…",""))`` stand for: texts and numbers."""
    parameters = _PARAMETERS.search(text)
    if not parameters:
        return {}
    names = [name.strip() for name in parameters[1].split(",")]
    call = text[text.rfind("}(") + 2 :]
    values = re.findall(rf"({_TEXT}|[^,()\s]+)\s*[,)]", call)
    return {name: _string(value) for name, value in zip(names, values, strict=False)}


def _string(literal: str) -> str:
    if not literal.startswith('"'):
        return "" if literal in ("null", "undefined", "void", "true", "false") else literal
    try:
        return str(json.loads(_ESCAPED.sub("", literal), strict=False))
    except ValueError:
        return ""
