"""The environment is read strictly, and what is wrong is said in sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from shouwen.config.env import Env, WrongSettings


def refusal(env: Env) -> str:
    with pytest.raises(WrongSettings) as refused:
        env.finish()
    return str(refused.value)


def test_a_missing_value_takes_its_default() -> None:
    env = Env({})
    assert env.text("SHOUWEN_A", "x") == "x"
    assert env.flag("SHOUWEN_B") is False
    assert env.number("SHOUWEN_C", 3, least=1, most=5) == 3
    assert env.words("SHOUWEN_D") == []
    env.finish()


@pytest.mark.parametrize(("word", "meaning"), [("on", True), ("YES", True), ("0", False), ("off", False)])
def test_a_flag_is_said_in_several_ways(word: str, meaning: bool) -> None:
    assert Env({"SHOUWEN_X": word}).flag("SHOUWEN_X") is meaning


def test_every_wrong_value_is_one_sentence_and_all_are_said_at_once() -> None:
    env = Env({"SHOUWEN_A": "perhaps", "SHOUWEN_B": "0", "SHOUWEN_C": "blue", "SHOUWEN_D": "ftp://x"})
    env.flag("SHOUWEN_A")
    env.number("SHOUWEN_B", 5, least=1, most=9)
    env.choice("SHOUWEN_C", "red", ("red", "green"))
    env.address("SHOUWEN_D", "http://localhost", ("http", "https"))
    assert refusal(env).splitlines() == [
        "SHOUWEN_A must be on or off, not 'perhaps'.",
        "SHOUWEN_B must be a whole number from 1 to 9, not '0'.",
        "SHOUWEN_C must be one of red, green, not 'blue'.",
        "SHOUWEN_D must look like http://host, with a port from 1 to 65535 if one is given.",
    ]


def test_a_misspelt_name_is_refused_with_the_right_one() -> None:
    env = Env({"SHOUWEN_STORRAGE": "s3"})
    env.text("SHOUWEN_STORAGE")
    assert refusal(env) == "SHOUWEN_STORRAGE is not a setting; did you mean SHOUWEN_STORAGE?"


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    (tmp_path / "key").write_text("s3cret\n", encoding="utf-8")
    assert Env({"SECRET_KEY_FILE": str(tmp_path / "key")}).secret("SECRET_KEY") == "s3cret"


def test_a_secret_given_twice_or_in_a_missing_file_is_refused(tmp_path: Path) -> None:
    env = Env({"A": "x", "A_FILE": "y", "B_FILE": str(tmp_path / "none")})
    env.secret("A")
    env.secret("B")
    assert refusal(env).splitlines() == [
        "Give A or A_FILE, not both.",
        "B_FILE names a file that cannot be read (FileNotFoundError).",
    ]


def test_a_wrong_address_is_refused_without_repeating_its_password() -> None:
    env = Env({"DATABASE_URL": "mysql://app:hunter2@db/x"})
    env.address("DATABASE_URL", "postgresql://localhost", ("postgresql",))
    assert "hunter2" not in refusal(env)


def test_a_setting_without_its_extra_package_says_which_one() -> None:
    env = Env({})
    env.needs_extra("SHOUWEN_STORAGE=s3", "s3", "no_such_module")
    env.needs_extra("SHOUWEN_LOG=json", "json", "json")
    with pytest.raises(WrongSettings) as wrong:
        env.finish()
    assert str(wrong.value) == "SHOUWEN_STORAGE=s3 needs an extra package: pip install 'shouwen[s3]'."
