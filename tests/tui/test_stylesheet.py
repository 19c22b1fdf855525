"""Style sheets are parsed once, and anew when the colours change."""

from textual.css.stylesheet import Stylesheet

from lobbycard.tui.stylesheet import KeptStylesheet

SOURCES = 150


def filled(sheet: Stylesheet) -> Stylesheet:
    for number in range(SOURCES):
        sheet.add_source(f"Label {{ color: $ink; width: {number}; }}", ("", f"{number}"))
    sheet.parse()
    return sheet


def test_another_source_leaves_what_was_parsed() -> None:
    sheet = filled(KeptStylesheet({"ink": "red"}))
    before = sheet.rules
    sheet.add_source("Label { height: 1; }", ("", "another"))
    sheet.set_variables({"ink": "red"})
    sheet.reparse()
    assert len(sheet.rules) == SOURCES + 1
    assert all(new is old for new, old in zip(sheet.rules, before, strict=False))


def test_other_colours_are_taken_over() -> None:
    sheet = filled(KeptStylesheet({"ink": "red"}))
    sheet.set_variables({"ink": "blue"})
    sheet.reparse()
    plain = filled(Stylesheet(variables={"ink": "blue"}))
    assert [rule.styles for rule in sheet.rules] == [rule.styles for rule in plain.rules]
    assert sheet.rules[0].styles.color.hex == "#0000FF"
