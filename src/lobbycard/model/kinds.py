"""The closed sets of words that the model uses."""

from enum import StrEnum


class LibraryKind(StrEnum):
    """What a library holds."""

    MOVIE = "movie"
    TV = "tv"
    MUSIC = "music"


class Automation(StrEnum):
    """How much a library does by itself."""

    MANUAL = "manual"
    HYBRID = "hybrid"
    YOLO = "yolo"


class ItemKind(StrEnum):
    """Anything that can hold metadata, artwork and locks."""

    MOVIE = "movie"
    SERIES = "series"
    SEASON = "season"
    EPISODE = "episode"
    SET = "set"
    PERSON = "person"


class ItemState(StrEnum):
    """Where an item is in its life; `states.move` is the only way from one to another."""

    DISCOVERED = "discovered"
    IDENTIFIED = "identified"
    ENRICHING = "enriching"
    ENRICHED = "enriched"
    SELECTED = "selected"
    PUBLISHED = "published"
    NEEDS_IDENTIFICATION = "needs_identification"
    ERROR_PROVIDER = "error_provider"
    ERROR_NETWORK = "error_network"
    ERROR_FILE = "error_file"


class TermKind(StrEnum):
    """Words that many items share."""

    GENRE = "genre"
    STUDIO = "studio"
    COUNTRY = "country"
    TAG = "tag"
    KEYWORD = "keyword"


class CreditKind(StrEnum):
    """Before or behind the camera."""

    CAST = "cast"
    GUEST = "guest"
    CREW = "crew"


class AssetType(StrEnum):
    """Pictures (and trailers) that an item can have."""

    POSTER = "poster"
    KEYART = "keyart"
    FANART = "fanart"
    BANNER = "banner"
    CLEARLOGO = "clearlogo"
    CLEARART = "clearart"
    DISCART = "discart"
    LANDSCAPE = "landscape"
    CHARACTERART = "characterart"
    THUMB = "thumb"
    PORTRAIT = "portrait"
    TRAILER = "trailer"


ASSET_TYPES: dict[ItemKind, tuple[AssetType, ...]] = {
    ItemKind.MOVIE: (
        AssetType.POSTER,
        AssetType.FANART,
        AssetType.CLEARLOGO,
        AssetType.LANDSCAPE,
        AssetType.BANNER,
        AssetType.CLEARART,
        AssetType.DISCART,
        AssetType.KEYART,
        AssetType.TRAILER,
    ),
    ItemKind.SERIES: (
        AssetType.POSTER,
        AssetType.FANART,
        AssetType.CLEARLOGO,
        AssetType.LANDSCAPE,
        AssetType.BANNER,
        AssetType.CLEARART,
        AssetType.CHARACTERART,
        AssetType.KEYART,
        AssetType.TRAILER,
    ),
    ItemKind.SEASON: (AssetType.POSTER, AssetType.FANART, AssetType.BANNER, AssetType.LANDSCAPE),
    ItemKind.EPISODE: (AssetType.THUMB,),
    ItemKind.SET: (
        AssetType.POSTER,
        AssetType.FANART,
        AssetType.CLEARLOGO,
        AssetType.LANDSCAPE,
        AssetType.BANNER,
        AssetType.CLEARART,
        AssetType.DISCART,
    ),
    ItemKind.PERSON: (AssetType.PORTRAIT,),
}
"""Which types each kind has, in the order in which screens show them."""

TEXTLESS = "textless"
"""The language of a picture without any text on it."""


class FileRole(StrEnum):
    """What a file in a library is for."""

    MAIN = "main"
    PART = "part"
    VERSION = "version"
    DISC = "disc"
    TRAILER = "trailer"
    EXTRA = "extra"
    SAMPLE = "sample"
    THEME = "theme"
    SUBTITLE = "subtitle"
    AUDIO = "audio"
    ARTWORK = "artwork"
    NFO = "nfo"
    OTHER = "other"


class HdrFormat(StrEnum):
    """The dynamic range of a video stream, in the words of players' NFO files."""

    NONE = ""
    HDR10 = "hdr10"
    HDR10PLUS = "hdr10plus"
    DOLBY_VISION = "dolbyvision"
    HLG = "hlg"


class SelectedBy(StrEnum):
    """Who chose a picture."""

    USER = "user"
    LOCAL = "local"
    AUTO = "auto"


class AssetFailure(StrEnum):
    """Why a candidate could not be fetched."""

    UNAVAILABLE = "unavailable"
    RATE_LIMITED = "rate_limited"
    DOWNLOAD_ERROR = "download_error"
    REFUSED = "refused"


class JobStatus(StrEnum):
    """The life of a job; a retry is pending with a time before which it does not run."""

    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Trigger(StrEnum):
    """What asked for a job."""

    USER = "user"
    AUTOMATION = "automation"
    SCHEDULE = "schedule"
    WATCH = "watch"
    WEBHOOK = "webhook"


class Severity(StrEnum):
    """How loud an activity is."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


class OperationKind(StrEnum):
    """One touch of the library's file system."""

    WRITE = "write"
    MOVE = "move"
    RENAME = "rename"
    COPY = "copy"
    DELETE = "delete"
    RESTORE = "restore"
    MKDIR = "mkdir"


class OperationStatus(StrEnum):
    """How far a touch of the file system got."""

    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"
    ROLLED_BACK = "rolled_back"


class DriftKind(StrEnum):
    """How what we published differs from what is there."""

    MISSING = "missing"
    CHANGED = "changed"
    RIVAL = "rival"
    MISNAMED = "misnamed"
    CORRUPT_BLOB = "corrupt_blob"
