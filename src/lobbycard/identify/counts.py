"""Numbers written other than in digits: in words, in Roman and in Chinese numerals."""

CARDINALS = {
    name: number
    for number, name in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), 1)
}
ORDINALS = {
    name: number
    for number, name in enumerate("first second third fourth fifth sixth seventh eighth ninth tenth".split(), 1)
}
BEHIND = {
    name: number
    for names in (
        "الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر",
        "الاول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر",
        "الأولى الثانية الثالثة الرابعة الخامسة السادسة السابعة الثامنة التاسعة العاشرة",
    )
    for number, name in enumerate(names.split(), 1)
} | CARDINALS
"""What may stand behind a word for season or episode instead of a number."""

_ROMAN = {"I": 1, "V": 5, "X": 10}
_CHINESE = {character: value for value, character in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}


def value(text: str) -> int:
    """A number in digits or as a word that may stand behind `Season`."""
    return int(text) if text.isdecimal() else BEHIND[text.lower()]


def roman(text: str) -> int:
    """The value of a Roman number up to 39."""
    values = [_ROMAN[letter] for letter in text]
    return sum(-one if one < max(values[index:]) else one for index, one in enumerate(values))


def numeral(text: str) -> int:
    """A number in Western or Chinese digits; 0 if it is none."""
    if text.isdigit() and text.isdecimal():
        return int(text)
    total = current = 0
    for character in text:
        if character == "百":
            total, current = total + (current or 1) * 100, 0
        elif character == "十":
            total, current = total + (current or 1) * 10, 0
        else:
            current = _CHINESE.get(character, 0)
    return total + current
