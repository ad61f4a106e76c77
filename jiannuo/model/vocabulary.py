"""The closed sets of words that every stage, page and mail uses with one meaning."""

from enum import StrEnum


class Stage(StrEnum):
    """How far a commitment has come, as far as evidence shows; never a verdict "kept" or "broken"."""

    PLANNED = "planned"
    APPROVED = "approved"
    SIGNED = "signed"
    STARTED = "started"
    UNDER_CONSTRUCTION = "under_construction"
    TOPPED_OUT = "topped_out"
    COMPLETED = "completed"
    OPERATING = "operating"
    POLICY_ISSUED = "policy_issued"
    PILOT = "pilot"
    DELAYED = "delayed"
    CANCELLED = "cancelled"
    RESULT = "result"
    NONE = "none"


class Verdict(StrEnum):
    """What a report is to a commitment."""

    PROGRESS = "progress"
    MENTION = "mention"
    POSSIBLE = "possible"


class CommitmentKind(StrEnum):
    """What sort of thing was promised; decides the default ladder."""

    FACILITY = "facility"
    PLATFORM = "platform"
    PROGRAMME = "programme"
    POLICY = "policy"
    REFORM = "reform"
    METRIC = "metric"
    FINANCE = "finance"
    TALENT = "talent"
    DISTRICT = "district"
    SERVICE = "service"
    FIELD = "field"


class Comparator(StrEnum):
    """How a target compares a reading with its value."""

    AT_LEAST = ">="
    AT_MOST = "<="
    EQUAL = "="
    MORE_THAN = ">"


class Window(StrEnum):
    """How near required company must stand to a name; also the widths of evidence."""

    CLAUSE = "clause"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    TEXT = "text"


class Field(StrEnum):
    """Which stored text an offset counts in."""

    TITLE = "title"
    TEXT = "text"


class Precision(StrEnum):
    """How exactly a date is known."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"
    MINUTE = "minute"
    UNKNOWN = "unknown"


class ReadingKind(StrEnum):
    """Whether a figure is claimed as reached, aimed at, foreseen, or is a growth or share."""

    FACT = "fact"
    AIM = "aim"
    FORECAST = "forecast"
    GROWTH = "growth"
    MULTIPLE = "multiple"
    SHARE = "share"


class BasisKind(StrEnum):
    """How a text says that a figure was counted: by another rule from now on (新口径), or for comparison only (可比口径)."""

    NEW = "new"
    COMPARABLE = "comparable"


class Scope(StrEnum):
    """Whose figure a reading is."""

    CITY = "city"
    DISTRICT = "district"
    SECTOR = "sector"
    ORGAN = "organ"
    PROJECT = "project"
    NATION = "nation"
    OTHER = "other"


class AnchorRole(StrEnum):
    """Why an anchor hit stands beside a match."""

    NAME = "name"
    COMPANY = "company"
    SUPPORT = "support"
    PLACE = "place"
    EXCLUSION = "exclusion"


class OutletLevel(StrEnum):
    """Who speaks through an outlet."""

    CENTRAL = "central"
    CITY = "city"
    DISTRICT = "district"
    BUREAU = "bureau"
    MEDIA = "media"


class Outcome(StrEnum):
    """The one counted end of every page; outcomes sum to inputs."""

    STORED = "stored"
    REVISED = "revised"
    UNCHANGED = "unchanged"
    DUPLICATE = "duplicate"
    KNOWN = "known"
    NO_TEXT = "no_text"
    TOO_OLD = "too_old"
    DISALLOWED = "disallowed"
    BLOCKED = "blocked"
    WALLED = "walled"
    DEFERRED = "deferred"
    NOT_FOUND = "not_found"
    REFUSED = "refused"
    SERVER_ERROR = "server_error"
    TIMED_OUT = "timed_out"
    UNREACHABLE = "unreachable"
    TOO_LARGE = "too_large"
    BROKEN = "broken"
    GARBLED = "garbled"
    FAILED = "failed"


class Hindrance(StrEnum):
    """What kept us from looking at a source, as its readers are told."""

    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    SERVER_ERROR = "server_error"
    REFUSED = "refused"
    WALLED = "walled"
    NOT_FOUND = "not_found"
    DISALLOWED = "disallowed"
    DEFERRED = "deferred"
    UNREADABLE = "unreadable"
    CUT_OFF = "cut_off"


class Symptom(StrEnum):
    """What is wrong with a source, as its crawls show it."""

    UNREACHABLE = "unreachable"
    EMPTY = "empty"
    WALLED = "walled"
    STALE = "stale"
    GARBLED = "garbled"
    TEXTLESS = "textless"
    FIELDS = "fields"
    TITLES = "titles"


class DeliveryState(StrEnum):
    """The fate of one copy to one recipient."""

    PENDING = "pending"
    CLAIMED = "claimed"
    DATA = "data"
    SENT = "sent"
    WRITTEN = "written"
    AMBIGUOUS = "ambiguous"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


class HookKind(StrEnum):
    """Who is spoken to by a webhook: a program after the Standard Webhooks, or a robot in a chat."""

    STANDARD = "standard"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    SLACK = "slack"


class Cadence(StrEnum):
    """How often a subscription gets its digest; at once: whenever a stage has changed."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    MONTHLY = "monthly"


class MissKind(StrEnum):
    """Why a name that stands in a text does not count: what it lacks, or what it is instead."""

    COMPANY = "company"
    NO_PLACE = "no_place"
    OTHER_PLACE = "other_place"
    NOT_IN_USE = "not_in_use"
    EXCLUDED = "excluded"
    LOOK_ALIKE = "look_alike"
    INSIDE_NAME = "inside_name"
    PART_OF_WORD = "part_of_word"
    PART_OF_NAME = "part_of_name"
    MERE_PLACE = "mere_place"
    ADDRESS = "address"
    LANDMARK = "landmark"
    PERSON = "person"
    CAPTION = "caption"
    LINK = "link"
    NOTICE = "notice"
    OTHER = "other"


class Silence(StrEnum):
    """Four different facts about a window without progress."""

    NOT_LOOKED = "not_looked"
    NOT_MENTIONED = "not_mentioned"
    MENTIONED = "mentioned"
    PROGRESSED = "progressed"


class Pace(StrEnum):
    """A measure against the time that has passed: 完成, 超、达、欠时序进度; ``open`` where no due day was given."""

    REACHED = "reached"
    AHEAD = "ahead"
    ON_SCHEDULE = "on_schedule"
    BEHIND = "behind"
    OPEN = "open"


class Deadline(StrEnum):
    """How a commitment stands to the day it is due: 未定期限, 未到期, 临期, 逾期, 已达."""

    NONE_GIVEN = "none_given"
    AHEAD = "ahead"
    NEAR = "near"
    OVERDUE = "overdue"
    MET = "met"


class SlipKind(StrEnum):
    """How slippage shows, since no report says 延期: begun again, due later, a figure that fell."""

    BEGUN_AGAIN = "begun_again"
    DUE_LATER = "due_later"
    FELL = "fell"


class Cause(StrEnum):
    """Why what we say of a commitment changed: the news, our rules (register or reader), or a person."""

    NEWS = "news"
    RULES = "rules"
    PERSON = "person"


class Judgement(StrEnum):
    """What a person decided of a match; outlives every re-run."""

    CONFIRM = "confirm"
    REJECT = "reject"
    UNSURE = "unsure"
