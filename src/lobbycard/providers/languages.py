"""Codes of languages and countries as the providers write them, turned into ISO 639-1 and ISO 3166-1 alpha-2."""

_THREE = {
    "ara": "ar", "bel": "be", "ben": "bn", "bos": "bs", "bul": "bg", "cat": "ca", "ces": "cs", "cze": "cs",
    "chi": "zh", "cmn": "zh", "dan": "da", "deu": "de", "ger": "de", "ell": "el", "gre": "el", "eng": "en",
    "est": "et", "eus": "eu", "baq": "eu", "fas": "fa", "per": "fa", "fin": "fi", "fra": "fr", "fre": "fr",
    "gle": "ga", "glg": "gl", "heb": "he", "hin": "hi", "hrv": "hr", "hun": "hu", "hye": "hy", "ind": "id",
    "isl": "is", "ice": "is", "ita": "it", "jpn": "ja", "kat": "ka", "kaz": "kk", "kor": "ko", "lat": "la",
    "lav": "lv", "lit": "lt", "ltz": "lb", "mal": "ml", "mar": "mr", "mkd": "mk", "mon": "mn", "msa": "ms",
    "nld": "nl", "dut": "nl", "nno": "nn", "nob": "nb", "nor": "no", "pol": "pl", "por": "pt", "ron": "ro",
    "rum": "ro", "rus": "ru", "slk": "sk", "slv": "sl", "spa": "es", "sqi": "sq", "srp": "sr", "swe": "sv",
    "tam": "ta", "tel": "te", "tgl": "tl", "tha": "th", "tur": "tr", "ukr": "uk", "urd": "ur", "uzb": "uz",
    "vie": "vi", "yue": "yue", "zho": "zh", "zhtw": "zh-TW", "pt": "pt-BR",
}  # fmt: skip
"""TheTVDB writes ISO 639-2 or -3, with `pt` for Brazil and `zhtw` for Taiwan."""

_TO_THREE = {code: three for three, code in reversed(_THREE.items())} | {
    "de": "deu", "fr": "fra", "zh": "zho", "zh-CN": "zho", "cs": "ces", "el": "ell", "nl": "nld", "ro": "ron",
    "fa": "fas", "is": "isl", "eu": "eus", "zh-HK": "yue", "pt": "por",
}  # fmt: skip

_COUNTRIES = {
    "arg": "AR", "aus": "AU", "aut": "AT", "bel": "BE", "bgr": "BG", "bra": "BR", "can": "CA", "che": "CH",
    "chl": "CL", "chn": "CN", "col": "CO", "cze": "CZ", "deu": "DE", "dnk": "DK", "esp": "ES", "est": "EE",
    "fin": "FI", "fra": "FR", "gbr": "GB", "grc": "GR", "hkg": "HK", "hrv": "HR", "hun": "HU", "idn": "ID",
    "ind": "IN", "irl": "IE", "irn": "IR", "isl": "IS", "isr": "IL", "ita": "IT", "jpn": "JP", "kor": "KR",
    "ltu": "LT", "lva": "LV", "mex": "MX", "mys": "MY", "nld": "NL", "nor": "NO", "nzl": "NZ", "phl": "PH",
    "pol": "PL", "prt": "PT", "rou": "RO", "rus": "RU", "sgp": "SG", "srb": "RS", "svk": "SK", "svn": "SI",
    "swe": "SE", "tha": "TH", "tur": "TR", "twn": "TW", "ukr": "UA", "usa": "US", "vnm": "VN", "zaf": "ZA",
}  # fmt: skip

COUNTRY_NAMES = {
    "AR": "Argentina", "AU": "Australia", "AT": "Austria", "BE": "Belgium", "BR": "Brazil", "CA": "Canada",
    "CH": "Switzerland", "CN": "China", "CZ": "Czech Republic", "DE": "Germany", "DK": "Denmark", "ES": "Spain",
    "FI": "Finland", "FR": "France", "GB": "United Kingdom", "GR": "Greece", "HK": "Hong Kong", "HU": "Hungary",
    "IE": "Ireland", "IL": "Israel", "IN": "India", "IS": "Iceland", "IT": "Italy", "JP": "Japan",
    "KR": "South Korea", "MX": "Mexico", "NL": "Netherlands", "NO": "Norway", "NZ": "New Zealand", "PL": "Poland",
    "PT": "Portugal", "RO": "Romania", "RU": "Russia", "SE": "Sweden", "TH": "Thailand", "TR": "Turkey",
    "TW": "Taiwan", "UA": "Ukraine", "US": "United States of America", "ZA": "South Africa",
}  # fmt: skip
"""English names as TMDB writes them, so that a country of two sources is one term."""

_NAMES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it", "japanese": "ja",
    "korean": "ko", "chinese": "zh", "portuguese": "pt", "russian": "ru", "dutch": "nl", "swedish": "sv",
    "danish": "da", "norwegian": "no", "finnish": "fi", "polish": "pl", "turkish": "tr", "hindi": "hi",
    "arabic": "ar", "thai": "th", "czech": "cs", "hungarian": "hu", "greek": "el", "hebrew": "he",
}  # fmt: skip


def from_three(code: str) -> str:
    """ISO 639-1 of a three-letter code (`deu` to `de`); unknown ones stay as they are."""
    lowered = code.strip().lower()
    return _THREE.get(lowered, lowered)


def to_three(language: str) -> str:
    """The code that TheTVDB uses for a BCP-47 language."""
    return _TO_THREE.get(language) or _TO_THREE.get(primary(language)) or primary(language)


def from_name(name: str) -> str:
    """ISO 639-1 of an English name of a language, or nothing."""
    return _NAMES.get(name.strip().lower(), "")


def country(code: str) -> str:
    """ISO 3166-1 alpha-2 of an alpha-2 or alpha-3 code, or nothing."""
    lowered = code.strip().lower()
    return lowered.upper() if len(lowered) == 2 else _COUNTRIES.get(lowered, "")


def primary(language: str) -> str:
    """The language without its region: `pt-BR` to `pt`."""
    return language.replace("_", "-").split("-")[0].lower()


def region(language: str) -> str:
    """The region of a language tag in upper case, or nothing."""
    parts = language.replace("_", "-").split("-")
    return parts[-1].upper() if len(parts) > 1 and len(parts[-1]) == 2 else ""
