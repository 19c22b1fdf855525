"""Languages as release names write them."""

_NAMES: dict[str, str] = {
    "en": "english, eng, englisch, anglais, ingles, inglés, inglese",
    "de": "german, ger, deu, deutsch, allemand, aleman, tedesco, germandl",
    "fr": "french, fre, fra, francais, français, truefrench, vff, vfq, vfi, vf, vf2, franzoesisch, französisch, "
    "frances, francés",
    "es": "spanish, spa, esp, espanol, español, castellano, latino, lat, vose, castilian, espagnol",
    "it": "italian, ita, italiano, italienisch, italien",
    "pt": "portuguese, por, portugues, português, ptbr, pt br, brazilian, dublado, legendado, nacional",
    "nl": "dutch, dut, nld, nederlands, nl gesproken, flemish, vlaams",
    "sv": "swedish, swe, svenska, svensk, sve",
    "no": "norwegian, nor, norsk, norske",
    "da": "danish, dan, dansk, danske",
    "fi": "finnish, fin, suomi",
    "is": "icelandic, ice",
    "pl": "polish, pol, polski, lektor, pldub, dubbing pl, dubpl, lektor pl, napisy pl",
    "cs": "czech, cze, ces, cesky, česky, czdab, cz dabing, cz",
    "sk": "slovak, slo, slk, skdab",
    "hu": "hungarian, hun, magyar",
    "ro": "romanian, rum, ron",
    "bg": "bulgarian, bul, bgaudio",
    "el": "greek, gre, ell",
    "tr": "turkish, tur, turkce, türkçe, tr dublaj, dublaj",
    "ru": "russian, rus, русский, рус, дубляж",
    "uk": "ukrainian, ukr, українська, укр",
    "he": "hebrew, heb",
    "ar": "arabic, ara",
    "fa": "persian, farsi, farsi dubbed",
    "hi": "hindi, hin",
    "ta": "tamil, tam",
    "te": "telugu, tel",
    "ml": "malayalam, mal",
    "kn": "kannada, kan",
    "bn": "bengali, ben",
    "pa": "punjabi, pan",
    "mr": "marathi",
    "ur": "urdu",
    "ja": "japanese, jpn, jap, japonais, japanisch",
    "ko": "korean, kor, koreanisch",
    "zh": "chinese, chi, zho, mandarin, cantonese, 国语, 國語, 粤语, 粵語, 国粤双语, 国语中字, 国英双语, 粤语中字",
    "th": "thai, tha",
    "vi": "vietnamese, vie",
    "id": "indonesian, ind",
    "tl": "tagalog, filipino",
    "hr": "croatian, hrv",
    "sr": "serbian, srp",
    "sl": "slovenian, slv",
    "et": "estonian, est",
    "lv": "latvian, lav",
    "lt": "lithuanian, lit",
    "ca": "catalan, cat, català",
    "eu": "basque, euskera",
    "la": "latin",
    "mul": "multi, multilang, multilanguage, multi lang, multilingual, multi4, multi5, multi6, multi3, multi2, mulvff",
    "nordic": "nordic",
}

_SUBTITLES: dict[str, str] = {
    "fr": "vostfr, subfrench, vost fr, stfr, fastsub, subforced",
    "en": "engsub, engsubs, eng sub, eng subs, english subs, subeng, vosten, e subs, vo",
    "it": "subita, sub ita, subbed ita, soft sub ita",
    "de": "gersub, ger sub, german sub, german subs, omu, gersubbed, german subbed",
    "es": "subesp, sub esp, vos, subs esp, vosi, subespañol, sub español",
    "nl": "nlsubs, nl subs, nlsub, dutch subs",
    "pl": "plsub, plsubbed, pl subs",
    "pt": "leg, legendas, ptsub",
    "ro": "rosubbed, rosub, subtitrat",
    "zh": "chs, cht, big5, gb, chs jap, 简体, 繁體, 繁体, 中字, 简中, 繁中, 双语字幕, 中英字幕, 中英双字, "
    "jpsc, jptc, 内嵌, 内封",
    "he": "hebsub, hebsubs, heb sub",
    "ko": "korsub, korsubs, kor sub",
    "tr": "altyazi, altyazılı, tr altyazi",
    "sv": "swesub, swe sub, svensk text",
    "nordic": "nordic subs, nordicsub",
}


def _by_word(names: dict[str, str]) -> dict[str, str]:
    return {word: code for code, words in names.items() for word in words.split(", ")}


LANGUAGE_WORDS: dict[str, str] = _by_word(_NAMES)
"""Language of the sound by word, in lower case: ISO 639-1, `mul` for several."""
SUBTITLE_WORDS: dict[str, str] = _by_word(_SUBTITLES)
"""Language of the subtitles by word."""
TWO_LETTERS = frozenset(
    "en de fr es it pt nl sv no da fi is pl cs cz sk hu ro bg el gr tr ru uk he ar fa hi ta te ja jp ko kr zh cn "
    "th vi se dk br".split()
)
"""Short codes, believed only in brackets and in capitals."""
_ALIASES = {"se": "sv", "dk": "da", "br": "pt", "cz": "cs", "gr": "el", "jp": "ja", "kr": "ko", "cn": "zh"}


def by_code(letters: str) -> str:
    """The language of two letters as written in brackets, or nothing."""
    low = letters.lower()
    return _ALIASES.get(low, low) if letters.isupper() and low in TWO_LETTERS else ""
