"""Words by which files name a language, turned into BCP-47; and the three letters that NFO files and streams use."""

_TABLE = """
ar ara ara arabic
az aze aze azerbaijani
be bel bel belarusian
bg bul bul bulgarian
bn ben ben bengali bangla
bs bos bos bosnian
ca cat cat catalan català
cs cze ces czech čeština cesky
da dan dan danish dansk
de ger deu german deutsch
el gre ell greek ελληνικά
en eng eng english
es spa spa spanish español espanol castellano castilian
et est est estonian eesti
eu baq eus basque euskara
fa per fas persian farsi
fi fin fin finnish suomi
fil fil fil filipino tagalog
fr fre fra french français francais
ga gle gle irish
gl glg glg galician galego
he heb heb hebrew
hi hin hin hindi
hr hrv hrv croatian hrvatski
hu hun hun hungarian magyar
hy arm hye armenian
id ind ind indonesian bahasa
is ice isl icelandic íslenska
it ita ita italian italiano
ja jpn jpn japanese 日本語
ka geo kat georgian
kk kaz kaz kazakh
kn kan kan kannada
ko kor kor korean 한국어
la lat lat latin
lt lit lit lithuanian lietuvių
lv lav lav latvian latviešu
mk mac mkd macedonian
ml mal mal malayalam
mn mon mon mongolian
mr mar mar marathi
ms may msa malay
nb nob nob bokmål bokmal
nl dut nld dutch nederlands flemish
nn nno nno nynorsk
no nor nor norwegian norsk
pa pan pan punjabi
pl pol pol polish polski
pt por por portuguese português portugues
pt-BR por por brazilian pob ptbr
ro rum ron romanian română romana
ru rus rus russian русский
sk slo slk slovak slovenčina
sl slv slv slovenian slovene
sq alb sqi albanian
sr srp srp serbian srpski scc
sv swe swe swedish svenska
ta tam tam tamil
te tel tel telugu
th tha tha thai
tr tur tur turkish türkçe turkce
uk ukr ukr ukrainian українська
ur urd urd urdu
uz uzb uzb uzbek
vi vie vie vietnamese
zh chi zho chinese mandarin 中文
zh-Hans chi zho chs simplified 简体
zh-Hant cht zho traditional 繁體
yue yue yue cantonese
und und und undetermined unknown
"""
"""BCP-47, ISO 639-2/B, ISO 639-2/T, then names."""

_BY_WORD: dict[str, str] = {}
_THREE: dict[str, str] = {}
for _line in _TABLE.strip().splitlines():
    _code, _bibliographic, *_words = _line.split()
    _THREE[_code.lower()] = "chi" if _bibliographic == "cht" else _bibliographic
    for _word in (_code.lower(), _bibliographic, *_words):
        _BY_WORD.setdefault(_word, _code)

_SCRIPTS = {"hans": "Hans", "hant": "Hant", "latn": "Latn", "cyrl": "Cyrl"}


def from_word(word: str) -> str:
    """BCP-47 of a code or name in any case (`ger`, `German`, `pt-br`, `zh_Hans`), empty if it is none."""
    word = word.casefold().replace("_", "-")
    if word in _BY_WORD:
        return _BY_WORD[word]
    primary, _, region = word.partition("-")
    if not region or primary not in _BY_WORD or len(primary) > 3:
        return ""
    if region in _SCRIPTS:
        return f"{_BY_WORD[primary]}-{_SCRIPTS[region]}"
    is_region = (len(region) == 2 and region.isalpha()) or region == "419"
    return f"{_BY_WORD[primary]}-{region.upper()}" if is_region else ""


def three(code: str) -> str:
    """ISO 639-2/B of a BCP-47 code (`de` and `de-AT` to `ger`), the form that containers and NFO files use."""
    return _THREE.get(code.lower()) or _THREE.get(code.lower().partition("-")[0], code)
