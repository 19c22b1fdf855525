"""Which endings mean what, and which names no library needs. All in lower case, endings with their dot."""

import os

VIDEO = frozenset(
    ".mkv .mp4 .m4v .avi .mov .wmv .asf .ts .m2ts .mts .mpg .mpeg .mpe .m2v .m1v .vob .webm .flv .f4v .ogv .ogm .divx"
    " .xvid .rm .rmvb .3gp .3g2 .mk3d .dvr-ms .wtv .evo .mxf .y4m .tp .trp .nuv .rec .vdr .bik .amv .qt .iso .img .nrg"
    " .strm .disc".split()
)
"""Everything that can be the film itself."""
DISC_IMAGES = frozenset({".iso", ".img", ".nrg"})
"""A whole disc in one file."""
STUBS = frozenset({".strm", ".disc"})
"""Text that stands for a film elsewhere: never probed, never hashed at its target."""
AUDIO = frozenset(
    ".mka .mp3 .ac3 .eac3 .ec3 .dts .dtshd .dtsma .thd .truehd .flac .aac .m4a .ogg .oga .opus .wav .wma .mp2 .mpa .aif"
    " .aiff .ape .alac .pcm .wv".split()
)
SUBTITLES = frozenset(
    ".srt .ass .ssa .sub .idx .sup .vtt .smi .sami .mks .usf .ttml .dfxp .stl .mpl .aqt .jss .rt .utf .utf8 .utf-8"
    " .psb .pjs .lrc".split()
)
IMAGES = frozenset(".jpg .jpeg .png .webp .tbn .gif .bmp .svg .avif .jfif".split())
NFO = frozenset({".nfo"})
COMPANIONS = frozenset(
    ".edl .bif .xml .txt .sfv .md5 .sha1 .nfo-orig .vsmeta .par2 .chapters .log .json .cue .srr .srs .comskip .mds"
    " .ccd".split()
)
"""Beside a video and named after it they travel with it; otherwise they are of no use to us."""
INCOMPLETE = frozenset(
    ".part .!qb .!ut .crdownload .tmp .partial .download .aria2 .bc! .filepart .opdownload .ytdl .part~ .!bt".split()
)
ARCHIVES = frozenset(".rar .zip .7z .gz .tar .bz2 .xz .zst .001".split())
JUNK = frozenset(
    ".url .lnk .website .webloc .ini .db .exe .bat .cmd .torrent .nzb .html .htm .mht .pdf .doc .docx .rtf .bak .old"
    " .diz .sfv .md5 .sha1 .par2 .srr .srs .db-wal .db-shm .psd .xcf .ico .ttf .otf .ttc .lck .lock".split()
)
JUNK_NAMES = frozenset({"thumbs.db", "desktop.ini", "ehthumbs.db", "folder.xml", "synoindex_media_info", "icon\r"})

SYSTEM_FOLDERS = frozenset(
    "@eadir eadir #recycle @recycle .@__thumb $recycle.bin recycler"
    " lost+found .snapshot .snapshots .zfs .grab .wd_tv #snapshot"
    " .trash .trashes .spotlight-v100 .fseventsd .temporaryitems .git .stfolder .stversions .deletedbytmm".split()
) | {"system volume information", "@recently-snapshot", "network trash folder"}
"""Kept by file systems, servers and other programs; nothing in them is the user's."""
OWN_FOLDER = ".lobbycard"
"""Our recycle and staging folder inside a library."""
KEPT_DOT_NAMES = frozenset({".plexmatch", ".actors"})
"""Dot names that say something about the item beside them."""
UNFINISHED_FOLDERS = ("_unpack_", "_failed_", "__unpack", "_par_")
"""What download programs put before the name of a folder they are not done with."""

DISC_FOLDERS = {"video_ts": "dvd", "bdmv": "bluray", "hvdvd_ts": "hddvd"}
"""Folders that are one disc, by the word for the disc."""
DISC_SIDE_FOLDERS = frozenset({"certificate", "audio_ts", "jacket_p", "any!", "aacs", "makemkv"})
"""Beside a disc folder and part of the disc."""
DISC_KEYS = {"dvd": "video_ts.ifo", "bluray": "index.bdmv", "hddvd": "vti.ifo"}
"""The file that stands for a disc."""

STAND_IN = ".mkv"
"""Put behind a stem to have it read as a file's name."""


def of(name: str) -> str:
    """The ending in lower case, empty if there is none."""
    return os.path.splitext(name)[1].lower()


def split(name: str) -> tuple[str, str]:
    """The stem as it is and the ending in lower case; `.nfo-orig` counts as one."""
    stem, ending = os.path.splitext(name)
    return stem, ending.lower()


def is_archive(ending: str) -> bool:
    """Whether it is an archive or one of its volumes (.rar, .r00, .z01, .007)."""
    return ending in ARCHIVES or (len(ending) == 4 and ending[2:].isdigit() and ending[1] in "rszc0")
