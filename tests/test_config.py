import os
import re
import stat
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lobbycard import config
from lobbycard.config import Kind, document, writing
from lobbycard.config.names import COLUMNS, FIELDS, MERGED, VIEWS
from lobbycard.errors import ConfigError
from lobbycard.model import fields
from lobbycard.model.kinds import ItemKind
from lobbycard.paths import PRIVATE_FILE
from lobbycard.tui import columns

ANY_FILE = Path("config.toml")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def complaint(file: Path, env: Mapping[str, str] | None = None) -> str:
    """What loading says against it, or nothing; any other exception goes on."""
    try:
        config.load(file, env or {})
        config.origins(file, env or {})
    except ConfigError as error:
        return str(error)
    return ""


def wrong(file: Path, text: str, env: Mapping[str, str] | None = None) -> ConfigError:
    file.write_text(text)
    with pytest.raises(ConfigError) as caught:
        config.load(file, env or {})
    return caught.value


# --- reading ---


def test_without_a_file_everything_has_its_default(file: Path) -> None:
    loaded = config.load(file, {})
    assert loaded == config.Settings()
    assert loaded.jobs.network == 4
    assert loaded.providers.tmdb.base_url == "https://api.themoviedb.org/3"


def test_a_source_that_nobody_knows_is_refused(file: Path) -> None:
    for text in ('[merge]\nmovie = ["tmdb", "tmbd"]\n', '[merge.fields]\n"series.plot" = ["tvdb", "tmbd"]\n'):
        error = wrong(file, text)
        assert "line 2: entry 2 of merge." in error.message
        assert "must be one of tmdb, tvdb" in error.message


def test_a_heading_that_is_misspelt_in_front_is_found_and_named(file: Path) -> None:
    error = wrong(file, '[general]\n\n[provider.tmdb]\napi_key = "x"\n')
    assert error.message == f"{file}, line 3: there is no setting provider."
    assert error.hint == "Did you mean providers?"


@pytest.mark.parametrize(
    ("text", "what", "meant"),
    [
        ('[merge.fields]\nplott = ["tmdb"]\n', "merge.fields.plott is no field", "plot"),
        ('[merge.fields]\nseries.plto = ["tmdb"]\n', "merge.fields.series.plto is no field", "series.plot"),
        ('[merge.fields]\n"episode.budget" = ["tmdb"]\n', "merge.fields.episode.budget is no field", ""),
        ('[general.columns]\nfilm = ["title"]\n', "general.columns.film is no table", "films"),
        ('[general.columns]\nfilms = ["titel"]\n', "entry 1 of general.columns.films is no column", "title"),
    ],
)
def test_a_name_in_a_table_that_nothing_has_is_refused(file: Path, text: str, what: str, meant: str) -> None:
    error = wrong(file, text)
    assert error.message == f"{file}, line 2: {what}."
    assert error.hint == (f"Did you mean {meant}?" if meant else "")


def test_the_names_in_tables_are_those_of_the_program() -> None:
    plain = [info for info in fields.FIELDS.values() if not info.name.startswith(fields.ARTWORK)]
    assert {kind: {info.name for info in plain if kind in info.kinds} for kind in ItemKind} == FIELDS
    assert set(columns.VIEWS) == VIEWS
    assert set(columns.NAMES) == COLUMNS


def test_the_environment_wins_over_the_file(file: Path) -> None:
    file.write_text('[general]\ntheme = "light"\ncountry = "DE"\n[jobs]\nnetwork = 2\n')
    env = {"LOBBYCARD_GENERAL__THEME": "contrast", "LOBBYCARD_JOBS__IMAGES": "3", "LOBBYCARD_HOME": "/x"}
    loaded = config.load(file, env | {"LOBBYCARD_TEST_POSTGRES_URL": "x", "LOBBYCARD_SERVICE_HOST": "10.0.0.1"})
    assert (loaded.general.theme, loaded.general.country) == ("contrast", "DE")
    assert (loaded.jobs.network, loaded.jobs.images) == (2, 3)


@pytest.mark.parametrize("text", ["de,en", "de, en,", '["de", "en"]'])
def test_lists_in_the_environment_are_json_or_have_commas(file: Path, text: str) -> None:
    assert config.load(file, {"LOBBYCARD_GENERAL__LANGUAGE": text}).general.language == ("de", "en")


@pytest.mark.parametrize(("text", "expected"), [("yes", True), ("1", True), ("OFF", False), ("false", False)])
def test_switches_in_the_environment_are_words(file: Path, text: str, expected: bool) -> None:
    assert config.load(file, {"LOBBYCARD_SCAN__PROBE": text}).scan.probe is expected


def test_one_name_of_a_mapping_can_come_from_the_environment(file: Path) -> None:
    file.write_text('[merge.fields]\nplot = ["omdb"]\ntagline = ["tmdb"]\n')
    env = {"LOBBYCARD_MERGE__FIELDS__PLOT": "tvdb,tmdb", "LOBBYCARD_GENERAL__KEYS": '{"library.fetch": "g"}'}
    loaded = config.load(file, env)
    assert loaded.merge.fields == {"plot": ("tvdb", "tmdb"), "tagline": ("tmdb",)}
    assert loaded.general.keys == {"library.fetch": "g"}


def test_names_with_dots_need_no_quotes(file: Path) -> None:
    file.write_text('[general.keys]\nlibrary.fetch = "g"\n"jobs.retry" = "r"\n[merge.fields]\nseries.plot = ["tvdb"]\n')
    loaded = config.load(file, {})
    assert loaded.general.keys == {"library.fetch": "g", "jobs.retry": "r"}
    assert loaded.merge.fields == {"series.plot": ("tvdb",)}


def test_a_byte_order_mark_and_windows_line_ends_are_read(file: Path) -> None:
    file.write_bytes(b'\xef\xbb\xbf[general]\r\ntheme = "light"\r\n')
    assert config.load(file, {}).general.theme == "light"


def test_settings_cannot_be_changed_in_memory(file: Path) -> None:
    loaded = config.load(file, {})
    with pytest.raises(ValueError, match="frozen"):
        setattr(loaded.general, "theme", "x")  # noqa: B010 - mypy knows that it is frozen


# --- wrong input ---


@pytest.mark.parametrize(
    "variable", ["LOBBYCARD_TMDB_API_KEY", "LOBBYCARD_PROVIDERS_TMDB_API_KEY", "LOBBYCARD_PROVIDERS__TMDB_API_KEY"]
)
def test_a_variable_with_a_slip_is_not_passed_over_in_silence(file: Path, variable: str) -> None:
    with pytest.raises(ConfigError) as caught:
        config.load(file, {variable: "secret-word"})
    said = caught.value.message + caught.value.hint
    assert variable in said
    assert "LOBBYCARD_PROVIDERS__TMDB__API_KEY" in said
    assert "secret-word" not in said


@pytest.mark.parametrize("text", ["[jobs]\nnetwork = 1\nnetwork = 2\n", "[jobs]\nnetwork = 1\n[jobs]\nimages = 1\n"])
def test_what_is_set_twice_is_told_as_that(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError, match="line 3") as caught:
        config.load(file, {})
    assert "already" in caught.value.hint


@pytest.mark.parametrize(
    ("text", "line", "words", "hint"),
    [
        ('[general]\n# c\ntehme = "x"\n', 3, "there is no setting general.tehme", "general.theme"),
        ('theme = "x"\n', 1, "there is no setting theme", "general.theme"),
        ("[job]\nnetwork = 1\n", 1, "there is no setting job", "jobs"),
        ("[providers.tmdb]\nAPI-Key = 'x'\n", 2, "API-Key", "providers.tmdb.api_key"),
        ("[providers.tmbd]\nenabled = true\n", 1, "providers.tmbd", "providers.tmdb"),
        ('[jobs]\nnetwork = "4"\n', 2, "jobs.network must be a whole number", ""),
        ("[jobs]\nnetwork = 4.5\n", 2, "jobs.network must be a whole number", ""),
        ("[jobs]\nnetwork = true\n", 2, "jobs.network must be a whole number", ""),
        ("[jobs]\nnetwork = 0\n", 2, "jobs.network must be 1 or more", ""),
        ("[jobs]\nnetwork = 65\n", 2, "jobs.network must be 64 or less", ""),
        ("[scan]\nprobe = 1\n", 2, "scan.probe must be true or false", ""),
        ("[scan]\nquiet_seconds = nan\n", 2, "scan.quiet_seconds must be a number", ""),
        ("[scan]\nprobe_timeout = 0\n", 2, "scan.probe_timeout must be more than 0", ""),
        ('[scan]\nignore = "*.part"\n', 2, "scan.ignore must be a list", ""),
        ('[scan]\nignore = [\n  "a",\n  3,\n]\n', 2, "entry 2 of scan.ignore must be text in quotes", ""),
        ('[general]\nimages = "sixels"\n', 2, 'general.images must be "auto", "kitty"', ""),
        ("[general]\nlanguage = []\n", 2, "general.language must not be empty", ""),
        ('[general]\nlanguage = ["english"]\n', 2, "entry 1 of general.language must be a language", ""),
        ('[general]\ncountry = "usa"\n', 2, "general.country must be a country", ""),
        ('general = "x"\n', 1, "general must be a section", ""),
        ("providers = { tmdb = { enabled = 3 } }\n", 1, "providers.tmdb.enabled must be true or false", ""),
        ("[general]\nkeys = 3\n", 2, "general.keys must be a table", ""),
        ('[general.keys]\n"library.fetch" = 3\n', 2, "general.keys.library.fetch must be text", ""),
        ('[providers.omdb]\nbase_url = "omdbapi.com"\n', 2, "must be an address that starts with http", ""),
        ('[recycle]\nplace = "bin"\n', 2, 'recycle.place must be "library" or the full path', ""),
        ('[publish]\nfile_mode = "rw"\n', 2, "publish.file_mode must be a mode", ""),
        ('[database]\nurl = "mysql://x"\n', 2, "database.url must start with", ""),
        ("[[general]]\nx = 1\n", 1, "general must be a section", ""),
    ],
)
def test_what_is_wrong_is_said_with_file_line_and_key(file: Path, text: str, line: int, words: str, hint: str) -> None:
    error = wrong(file, text)
    assert error.message.startswith(f"{file}, line {line}: ")
    assert words in error.message
    assert hint in error.hint


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[general]\ntheme = dark\n", 2),
        ("[general\n", 1),
        ('[general]\ntheme = "x\n', 2),
        ("a = 1\na = 2\n", 2),
        ("[a]\n[b]\n[a]\n", 3),
        ("x = [1,\n2\n", 2),
        ("x = 1\n\x00", 2),
    ],
)
def test_broken_toml_is_said_with_file_and_line(file: Path, text: str, line: int) -> None:
    assert wrong(file, text).message.startswith(f"{file}, line {line}: this is not valid TOML")


def test_several_wrong_settings_are_listed_at_once(file: Path) -> None:
    error = wrong(
        file,
        '[jobs]\nnetwork = "many"\nimage = 1\n',
        {"LOBBYCARD_SCAN__PROB": "1", "LOBBYCARD_JOBS__FILES": "two", "LOBBYCARD_GENERAL_THEME": "x"},
    )
    assert error.message.splitlines() == [
        "5 settings are wrong:",
        "  LOBBYCARD_GENERAL_THEME: there is no such setting (did you mean LOBBYCARD_GENERAL__THEME?)",
        "  LOBBYCARD_SCAN__PROB: there is no such setting (did you mean LOBBYCARD_SCAN__PROBE?)",
        f"  {file}, line 2: jobs.network must be a whole number",
        "  LOBBYCARD_JOBS__FILES: jobs.files must be a whole number",
        f"  {file}, line 3: there is no setting jobs.image (did you mean jobs.images?)",
    ]


def test_no_value_is_repeated_since_it_may_be_a_key_in_the_wrong_place(file: Path) -> None:
    for text in ("[jobs]\nnetwork = 'HUSH'", "[general]\nimages='HUSH'", "[providers.omdb]\nbase_url='HUSH'\nx='HUSH'"):
        assert "HUSH" not in str(wrong(file, text))
    assert "HUSH" not in str(wrong(file, "", {"LOBBYCARD_JOBS__NETWORK": "HUSH"}))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"[general]\n\xff\xfe", "line 2: this is not UTF-8"),
        (b"x = 1\n" * 200_000, "too large"),
        (b"x = " + b"[" * 5000, "nested too deeply"),
        (b"x = " + b"[" * 50 + b"]" * 50, "nested too deeply"),
        (b".".join([b"a"] * 5000) + b" = 1", "nested too deeply"),
        (b"x = " + b"9" * 5000, "valid TOML"),
    ],
)
def test_strange_files_are_refused(file: Path, content: bytes, words: str) -> None:
    file.write_bytes(content)
    with pytest.raises(ConfigError, match=words):
        config.load(file, {})


def test_a_folder_or_a_pipe_in_the_place_of_the_file_is_refused(file: Path) -> None:
    file.mkdir()
    with pytest.raises(ConfigError, match="cannot be read"):
        config.load(file, {})
    file.rmdir()
    os.mkfifo(file)
    with pytest.raises(ConfigError, match="not a file"):
        config.load(file, {})


toml_keys = st.sampled_from([*config.by_key(), "x", '"a b"', "general", "general.keys.a", "''", "a.b.c"])
toml_values = st.one_of(
    st.integers().map(str),
    st.floats().map(str),
    st.booleans().map(lambda flag: str(flag).lower()),
    st.sampled_from(
        ['"de"', "[]", "{}", "{a = 1}", "1979-05-27", '["en", 1]', "'''\na\n'''", '"', "nan", "[[", "'\\ud800'"]
    ),
    st.text(max_size=20).map(repr),
)
documents = st.lists(
    st.one_of(
        st.tuples(toml_keys, toml_values).map(" = ".join),
        toml_keys.map("[{}]".format),
        st.just("[[general]]"),
        st.text(max_size=20),
    ),
    max_size=6,
).map("\n".join)
anywhere = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@anywhere
@given(documents)
def test_whatever_the_file_holds_only_a_clear_error_comes(file: Path, text: str) -> None:
    try:
        file.write_bytes(text.encode("utf-8", "surrogateescape"))
    except UnicodeEncodeError:
        return
    said = complaint(file)
    assert not said or f"{file}" in said


@anywhere
@given(st.binary())
def test_whatever_bytes_the_file_holds_only_a_clear_error_comes(file: Path, content: bytes) -> None:
    file.write_bytes(content)
    said = complaint(file)
    assert not said or f"{file}" in said


names = st.sampled_from(
    [*[option.variable for option in config.by_key().values()], "LOBBYCARD_GENERAL", "LOBBYCARD_A__B"]
)


@anywhere
@given(st.dictionaries(st.one_of(names, names.map("{}__X".format)), st.text()))
def test_whatever_the_environment_holds_only_a_clear_error_comes(file: Path, env: dict[str, str]) -> None:
    said = complaint(file, env)
    assert not said or "LOBBYCARD_" in said


# --- lines ---


def test_lines_are_found_for_every_way_to_write_toml() -> None:
    text = (
        "# c\n[a]\nx = [\n  'y = 1',\n  ']',\n]\n\n'b = c'.d = 1\ni = { j = { k = 1 } }\n"
        "s = '''\n[z]\nw = 1\n'''\n[[q.r]]\ne = \"\"\"\n]\"\"\"\n[ 'o p' . p ]\nx=1"
    )
    tomllib.loads(text)
    assert {key: line for key, line in document.lines(text).items() if "." in key} == {
        "a.x": 3, "a.b = c": 8, "a.b = c.d": 8, "a.i": 9, "a.i.j": 9, "a.i.j.k": 9, "a.s": 10,
        "q.r": 14, "q.r.e": 15, "o p.p": 17, "o p.p.x": 18,
    }  # fmt: skip


def test_a_long_list_is_read_in_good_time() -> None:
    text = "x = [\n" + "  'y',\n" * 20_000 + "]\nz = 1\n"
    assert document.lines(text) == {"x": 1, "z": 20_003}


# --- writing ---

BY_HAND = """\
# My settings, do not touch
[general]   # what I see
  theme   =  'light'   # at night: dark
language = [   # order matters
    "de",  # mother tongue
    # spare
    "en",
]

# keys are mine
[general.keys]
library.fetch = "g"  # g for get

[providers]
tmdb = { enabled = true, api_key = "old" } # inline
tvdb.enabled = false

    [merge]
    movie = ["tmdb"]
# the end"""


def test_a_change_touches_one_place_and_leaves_every_other_byte(file: Path) -> None:
    file.write_text(BY_HAND)
    config.change(file, {"general.theme": "dark"})
    assert file.read_text() == BY_HAND.replace("'light'", '"dark"')


def test_changes_go_where_a_person_would_write_them(file: Path) -> None:
    file.write_text(BY_HAND)
    config.change(
        file,
        {
            "general.language": ("de", "fr"),
            "general.keys.library.fetch": "h",
            "general.keys.jobs.retry": "r",
            "providers.tmdb.api_key": "new",
            "providers.tmdb.concurrency": 2,
            "providers.tvdb.pin": "1234",
            "general.country": "DE",
            "merge.movie": None,
            "merge.series": ["tvdb"],
            "jobs.network": 2,
        },
    )
    after = file.read_text()
    assert (
        after
        == """\
# My settings, do not touch
[general]   # what I see
  theme   =  'light'   # at night: dark
language = [   # order matters
    "de",  # mother tongue
    # spare
    "fr"
]
country = "DE"

# keys are mine
[general.keys]
library.fetch = "h"  # g for get
"jobs.retry" = "r"

[providers]
tmdb = { enabled = true, api_key = "new", concurrency = 2} # inline
tvdb.enabled = false
tvdb.pin = "1234"

    [merge]
    series = ["tvdb"]
# the end

[jobs]
network = 2
"""
    )


def test_taking_out_leaves_the_comments_around_it(file: Path) -> None:
    file.write_text(BY_HAND)
    config.change(file, {"general.keys": None, "general.language": None, "providers.tmdb.api_key": None})
    after = file.read_text()
    assert "# keys are mine\n[general.keys]\n\n" in after
    assert '"old"' not in after
    assert re.search(r"tmdb = \{ enabled = true +\} # inline\ntvdb", after)
    assert config.load(file, {}).general.language == ("en",)


def test_a_whole_mapping_is_changed_name_by_name(file: Path) -> None:
    file.write_text('[general.keys]\n# first\na.b = "1"\n# second\n"c.d" = "2"\n')
    config.change(file, {"general.keys": {"c.d": "3", "e": "4"}})
    assert file.read_text() == '[general.keys]\n# first\n# second\n"c.d" = "3"\ne = "4"\n'


def test_a_setting_goes_below_its_own_line_in_the_example(file: Path) -> None:
    file.write_text(config.example())
    config.change(file, {"general.theme": "light"})
    assert '\n# theme = "dark"\ntheme = "light"\n\n' in file.read_text()


def test_a_new_file_is_made_private_in_a_private_folder(tmp_path: Path) -> None:
    file = tmp_path / "config" / "config.toml"
    config.change(file, {"providers.tmdb.api_key": "k"})
    assert file.read_text() == '[providers.tmdb]\napi_key = "k"\n'
    assert stat.S_IMODE(file.stat().st_mode) == PRIVATE_FILE
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert os.listdir(file.parent) == ["config.toml"]


def test_windows_line_ends_stay(file: Path) -> None:
    file.write_bytes(b'[general]\r\ntheme = "x" # c\r\n[jobs]\r\ncpu = 1')
    config.change(
        file, {"general.theme": "y", "general.country": "DE", "jobs.cpu": 2, "jobs.files": 2, "scan.probe": False}
    )
    assert file.read_bytes() == (
        b'[general]\r\ntheme = "y" # c\r\ncountry = "DE"\r\n'
        b"[jobs]\r\ncpu = 2\r\nfiles = 2\r\n\r\n[scan]\r\nprobe = false\r\n"
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"general.tehme": "x"}, "general.theme"),
        ({"general.images": "sixels"}, "general.images must be"),
        ({"jobs.network": "4"}, "jobs.network must be a whole number"),
        ({"general.language": []}, "must not be empty"),
        ({"general": "x"}, "there is no setting general"),
        ({"general.theme": "\udcff"}, "general.theme must be text"),
        ({"general.keys": {"a": 3}}, "general.keys.a must be text"),
        ({"general.theme": object()}, "general.theme must be text"),
    ],
)
def test_a_wrong_change_is_refused_and_nothing_written(file: Path, changes: dict[str, object], words: str) -> None:
    file.write_text(BY_HAND)
    with pytest.raises(ConfigError, match=words):
        config.change(file, {"scan.probe": False, **changes})
    assert file.read_text() == BY_HAND


def test_a_broken_file_is_not_written_to(file: Path) -> None:
    file.write_text("[general\n")
    with pytest.raises(ConfigError, match="line 1"):
        config.change(file, {"general.theme": "x"})
    assert file.read_text() == "[general\n"


def test_a_mistake_elsewhere_stops_a_change_and_can_be_taken_out(file: Path) -> None:
    file.write_text('[genral]\n# mine\ntheme = "x"\n[general]\nthem = "x"\n')
    with pytest.raises(ConfigError, match="line 1"):
        config.change(file, {"general.theme": "x"})
    config.change(file, {"genral": None, "general.them": None})
    assert file.read_text() == "# mine\n[general]\n"


def test_an_edit_that_somebody_saves_meanwhile_is_kept(file: Path) -> None:
    file.write_text('[general]\ntheme = "light"\n')

    class SavedMeanwhile(dict[str, object]):
        """The hand edit comes when the file has been read and is about to be changed."""

        def items(self) -> Any:  # the type of dict.items cannot be named
            if "# mine" not in file.read_text():
                file.write_text('[general]\ntheme = "light"  # mine\n[scan]\nprobe = false\n')
            return super().items()

    config.change(file, SavedMeanwhile({"general.theme": "dark"}))
    assert file.read_text() == '[general]\ntheme = "dark"  # mine\n[scan]\nprobe = false\n'


def test_a_file_that_never_stands_still_is_given_up(file: Path) -> None:
    class AlwaysSaved(dict[str, object]):
        def items(self) -> Any:  # the type of dict.items cannot be named
            file.write_text(document.read(file) + "#\n")
            return super().items()

    with pytest.raises(ConfigError, match="all the time"):
        config.change(file, AlwaysSaved({"general.theme": "dark"}))


def test_two_processes_that_change_settings_lose_nothing(file: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from lobbycard import config\n"
        "for n in range(30): config.change(Path(sys.argv[1]), {f'general.keys.{sys.argv[2]}{n}': 'x'})"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(file), name]) for name in ("a", "b")]
    assert [process.wait() for process in running] == [0, 0]
    assert set(config.load(file, {}).general.keys) == {f"{name}{n}" for name in "ab" for n in range(30)}


def test_a_linked_file_stays_a_link(file: Path, tmp_path: Path) -> None:
    (tmp_path / "dotfiles.toml").write_text("# mine\n")
    file.symlink_to("dotfiles.toml")
    config.change(file, {"general.theme": "x"})
    assert file.is_symlink()
    assert (tmp_path / "dotfiles.toml").read_text() == '# mine\n\n[general]\ntheme = "x"\n'


sources = st.sampled_from(["tmdb", "tvdb", "nfo"])


def values_for(option: config.Option) -> st.SearchStrategy[object]:
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=8)
    match option.kind:
        case Kind.CHOICE:
            return st.sampled_from(option.choices)
        case Kind.SWITCH:
            return st.booleans()
        case Kind.NUMBER:
            return st.integers(10, 60)
        case Kind.DECIMAL:
            return st.floats(0.02, 1)
        case Kind.WORDS if option.key == "general.language":
            return st.lists(st.sampled_from(["de", "en", "pt-BR", "fr"]), min_size=1)
        case Kind.WORDS if option.key.startswith("merge."):
            return st.lists(sources, max_size=4)
        case Kind.WORDS:
            return st.lists(texts, max_size=4)
        case Kind.TEXTS_BY_NAME:
            return st.dictionaries(names, texts, max_size=3)
        case Kind.WORDS_BY_NAME if option.key == "merge.fields":
            return st.dictionaries(st.sampled_from(sorted(MERGED)), st.lists(sources, max_size=2), max_size=3)
        case Kind.WORDS_BY_NAME:
            listed = st.lists(st.sampled_from(sorted(COLUMNS)), max_size=2)
            return st.dictionaries(st.sampled_from(sorted(VIEWS)), listed, max_size=3)
        case Kind.SECRET if option.key != "database.url":
            return texts
    special = {"general.theme": names, "publish.owner": texts, "publish.group": texts}
    return special.get(option.key, st.just(option.default))


one_change = st.sampled_from(list(config.by_key().values())).flatmap(
    lambda option: st.tuples(st.just(option.key), st.one_of(st.none(), values_for(option)))
)
beginnings = st.sampled_from(
    ["", BY_HAND, config.example(), "providers.tmdb.enabled = true # c\n", "general = { keys = {} }"]
)


@anywhere
@given(beginnings, st.lists(st.lists(one_change, max_size=3).map(dict), max_size=4))
@example(BY_HAND, [{"general.keys": {"": "x"}}])
def test_what_was_changed_is_what_is_read_and_comments_survive(text: str, rounds: list[dict[str, object]]) -> None:
    for changes in rounds:
        after = writing.changed(text, changes, ANY_FILE)
        loaded = config.Settings.model_validate(tomllib.loads(after))
        for key, value in changes.items():
            option = config.by_key()[key]
            assert option.value_in(loaded) == (option.default if value is None else value)
        assert own_comments(text) <= own_comments(after)
        text = after


def own_comments(text: str) -> set[str]:
    """Comments on lines of their own, outside of values."""
    inside = {row for each in document.statements(text) for row in range(each.first, each.last)}
    return {row.strip() for n, row in enumerate(text.split("\n")) if n not in inside and row.strip().startswith("#")}


# --- secrets ---

KEY = "0123456789abcdef-hush"


@pytest.fixture
def with_secrets(file: Path) -> config.Settings:
    file.write_text(f'[providers.tmdb]\napi_key = "{KEY}"\n[database]\nurl = "postgresql://me:p%40ss@h/x"\n')
    file.chmod(0o600)
    return config.load(file, {"LOBBYCARD_PROVIDERS__FANART__CLIENT_KEY": KEY + "2"})


def test_secrets_are_in_no_text_made_of_settings(with_secrets: config.Settings) -> None:
    shown = f"{with_secrets} {with_secrets!r} {with_secrets.model_dump()} {with_secrets.model_dump_json()}"
    assert "hush" not in shown
    assert "p%40ss" not in shown
    assert with_secrets.providers.tmdb.api_key.get_secret_value() == KEY
    assert config.secret_values(with_secrets) >= {KEY, KEY + "2", "p%40ss", "p@ss"}


def test_secrets_are_in_no_error(file: Path, with_secrets: config.Settings) -> None:
    text = file.read_text()
    for mistake in ("[providers.tmdb]\n", "[jobs]\nx = 1\n", f'[general]\nimages = "{KEY}"\n', f"{KEY}\n"):
        error: BaseException | None = wrong(file, text + mistake)
        while error:
            assert "hush" not in str(error)
            error = error.__cause__


def test_a_file_with_secrets_that_others_can_read_is_made_private(file: Path, caplog: pytest.LogCaptureFixture) -> None:
    file.write_text('[providers.tmdb]\napi_key = "k"\n')
    file.chmod(0o644)
    config.load(file, {})
    config.load(file, {})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert str(file) in caplog.text


def test_a_file_without_secrets_keeps_its_mode(file: Path) -> None:
    file.write_text('[providers.tmdb]\napi_key = ""\n[general]\ntheme = "x"\n')
    file.chmod(0o644)
    config.load(file, {})
    assert stat.S_IMODE(file.stat().st_mode) == 0o644


# --- documentation ---


def test_every_option_and_section_is_documented() -> None:
    for info in config.sections():
        assert info.doc
        for option in info.options:
            assert option.doc.endswith((".", "?")), option.key


def test_the_example_is_valid_and_says_the_defaults(file: Path) -> None:
    file.write_text(config.example())
    assert config.load(file, {}) == config.Settings()
    rows = config.example().splitlines()
    keys = {option.path[-1] for option in config.by_key().values()}
    file.write_text("\n".join(row[2:] if row[2:].partition(" = ")[0] in keys else row for row in rows))
    assert config.load(file, {}) == config.Settings()
    assert set(config.origins(file, {})) == set(config.by_key())


def test_the_reference_has_every_option() -> None:
    text = config.reference()
    assert all(f"| `{option.path[-1]}` |" in text for option in config.by_key().values())
    assert all(row.count("|") - row.count("\\|") == 4 for row in text.splitlines() if row.startswith("|"))


def test_every_kind_of_item_has_its_order_of_sources() -> None:
    kinds = {kind for info in fields.FIELDS.values() for kind in info.kinds}
    assert set(config.MergeSettings.model_fields) == {*kinds, "fields"}
