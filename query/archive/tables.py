"""What is written about an archive: one Parquet table each, with the columns of ``export`` where both tell the same."""

from query.export.happenings import EVENTS, READINGS, REPORTS
from query.export.table import Column, Shape, columns

_PLACE = columns("""
place text 在输入中的位置（文件与行、偏移或记录）· where in the input: file and line, offset or record
digest text 正文的 SHA-256 摘要（清理后）· SHA-256 of the cleaned text
""")
_SCORE = columns("""
score number 匹配得分 · score of the match
""")
_HOME = columns("""
published_exact text 刊发时间，原样 · publication as exactly as it is known
published_precision text 刊发时间的精度 · precision of the publication
outlet_place text 信源所属地 · place the outlet speaks for
standing truth 是否可作佐证 · whether it may corroborate
origin text 各字段由何而来（JSON）· which rule gave each field, JSON
warnings text 抽取时的疑点（JSON）· what was doubted, JSON
""")


def _same(shape: Shape, names: str) -> tuple[Column, ...]:
    """These columns of a table of ``export``, in this order."""
    known = {column.name: column for column in shape.columns}
    return tuple(known[name] for name in names.split())


_MATCH = (
    *_same(EVENTS, "commitment name verdict stage effective aimed_stage aimed published outlet outlet_title"),
    *_same(EVENTS, "title url evidence"),
    *_SCORE,
    *_PLACE,
)
_READING = (
    *_same(READINGS, "commitment name measure kind qualifier value unit scope flow as_of basis quote"),
    *_same(READINGS, "published outlet outlet_title title url"),
    *_PLACE,
)
_REPORT = (
    *_same(REPORTS, "outlet outlet_title title published source authors editor url commitments characters"),
    *_PLACE,
    *_HOME,
    *_same(REPORTS, "text"),
)

MATCHES = Shape("matches", "匹配：触及承诺的报道", "reports that touch a commitment", _MATCH)
PROGRESS = Shape("progress", "进展：匹配中有进展的", "the matches that show progress", _MATCH)
FIGURES = Shape("readings", "读数：报道中的数字", "figures read out of the reports", _READING)
TEXTS = Shape(
    "reports", "触及承诺的报道全文", "the reports that touch a commitment, with their texts", _REPORT
)
TABLES: tuple[Shape, ...] = (MATCHES, PROGRESS, FIGURES, TEXTS)
