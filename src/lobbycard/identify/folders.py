"""What the folders above a file say: a show, a season, a disc, a shelf that says nothing."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lobbycard.identify import clean, counts, films, markers, marks, release, tags, years
from lobbycard.identify.markers import COUNTED, SEASON_OR_PART, SEASON_WORDS

_GENERIC = frozenset(
    (
        "movies,movie,films,film,filme,filmer,cine,cinema,kino,peliculas,películas,pelis,filmes,фильмы,фильм,кино,电影,"
        "電影,映画,영화,tv,tv shows,tvshows,tv-shows,tv series,tvseries,shows,show,series,serie,serien,séries,сериалы,"
        "сериал,电视剧,剧集,番组,드라마,television,tele,dizi,diziler,seriale,sarjat,serier,episodes,anime,animes,アニメ,动漫,动画,"
        "cartoons,animation,zeichentrick,dessins animes,hentai,donghua,video,videos,video files,media,medien,"
        "multimedia,library,bibliothek,collection,collections,downloads,download,complete,completed,finished,"
        "incoming,done,torrents,usenet,nzb,seeding,staging,import,imports,new,neu,nuevo,unsorted,sort,to sort,sorted,"
        "temp,tmp,misc,other,others,sonstiges,various,stuff,shared,share,public,data,storage,nas,disk,hdd,volume,mnt,"
        "home,srv,root,archive,archiv,backup,watched,unwatched,favorites,favourites,kids,kinder,children,family,"
        "adults,documentary,documentaries,dokus,doku,docs,dokumentationen,documentales,concerts,music,musik,stand-up,"
        "standup,comedy,action,adventure,crime,drama,fantasy,history,horror,mystery,romance,science fiction,sci-fi,"
        "scifi,thriller,war,western,westerns,foreign,classics,klassiker,hd,sd,uhd,4k,3d,1080p,720p,2160p,dvd,dvds,"
        "bluray,blu-ray,blurays,bd,remux,remuxes,web,english,german,deutsch,french,spanish,by year,by genre,by name,"
        "a-z,alphabetical,genres,years,reality,talk shows,late night,news,sport,sports,miniseries,mini-series,"
        "mini series,ended,continuing,current,ongoing,cancelled,returning,linked,links,extras,extra,featurettes,"
        "behind the scenes,deleted scenes,interviews,scenes,shorts,trailers,trailer,clips,subs,subtitles,sample,"
        "specials & extras,test,testing,samples,feature films,features,short films,spielfilme,holiday,christmas,"
        "new folder,neuer ordner,nouveau dossier,nueva carpeta,nuova cartella,"
        "halloween,marvel,dc,disney,pixar,netflix,hbo,amazon"
    ).split(",")
)
"""Shelves: folders whose names say nothing of what stands on them."""
_DISC = frozenset(
    (
        "video_ts",
        "audio_ts",
        "bdmv",
        "certificate",
        "hvdvd_ts",
        "stream",
        "playlist",
        "clipinf",
        "ssif",
        "backup",
        "auxdata",
        "bdjo",
        "jar",
        "meta",
    )
)
_DISC_TOP = frozenset(("video_ts", "audio_ts", "bdmv", "hvdvd_ts", "certificate"))
_PART = re.compile(r"(?i)^(?:cd|dvd|dis[ck]|part|pt|disque|disco)[\s._-]*(?P<part>\d{1,2}|[a-d])$")
_SHELF = re.compile(
    r"(?i)^(?:[^\W\d_]|#|0-9|[a-z0-9]\s?-\s?[a-z0-9]|(?:18|19|20)\d\d(?:\s?-\s?(?:(?:19|20)?\d\d)?)?|(?:19"
    r"|20)?\d0'?s)$"
)
_CONTAINER = re.compile(
    r"(?i)\b(?:collection|trilogy|trilogie|trilogia|saga|quadrilogy|tetralogy|anthology|pentalogy|duology"
    r"|hexalogy|box\s?set|filmography"
    r"|complete\s+movies|movies|films|filme|collezione|colección|colecao|kollektion|filmreihe|coffret|integrale"
    r"|intégrale|pack|1-\d|1~\d)\b|коллекция|трилогия|антология|合集|系列"
)
_REST = r"(?P<rest>[\s._]*(?:[\[({].*|[\s._]-[\s._].*|[,:-]\s?.*|[\s._]+\S.*)?)"
_SEASON = re.compile(
    rf"(?:(?:19|20)\d\d\s?-\s?)?(?:(?:{SEASON_WORDS}|{SEASON_OR_PART}|S|book|buch|livro|livre|cycle|volume|vol\.?|arc)[\s._-]*)(?P<season>\d{{1,4}})(?!\d){_REST}",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"(?P<season>\d{{1,2}})(?:{COUNTED})?[\s._-]*(?:{SEASON_WORDS}){_REST}",
    re.IGNORECASE,
)
_ASIAN = re.compile(r"第\s?(?P<season>[0-9一二三四五六七八九十百零〇两]{1,4})\s?(?:[季期部]|シーズン)(?P<rest>.*)")
_IN_WORDS = re.compile(
    rf"(?:{SEASON_WORDS}|{SEASON_OR_PART}|book)[\s._-]+(?:(?P<after>{'|'.join(counts.BEHIND)})|(?P<roman>[IVX]{{1,5}}))"
    r"|T(?P<latin>\d{1,2})"
    rf"|(?P<before>{'|'.join(counts.ORDINALS)})[\s._]+season",
    re.IGNORECASE,
)
_SPECIALS = re.compile(
    r"(?i)(?:the[\s._])?(?:specials?|spezial(?:e|s|folgen)?|hors[\s._-]s[ée]ries?|[ée]pisodes?[\s._]sp[ée]ciaux"
    r"|episodios[\s._]especiales|episodi[\s._]speciali|extraavsnitt|специальные[\s._]выпуски|especiales|speciali|spéciaux|specials\s?&\s?extras|sonderfolgen|specialer"
    r"|ovas?|oads?|oavs?|sp|sps|спецвыпуски|спешлы"
    r"|season\s?0+\s?-\s?specials|特別篇|特别篇|特典|番外|番外篇|erikoisjaksot|speciale|speciály|speciálok"
    r"|odcinki specjalne|özel|特番|スペシャル)"
)
_INSIDE = re.compile(
    rf"(?<=[^\s._-])[\s._,-]{{0,8}}[\s._(\[,-](?:S(?:(?=\d\d?(?!\d)))"
    rf"|(?:{SEASON_WORDS})[\s._-]{{0,2}})(?P<season>\d{{1,4}})(?:\s?-\s?S?(?P<last>\d{{1,2}}))?(?![\dA-Za-z])",
    re.IGNORECASE,
)
_INSIDE_COUNTED = re.compile(
    rf"(?<=[^\s._-])[\s._(\[-]{{1,8}}(?P<season>\d{{1,2}})(?:{COUNTED})?[\s._]*(?:{SEASON_WORDS})(?![^\W\d_])",
    re.IGNORECASE,
)
_INSIDE_ORDINAL = re.compile(
    rf"(?<=[^\s._-])[\s._(\[-]{{1,8}}(?P<season>{'|'.join(counts.ORDINALS)})[\s._]season(?![^\W\d_])", re.IGNORECASE
)
_INSIDE_ASIAN = re.compile(r"[\s._-]*第\s?(?P<season>[0-9一二三四五六七八九十]{1,3})\s?[季期](?!\d)")
_COMPLETE = re.compile(
    r"(?i)[\s._(\[-]+(?:the[\s._])?complete(?:[\s._](?:tv[\s._]?)?(?:series|collection|show|seasons?(?![\s._]*\d+(?![\s._]*[-&\d]))"
    r"|pack|box\s?set|mini-?series))[)\]]?.*$"
)
_SEASONS = re.compile(
    r"(?i)[\s._(\[-]+(?:all[\s._]|the[\s._])?(?:seasons|season|series|staffeln?|saisons?|temporadas?|stagion[ei]|seizoen(?:en)?"
    r"|sezony|сезоны?)[\s._]*\d{1,2}[\s._]*(?:-|to|bis|thru|through|à|a|al|&|\+|and|und|et|y|e)[\s._]*\d{1,2}(?!\d).*$"
)
"""`Seasons 1-5` behind the title: a whole series."""
_COMPLETE_END = re.compile(r"(?i)[\s._-]+(?:the[\s._])?complete[\s._-]*$")
_REMARK = re.compile(
    r"(?i)(?<=[^\s._-])(?:[\s._]-[\s._]|[\s._]*[\[(])(?:tv[\s._-]?)?(?:mini[\s._-]?series|series|show)[\])]?"
    r"(?=[\s._]*(?:$|[\[({]))"
    r"|(?<=(?:19|20)\d\d)[)\s._-]{1,3}mini[\s._-]?series[\s._]*$"
)
"""`(Miniseries)`, `[TV Series]` or ` - Mini Series` behind a series' name, `Miniseries` alone behind its year."""
_PART_OF_SEASON = re.compile(r"(?i)(?<![^\W_])(?:part|cour|pt)[\s._]?\d(?!\d)")
_BATCH = re.compile(
    r"[\s._]*(?:[\s._]-[\s._]|(?<=[\s._])|[(\[])\s?(?P<first>\d{1,4})\s?[-~]\s?(?P<last>\d{1,4})(?:v\d)?"
    r"(?=[\s._]*(?:[)\]]|[(\[]|$|\+|END|Complete|Batch))[)\]]?.*",
    re.IGNORECASE,
)
"""The numbers of all episodes in a folder, as fans of anime write it."""
_YEAR = re.compile(r"(?:18|19|20)\d\d")
_BARE_NUMBER = re.compile(r"\d{1,3}")


@dataclass(frozen=True, slots=True)
class Folder:
    """What one folder's name says."""

    name: str
    title: str = ""
    year: int | None = None
    ids: dict[str, str] = field(default_factory=dict)
    season: int | None = None
    is_specials: bool = False
    is_generic: bool = False
    is_disc: bool = False
    is_container: bool = False
    has_release_words: bool = False
    part: int | None = None
    number: int | None = None
    """A folder named by a number alone: a season inside a show."""
    quality: release.Quality = release.Quality()
    other_titles: tuple[str, ...] = ()
    marker: markers.Marker | None = None
    """Numbers of an episode that has a folder of its own."""
    show: str = ""
    """The title if the folder is read as a series', and its year."""
    show_year: int | None = None

    @property
    def is_season(self) -> bool:
        """Whether it is nothing but a season of the show above."""
        return self.season is not None and not self.title


@lru_cache(maxsize=8192)
def read(name: str) -> Folder:
    """What a folder's name says, whatever the library holds."""
    found = marks.read(name, is_folder=True)
    text = found.text.strip()
    low = text.lower()
    if low in _DISC:
        return Folder(name, is_disc=True)
    part = _PART.match(text)
    if part:
        return Folder(name, part=films.part_number(part["part"]))
    if not found.ids and (low in _GENERIC or _SHELF.match(text) or low.replace("_", " ").replace(".", " ") in _GENERIC):
        number = int(text) if _BARE_NUMBER.fullmatch(text) else None
        return Folder(
            name, show=text, is_generic=True, year=int(text) if _YEAR.fullmatch(text) else None, number=number
        )
    if _BARE_NUMBER.fullmatch(text):
        return Folder(name, title=text, number=int(text), ids=found.ids, show=text)
    season = _season(text)
    if season is not None:
        return Folder(name, season=season, is_specials=season == 0, ids=found.ids)
    return _titled(name, found)


def is_disc_top(name: str) -> bool:
    """Whether a folder of this name is the top of a disc's own structure."""
    return name.lower() in _DISC_TOP


def _season(text: str) -> int | None:
    if _SPECIALS.fullmatch(text):
        return 0
    for pattern in (_SEASON, _COUNTED):
        found = pattern.fullmatch(text)
        if found and not markers.season_and_episode(text):
            return int(found["season"]) if _is_rest(found["rest"]) else None
    found = None if text.isascii() else _ASIAN.fullmatch(text)
    if found:
        return counts.numeral(found["season"])
    found = _IN_WORDS.fullmatch(text)
    if found and (found["roman"] or found["latin"]):
        return counts.roman(found["roman"].upper()) if found["roman"] else int(found["latin"])
    if found:
        return counts.BEHIND.get((found["after"] or "").lower()) or counts.ORDINALS.get((found["before"] or "").lower())
    return None


def _is_rest(rest: str) -> bool:
    """What may follow `Season 1`: brackets, a title behind a dash, release words; but `S1 Foo` is no season."""
    rest = rest.strip(" ._")
    if not rest or rest[0] in "[({-,:":
        return True
    found = tags.read(rest)
    return bool(found.tags) and (found.tags[0].first == 0 or any(tag.strong for tag in found.tags))


def _titled(name: str, found: marks.Name) -> Folder:
    text = _COMPLETE.sub("", found.text) or found.text
    if found.group:
        text = clean.unbracketed(_without_batch(text))
    marker = markers.season_and_episode(text)
    if marker:
        title, year = show_title(text[: marker.start])
        return Folder(name, title, year, found.ids, has_release_words=True, marker=marker, show=title, show_year=year)
    whole = _SEASONS.search(text)
    inside = None if whole else _season_inside(text)
    if whole and clean.has_words(text[: whole.start()]):
        text = text[: whole.start()]
    if inside:
        title, year = show_title(_COMPLETE_END.sub("", text[: inside.start()]))
        later = years.show_year(text) if year is None else None
        year = year or (later.value if later else None)
        return Folder(name, title, year, found.ids, _number(inside["season"]), show=title, show_year=year)
    text = _REMARK.sub("", text)
    words = tags.read(text)
    film = films.read(found._replace(text=text), words)
    behind = film.year is None or years.show_year(text) is not None or not text.startswith(str(film.year))
    show, show_year = (film.title, film.year) if behind else show_title(text)
    return Folder(
        name,
        film.title,
        film.year,
        found.ids,
        quality=film.quality,
        other_titles=film.other_titles,
        is_container=film.is_range or bool(film.year is None and _CONTAINER.search(text)),
        has_release_words=any(tag.strong for tag in words.tags),
        show=show,
        show_year=show_year,
    )


def _without_batch(text: str) -> str:
    """`Title - 01-12 (BD)` without the range, so that the title is not taken to end in it."""
    batch = _BATCH.search(text)
    if (
        batch is None
        or not batch.start()
        or int(batch["first"]) >= int(batch["last"])
        or _YEAR.fullmatch(batch["last"])
    ):
        return text
    return text[: batch.start()]


def _season_inside(text: str) -> re.Match[str] | None:
    return (
        _INSIDE.search(text)
        or _INSIDE_COUNTED.search(text)
        or _INSIDE_ORDINAL.search(text)
        or (None if text.isascii() else _INSIDE_ASIAN.search(text))
    )


def _number(season: str) -> int:
    """Of a season, in digits of any script or as an English ordinal."""
    return counts.ORDINALS.get(season.lower()) or counts.numeral(season)


def season_behind(text: str) -> tuple[str, int | None]:
    """A series' name without the season that stands at its end."""
    found = _season_inside(text)
    if (
        found
        and not _PART_OF_SEASON.sub("", text[found.end() :]).strip(" ._-()[]")
        and clean.key(text[: found.start()])
    ):
        return text[: found.start()], _number(found["season"])
    return text, None


@lru_cache(maxsize=8192)
def show_title(text: str) -> tuple[str, int | None]:
    """The name of a series and its year, out of what stands in front of the numbers."""
    text = _REMARK.sub("", text)
    year = years.show_year(text)
    if year:
        return clean.title(text[: year.start]), year.value
    return clean.title(text), None
