"""Folders beside a film or an episode and suffixes of videos: extras, trailers, samples, themes, subtitles, parts."""

import functools
import re
import unicodedata
from enum import StrEnum
from typing import NamedTuple

from lobbycard.scan import extensions, languages

_EXTRA_FOLDERS = """
behind the scenes: behind the scenes, making of, hinter den kulissen, blick hinter die kulissen
behind the scenes: dans les coulisses, detrás de las cámaras, detras de las camaras
behind the scenes: tras las cámaras, así se hizo, como se hizo, cómo se hizo, dietro le quinte
behind the scenes: por trás das câmeras, achter de schermen, bag kulisserne, bak kulissene
behind the scenes: bakom kulisserna, kulissien takana, za kulisami, za kulisama, za oponou, за кадром
behind the scenes: за кулисами, о съемках, о съёмках, kamera arkası, メイキング, 幕后花絮, 幕后, 花絮, 메이킹
deleted scene: deleted scenes, gelöschte szenen, geloeschte szenen, entfernte szenen, entfallene szenen
deleted scene: scènes coupées, scenes coupees, scènes supprimées, escenas eliminadas, scene eliminate
deleted scene: scene tagliate, cenas deletadas, cenas excluídas, cenas cortadas, verwijderde scènes
deleted scene: verwijderde scenes, slettede scener, borttagna scener, poistetut kohtaukset, usunięte sceny
deleted scene: sceny usunięte, vymazané scény, vystřižené scény, удаленные сцены, удалённые сцены
deleted scene: вырезанные сцены, silinmiş sahneler, 未公開シーン, 删减片段, 삭제 장면
featurette: featurettes, featurette
interview: interviews, entrevistas, interviste, entretiens, entrevues, intervjuer, haastattelut, wywiady
interview: rozhovory, интервью, röportajlar, 采访
scene: scenes
short: shorts
other: other, extras, extra, gag reel, gag reels, easter eggs, promos, zusatzmaterial, bonus, bonus disc
other: bonus disk, bonus features, bonus material, bonusmaterial, extra features, supplements, bloopers
other: outtakes, specials features, special features, bonusmaterialien, bonus inhalte, extramaterial
other: ekstramateriale, ekstramateriell, lisämateriaali, extra materiaal, extra's, suppléments
other: contenuti speciali, contenuti extra, contenido extra, contenidos extra, material adicional
other: material extra, dodatki, materiały dodatkowe, bonusy, bonusové materiály, дополнительные материалы
other: доп материалы, дополнительно, бонусы, бонус, ekstralar, 特典映像, 부가영상
clip: clips
"""
"""Types of extras, and what people call the folders for them."""
EXTRA_FOLDERS = {
    name: kind
    for kind, _, names in (line.partition(": ") for line in _EXTRA_FOLDERS.strip().splitlines())
    for name in names.split(", ")
}
EXTRA_SUFFIXES = {
    "behindthescenes": "behind the scenes",
    "deleted": "deleted scene",
    "deletedscene": "deleted scene",
    "featurette": "featurette",
    "interview": "interview",
    "scene": "scene",
    "short": "short",
    "other": "other",
    "extra": "other",
    "clip": "clip",
    "behind the scenes": "behind the scenes",
    "making of": "behind the scenes",
    "deleted scene": "deleted scene",
    "deleted scenes": "deleted scene",
    "interviews": "interview",
    "featurettes": "featurette",
    "gag reel": "other",
    "bloopers": "other",
    "outtakes": "other",
}

_BONUS = re.compile(
    r"(?:the[ ._])?(?P<word>making[ ._]of|behind[ ._]the[ ._]scenes|deleted[ ._]scenes?|interviews?|gag[ ._]reel"
    r"|bloopers|outtakes|featurettes?)(?![^\W_])"
)
_BONUS_WITHIN = re.compile(rf"(?<![^\W_]){_BONUS.pattern}")
_BONUS_TYPES = (
    ("making", "behind the scenes"),
    ("behind", "behind the scenes"),
    ("deleted", "deleted scene"),
    ("interview", "interview"),
    ("featurette", "featurette"),
)
_SUFFIX = re.compile(rf"[-–]\s?({'|'.join(sorted(EXTRA_SUFFIXES, key=len, reverse=True))})\d{{0,2}}\Z")
_TRAILER_WORDS = (
    "(?:teaser[ ._-]+)?trailer|teaser|bande[ ._-]annonce|tráiler|zwiastun|fragman|трейлер|тизер|预告片?|予告編?|예고편"
)
_TRAILER = re.compile(rf"(?:^|[ ._-]+)(?:{_TRAILER_WORDS})[ ._-]?\d{{0,2}}(?P<rest>[ ._\-()\[\]].*)?\Z")
_RESOLUTION = re.compile(r"\d{3,4}[pi]")
_EDGES = re.compile(r"[ ._()\[\]-]+")
_SAMPLE = re.compile(r"\Asample\Z|\Asample[ ._-]|[ ._-]sample\d?\Z|[ ._-]sample[ ._-]")
_CREDITLESS = re.compile(
    r"(?:^|[ ._\-\[(])(?:nc(?:op|ed)[ ._-]?\d{0,2}[a-z]?(?:v\d)?|creditless[ ._-](?:op|ed|opening|ending)[ ._-]?\d{0,2}"
    r"|clean[ ._-](?:opening|ending)[ ._-]?\d{0,2}|(?:pv|cm|menu)[ ._-]?\d{1,2}"
    r"|(?<=-[ ._])(?:op|ed|opening|ending|preview|trailer|teaser|bonus|extra|interview)[ ._-]?\d{1,2}[a-z]?)"
    r"(?=$|[ ._\-\[\]()])"
)
_PART_FOLDER = re.compile(r"(?:cd|disc|disk|dvd|bd)[ ._-]?(\d{1,2})(?:[ ._-]*[\[(].*)?\Z")
_PART_BEHIND = re.compile(r"[ ._(\[-]*(?:cd|disc|disk|dvd)[ ._-]?(\d{1,2})[)\]]?\Z")


class FolderUse(StrEnum):
    """What a folder beside a film or inside a series is for, as far as its name says."""

    MAIN = "main"
    SUBTITLES = "subtitles"
    EXTRAS = "extras"
    TRAILERS = "trailers"
    SAMPLE = "sample"
    THEME_MUSIC = "theme music"
    THEME_VIDEO = "theme video"
    ACTORS = "actors"
    FANART = "fanart"
    ARTWORK = "artwork"
    THUMBS = "thumbs"
    METADATA = "metadata"
    PROOF = "proof"
    PART = "part"
    DISC = "disc"


_USES = {
    name: use
    for use, names in (
        (
            FolderUse.SUBTITLES,
            (
                "subs,sub,subtitles,subtitle,vobsubs,vobsub,subpack,untertitel,sous-titres,sous titres,"
                "subtitulos,subtítulos,sottotitoli,legendas,ondertitels,ondertiteling,undertexter,"
                "undertekster,tekstitykset,napisy,titulky,feliratok,субтитры,altyazı,altyazılar,altyazi,"
                "subtitrari,字幕,자막,ترجمة,כתוביות"
            ),
        ),
        (
            FolderUse.TRAILERS,
            (
                "trailers,trailer,teasers,bande-annonce,bandes-annonces,bandes annonces,tráiler,tráilers,"
                "tráileres,zwiastun,zwiastuny,trailery,fragmanlar,трейлер,трейлеры,预告片,预告,予告編,예고편"
            ),
        ),
        (FolderUse.SAMPLE, "sample,samples"),
        (FolderUse.THEME_MUSIC, "theme-music"),
        (FolderUse.THEME_VIDEO, "backdrops"),
        (FolderUse.ACTORS, ".actors"),
        (FolderUse.FANART, "extrafanart"),
        (FolderUse.ARTWORK, "extraposter"),
        (FolderUse.THUMBS, "extrathumbs"),
        (FolderUse.METADATA, "metadata"),
        (FolderUse.PROOF, "proof,proofs,screens,screenshots,scans,booklet"),
    )
    for name in names.split(",")
}


class Use(NamedTuple):
    """A folder's use with what goes with it."""

    kind: FolderUse
    extra_type: str = ""
    part: int | None = None


MAIN = Use(FolderUse.MAIN)


@functools.lru_cache(maxsize=4096)
def folder_use(name: str, above: str = "") -> Use:
    """What a folder's name says, anything but MAIN making it a part of the folder above, as `Film CD1` is of `Film`."""
    lower = unicodedata.normalize("NFC", name).casefold()
    if lower in _USES:
        return Use(_USES[lower])
    if (words := lower.replace("-", " ").replace("_", " ").replace(".", " ")) in EXTRA_FOLDERS:
        return Use(FolderUse.EXTRAS, EXTRA_FOLDERS[words])
    if lower in extensions.DISC_FOLDERS or lower in extensions.DISC_SIDE_FOLDERS:
        return Use(FolderUse.DISC)
    if (match := _PART_FOLDER.match(lower)) is not None:
        return Use(FolderUse.PART, part=int(match[1]))
    start = unicodedata.normalize("NFC", above).casefold()
    if start and lower.startswith(start) and (match := _PART_BEHIND.match(lower, len(start))) is not None:
        return Use(FolderUse.PART, part=int(match[1]))
    return MAIN


def suffix(stem: str) -> tuple[str, str]:
    """(type of extra, stem without the suffix), both empty without one."""
    match = _SUFFIX.search(stem.casefold())
    return (EXTRA_SUFFIXES[match[1]], stem[: match.start()].rstrip()) if match else ("", "")


def is_trailer(stem: str) -> bool:
    """`<video>-trailer`, `trailer`, `movie-trailer`, `<video>.trailer2`, `Trailer (German)`, `<video>-teaser`."""
    found = _TRAILER.search(stem.casefold())
    if found is None:
        return False
    words = [word for word in _EDGES.split(found["rest"] or "") if word]
    return all(languages.from_word(word) or _RESOLUTION.fullmatch(word) for word in words)


def is_sample(stem: str) -> bool:
    """`sample`, `sample-x`, `x-sample`."""
    return _SAMPLE.search(stem.casefold()) is not None


def is_creditless(stem: str) -> bool:
    """`NCOP1`, `Clean Ending`, `PV2`, `Menu 1`: what a series' disc holds beside the episodes."""
    return _CREDITLESS.search(stem.casefold()) is not None


def is_bonus(stem: str) -> bool:
    """`Making of <title>`, `Deleted Scenes`: what a name begins with that is not the film itself."""
    return _BONUS.match(stem.casefold()) is not None


def bonus_type(stem: str, *, anywhere: bool = False) -> str:
    """The type of extra that a name begins with (or has `anywhere`), empty if it says none."""
    lower = stem.casefold()
    found = _BONUS_WITHIN.search(lower) if anywhere else _BONUS.match(lower)
    if found is None:
        return ""
    return next((kind for start, kind in _BONUS_TYPES if found["word"].startswith(start)), "other")
