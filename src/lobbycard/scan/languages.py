"""Words by which files name a language, turned into BCP-47; and the three letters that NFO files and streams use."""

_TABLE = """
af afr afr afrikaans
am amh amh amharic
ar ara ara arabic العربية عربي
az aze aze azerbaijani
be bel bel belarusian
bg bul bul bulgarian български
bn ben ben bengali bangla বাংলা
bs bos bos bosnian bosanski
ca cat cat catalan català catala
cs cze ces czech čeština cesky česky cestina cz
cy wel cym welsh cymraeg
da dan dan danish dansk dk
de ger deu german deutsch
el gre ell greek ελληνικά ελληνικα gr
en eng eng english
eo epo epo esperanto
es spa spa spanish español espanol castellano castilian esp spanish_spain castilian_spanish español_españa
et est est estonian eesti
eu baq eus basque euskara
es-419 spa spa latino latin_american_spanish spanish_latin_america spanish_latin_american spanish_latino latin_american
fa per fas persian farsi فارسی
fi fin fin finnish suomi
fil fil fil filipino tagalog tl
fr fre fra french français francais vf vff truefrench
fr-CA fre fra vfq french_canada french_canadian canadian canadian_french
ga gle gle irish
gl glg glg galician galego
gu guj guj gujarati
he heb heb hebrew עברית iw
hi hin hin hindi हिन्दी हिंदी
hr hrv hrv croatian hrvatski
hu hun hun hungarian magyar
hy arm hye armenian հայերեն
id ind ind indonesian bahasa bahasa_indonesia
is ice isl icelandic íslenska
it ita ita italian italiano
ja jpn jpn japanese 日本語 jp jap
ka geo kat georgian ქართული
kk kaz kaz kazakh
km khm khm khmer
kn kan kan kannada ಕನ್ನಡ
ko kor kor korean 한국어 kr
la lat lat latin
lo lao lao lao
lt lit lit lithuanian lietuvių
lv lav lav latvian latviešu
mk mac mkd macedonian македонски
ml mal mal malayalam മലയാളം
mn mon mon mongolian
mr mar mar marathi
ms may msa malay melayu bahasa_melayu
my bur mya burmese
nb nob nob bokmål bokmal
ne nep nep nepali
nl dut nld dutch nederlands flemish vlaams
nn nno nno nynorsk
no nor nor norwegian norsk
pa pan pan punjabi
pl pol pol polish polski
pt por por portuguese português portugues
pt-BR por por brazilian pob pb ptbr por_br portuguese_br portuguese_brazil portuguese_brazilian
pt-BR por por brazilian_portuguese português_brasil portugues_brasil brasileiro
ro rum ron romanian română romana
ru rus rus russian русский
sk slo slk slovak slovenčina
si sin sin sinhala
sl slv slv slovenian slovene slovenščina slovenscina
sq alb sqi albanian shqip
sr srp srp serbian srpski scc српски
sv swe swe swedish svenska
sw swa swa swahili
ta tam tam tamil தமிழ்
te tel tel telugu తెలుగు
th tha tha thai ไทย
tr tur tur turkish türkçe turkce
uk ukr ukr ukrainian українська ua
ur urd urd urdu اردو
uz uzb uzb uzbek
vi vie vie vietnamese tiếng_việt tieng_viet
zh chi zho chinese mandarin 中文 cn
zh-Hans chi zho chs sc gb simplified 简体 简体中文 简中 chinese_simplified simplified_chinese
zh-Hant cht zho tc big5 traditional 繁體 繁体 繁體中文 繁体中文 繁中 chinese_traditional traditional_chinese
yue yue yue cantonese
und und und undetermined unknown
"""
"""BCP-47, ISO 639-2/B, ISO 639-2/T, then names; `_` stands for a blank."""
LONGEST = 3
"""So many words has the longest name."""

_BY_WORD: dict[str, str] = {}
_THREE: dict[str, str] = {}
for _line in _TABLE.strip().splitlines():
    _code, _bibliographic, *_words = _line.split()
    _THREE[_code.lower()] = "chi" if _bibliographic == "cht" else _bibliographic
    for _word in (_code.lower(), _bibliographic, *_words):
        _BY_WORD.setdefault(_word.replace("_", " "), _code)

_NO_REGIONS = frozenset({"hi", "cc"})
"""Behind a language they are for those who hear badly."""
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
    is_region = (len(region) == 2 and region.isalpha() and region not in _NO_REGIONS) or region == "419"
    return f"{_BY_WORD[primary]}-{region.upper()}" if is_region else ""


def three(code: str) -> str:
    """ISO 639-2/B of a BCP-47 code (`de` and `de-AT` to `ger`), the form that containers and NFO files use."""
    return _THREE.get(code.lower()) or _THREE.get(code.lower().partition("-")[0], code)
