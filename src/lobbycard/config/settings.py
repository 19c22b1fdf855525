"""All settings, their defaults and their documentation. A new option needs a person who would set it."""

import os
import re
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from lobbycard.config import names

Secret = SecretStr
"""Text that is shown nowhere; `get_secret_value()` hands it to the one who needs it."""


def _plain_key(key: str, wanted: re.Pattern[str], what: str) -> str:
    if not wanted.fullmatch(key):
        raise ValueError(what)
    return key


_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")
_COUNTRY = re.compile(r"[A-Z]{2}")
_MODE = re.compile(r"(0?[0-7]{3})?")
_ADDRESS = re.compile(r"https?://[^\s/?#@]+(/[^\s?#]*)?")
_SOURCES = ("tmdb", "tvdb", "tvmaze", "omdb", "fanart", "demo", "nfo")
_DATABASE = re.compile(r"(postgresql(\+psycopg)?://\S+|sqlite:///.+)?")


def _language(value: str) -> str:
    return _plain_key(value, _LANGUAGE, 'must be a language like "en" or "pt-BR"')


def _not_empty(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise ValueError("must not be empty")
    return value


def _country(value: str) -> str:
    return _plain_key(value, _COUNTRY, 'must be a country of two capital letters like "US"')


def _file_mode(value: str) -> str:
    return _plain_key(value, _MODE, 'must be a mode like "0644", or empty')


def _address(value: str) -> str:
    return _plain_key(value, _ADDRESS, "must be an address that starts with http:// or https://").rstrip("/")


def _database_url(value: Secret) -> Secret:
    _plain_key(value.get_secret_value(), _DATABASE, 'must start with "postgresql://" or "sqlite:///", or be empty')
    return value


def _bin(value: str) -> str:
    if value != "library" and not os.path.isabs(value):
        raise ValueError('must be "library" or the full path of a folder')
    return value


def _source(value: str) -> str:
    if value not in _SOURCES:
        raise ValueError(f"must be one of {', '.join(_SOURCES)}")
    return value


def _folder(value: str) -> str:
    if value and not os.path.isabs(value):
        raise ValueError("must be the full path of a folder, or empty")
    return value.rstrip("/")


def _flat(value: object) -> object:
    """`library.fetch = "g"` is what one writes; TOML reads it as a table in a table."""
    if not isinstance(value, dict):
        return value
    flat: dict[str, object] = {}
    for key, below in value.items():
        inner = _flat(below)
        if isinstance(inner, dict):
            flat |= {f"{key}.{name}": deep for name, deep in inner.items()}
        else:
            flat[str(key)] = inner
    return flat


Words = Annotated[tuple[str, ...], Field(strict=False)]
Sources = Annotated[tuple[Annotated[str, AfterValidator(_source)], ...], Field(strict=False)]
Columns = Annotated[tuple[Annotated[str, AfterValidator(names.column)], ...], Field(strict=False)]
Languages = Annotated[
    tuple[Annotated[str, AfterValidator(_language)], ...], Field(strict=False), AfterValidator(_not_empty)
]
Address = Annotated[str, AfterValidator(_address)]
FileMode = Annotated[str, AfterValidator(_file_mode)]
Hours = Annotated[int, Field(ge=0, le=8784)]
Days = Annotated[int, Field(ge=0, le=36500)]
Workers = Annotated[int, Field(ge=1, le=64)]
Rate = Annotated[float, Field(gt=0, le=1000, allow_inf_nan=False)]


class Section(BaseModel):
    """Settings that belong together; frozen, and strict about names and types.

    The line under each field is its documentation. `options` reads it when somebody asks: pydantic's own
    `use_attribute_docstrings` makes every start of the program 12 ms longer.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        strict=True,
        hide_input_in_errors=True,
    )


class GeneralSettings(Section):
    """What you see, and in which language."""

    language: Languages = ("en",)
    """Languages for titles, plots and artwork, the preferred one first."""
    country: Annotated[str, AfterValidator(_country)] = "US"
    """The country whose age certification is shown and published."""
    theme: Annotated[str, Field(min_length=1)] = "dark"
    """A theme's name; yours go into `themes` beside this file. Unset, a terminal of 16 colours gets `ansi`."""
    images: Literal["auto", "kitty", "sixel", "halfblock", "off"] = "auto"
    """How pictures are drawn; `auto` takes the best that the terminal can show."""
    keys: Annotated[Mapping[str, str], BeforeValidator(_flat)] = {}
    """Your own keys: the id of a binding (see the help screen) and the keys, separated by commas."""
    columns: Annotated[Mapping[Annotated[str, AfterValidator(names.table)], Columns], BeforeValidator(_flat)] = {}
    """The columns of a table, in order, by the name of the view: `library`, `films` or `series`."""


class DatabaseSettings(Section):
    """Where the library is kept."""

    url: Annotated[Secret, AfterValidator(_database_url)] = Secret("")
    """Empty for SQLite in the data folder, else `postgresql://user:password@host/name`."""


class JobSettings(Section):
    """How much is done at the same time."""

    network: Workers = 4
    """Jobs that talk to providers."""
    images: Workers = 2
    """Jobs that fetch and decode pictures."""
    files: Workers = 1
    """Jobs that walk and scan folders; more than one rarely helps a spinning disk."""
    publish: Workers = 2
    """Jobs that write to the library."""
    cpu: Workers = 2
    """Jobs that hash and probe files."""
    history_days: Days = 30
    """How long finished jobs stay in the list."""


class ScanSettings(Section):
    """How folders are read."""

    ignore: Words = ()
    """Patterns of file and folder names to leave out, such as `*.part` or `Samples`."""
    mass_absence_share: Annotated[float, Field(ge=0.01, le=1, allow_inf_nan=False)] = 0.2
    """When more than this share of a library vanishes at once, it is taken for offline until you confirm."""
    mass_absence_files: Annotated[int, Field(ge=1)] = 20
    """Fewer vanished files than this are never taken for an offline disk."""
    quiet_seconds: Annotated[float, Field(ge=0, le=86400, allow_inf_nan=False)] = 30.0
    """A file that is still growing is left alone until it was quiet for so long."""
    poll_seconds: Annotated[int, Field(ge=10, le=86400)] = 300
    """How often folders on network mounts, which cannot be watched, are looked at."""
    probe: bool = True
    """Read streams and duration from each video; off for slow remote storage."""
    probe_timeout: Annotated[float, Field(gt=0, le=3600, allow_inf_nan=False)] = 30.0
    """Seconds after which reading one video is given up."""


class ProviderSettings(Section):
    """What all providers over the network have in common."""

    enabled: bool = True
    """Ask this provider (one that needs a key is asked only with one)."""
    base_url: Address = ""
    """Its address; change it for a proxy or mirror of your own."""
    requests_per_second: Rate = 5.0
    """Never ask more often than this."""
    concurrency: Workers = 4
    """Never more requests than this under way at once."""


class TmdbSettings(ProviderSettings):
    """The Movie Database: films, series, people, artwork. A free key is needed."""

    api_key: Secret = Secret("")
    """API key (v3) or read access token (v4) from your account's settings."""
    base_url: Address = "https://api.themoviedb.org/3"
    """Its address; change it for a proxy or mirror of your own."""
    requests_per_second: Rate = 20.0
    """Never ask more often than this."""
    concurrency: Workers = 8
    """Never more requests than this under way at once."""


class TvdbSettings(ProviderSettings):
    """TheTVDB (v4): series and their orders, artwork. A key is needed."""

    api_key: Secret = Secret("")
    """API key (v4, with dashes)."""
    pin: Secret = Secret("")
    """Your subscriber PIN, for keys that need one."""
    base_url: Address = "https://api4.thetvdb.com/v4"
    """Its address; change it for a proxy or mirror of your own."""


class FanartSettings(ProviderSettings):
    """fanart.tv: logos, clear art, banners, disc art. A free key is needed."""

    api_key: Secret = Secret("")
    """API key."""
    client_key: Secret = Secret("")
    """Your personal key; new pictures appear days earlier with one."""
    base_url: Address = "https://webservice.fanart.tv/v3.2"
    """Its address; change it for a proxy or mirror of your own."""
    concurrency: Workers = 2
    """Never more requests than this under way at once."""


class TvmazeSettings(ProviderSettings):
    """TVmaze: series, without a key."""

    base_url: Address = "https://api.tvmaze.com"
    """Its address; change it for a proxy or mirror of your own."""
    requests_per_second: Rate = 2.0
    """Never ask more often than this."""
    concurrency: Workers = 2
    """Never more requests than this under way at once."""


class OmdbSettings(ProviderSettings):
    """OMDb: ratings of IMDb, Rotten Tomatoes and Metacritic. A free key is needed."""

    api_key: Secret = Secret("")
    """API key."""
    base_url: Address = "https://www.omdbapi.com"
    """Its address; change it for a proxy or mirror of your own."""
    requests_per_second: Rate = 2.0
    """Never ask more often than this."""
    concurrency: Workers = 2
    """Never more requests than this under way at once."""


class DemoSettings(Section):
    """The built-in provider that needs no network and knows only the titles of the demo."""

    enabled: bool = False
    """Ask it; `lobbycard demo` switches it on for itself."""


class ProvidersSettings(Section):
    """Who is asked for metadata and artwork."""

    tmdb: TmdbSettings = TmdbSettings()
    tvdb: TvdbSettings = TvdbSettings()
    fanart: FanartSettings = FanartSettings()
    tvmaze: TvmazeSettings = TvmazeSettings()
    omdb: OmdbSettings = OmdbSettings()
    demo: DemoSettings = DemoSettings()


class MergeSettings(Section):
    """Whose word counts where sources differ: the first one that says something. What you locked is never touched."""

    movie: Sources = ("tmdb", "omdb", "tvdb", "demo")
    """Sources for films, the preferred one first."""
    series: Sources = ("tvdb", "tmdb", "tvmaze", "omdb", "demo")
    """Sources for series."""
    season: Sources = ("tvdb", "tmdb", "tvmaze", "demo")
    """Sources for seasons."""
    episode: Sources = ("tvdb", "tmdb", "tvmaze", "omdb", "demo")
    """Sources for episodes."""
    set: Sources = ("tmdb", "tvdb", "demo")
    """Sources for sets of films."""
    person: Sources = ("tmdb", "tvdb", "tvmaze", "demo")
    """Sources for people."""
    fields: Annotated[Mapping[Annotated[str, AfterValidator(names.field)], Sources], BeforeValidator(_flat)] = {}
    """Another order for one field (`plot`) or one field of one kind (`series.plot`)."""


class ArtworkSettings(Section):
    """What is fetched and kept."""

    max_megabytes: Annotated[int, Field(ge=1, le=1000)] = 50
    """Larger pictures are refused."""
    max_megapixels: Annotated[int, Field(ge=1, le=1000)] = 100
    """Pictures with more than this many million pixels are refused before they are decoded."""
    grace_days: Days = 90
    """How long a picture that nothing uses any more is kept."""


class PublishSettings(Section):
    """What is written beside your files."""

    names: Literal["auto", "bare", "prefixed"] = "auto"
    """`poster.jpg` or `Film (1999)-poster.jpg`; `auto` is both where a film has its own folder: all players see it."""
    actors: bool = False
    """Portraits in `.actors` folders, which only Kodi reads."""
    extrafanart_links: bool = False
    """Further fanart also in `extrafanart`, for Jellyfin."""
    set_folder: Annotated[str, AfterValidator(_folder)] = ""
    """Full path of Kodi's movie set information folder, for the artwork of sets; empty: none is written."""
    season_folders: bool = False
    """Season artwork also inside the season's folder."""
    nfo_url: bool = False
    """A line with the provider's address after the XML, for Kodi's own scrapers."""
    nfo_lockdata: bool = False
    """`<lockdata>true</lockdata>`: Jellyfin never reads the file again after the first time."""
    file_mode: FileMode = ""
    """Mode of new files such as "0664"; empty: like the folder's other files."""
    folder_mode: FileMode = ""
    """Mode of new folders such as "0775"; empty: like the folder they are made in."""
    owner: str = ""
    """User (name or number) that new files belong to; empty: like the folder's other files."""
    group: str = ""
    """Group (name or number) of new files; empty: like the folder's other files."""


class RecycleSettings(Section):
    """Where replaced and deleted files go."""

    enabled: bool = True
    """Without it, what is replaced or deleted is gone and cannot be undone."""
    place: Annotated[str, AfterValidator(_bin)] = "library"
    """`library` for a hidden folder in each library, or the full path of one bin for all."""
    keep_days: Days = 30
    """How long files stay in the bin."""
    max_gigabytes: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 0.0
    """The oldest files leave the bin when it grows beyond this; 0 for no limit."""


class DeletionSettings(Section):
    """What happens to items whose files are gone or that you delete."""

    grace_days: Days = 90
    """How long a deleted item can be brought back with all your choices."""


class UpkeepSettings(Section):
    """What is done by itself, each so many hours; 0 is never."""

    verify_hours: Hours = 168
    """Compare what was published with what is there."""
    garbage_hours: Hours = 24
    """Remove pictures that nothing uses."""
    purge_hours: Hours = 24
    """Remove items whose time for coming back is over."""
    recycle_hours: Hours = 24
    """Empty what has expired from the recycle bins."""
    backup_hours: Hours = 24
    """Back up the database (SQLite only)."""
    backups_kept: Annotated[int, Field(ge=1, le=1000)] = 7
    """How many backups are kept."""
    integrity_hours: Hours = 168
    """Check the database for damage."""
    vacuum_hours: Hours = 720
    """Give unused space in the database back to the disk."""
    history_hours: Hours = 24
    """Clear finished jobs and old history."""


class LoggingSettings(Section):
    """The log file; secrets never appear in it."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    """How much is written."""
    keep: Annotated[int, Field(ge=0, le=100)] = 5
    """How many older log files, of 5 MB each, are kept."""


class Settings(Section):
    """Everything that can be set."""

    general: GeneralSettings = GeneralSettings()
    database: DatabaseSettings = DatabaseSettings()
    jobs: JobSettings = JobSettings()
    scan: ScanSettings = ScanSettings()
    providers: ProvidersSettings = ProvidersSettings()
    merge: MergeSettings = MergeSettings()
    artwork: ArtworkSettings = ArtworkSettings()
    publish: PublishSettings = PublishSettings()
    recycle: RecycleSettings = RecycleSettings()
    deletion: DeletionSettings = DeletionSettings()
    upkeep: UpkeepSettings = UpkeepSettings()
    logging: LoggingSettings = LoggingSettings()
