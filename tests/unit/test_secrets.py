"""Which texts are blinded, and where."""

import pytest

from pulumi_ivs_realtime.rules.secrets import blinded, secret_texts


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        ("hush", "the value [secret] is wrong"),  # the shortest that is blinded wherever it stands
        ("hus", "the value hush is wrong"),  # it may be a part of any word
        ("hush!", "the value hush is wrong"),
    ],
)
def test_a_text_of_four_characters_is_blinded_wherever_it_stands(secret, shown):
    assert blinded("the value hush is wrong", [secret]) == shown


@pytest.mark.parametrize("secret", ["a", "hus", "hush"])
def test_a_text_in_quotes_is_blinded_however_short(secret):
    assert blinded(f'must be text, not "{secret}"', [secret]) == "must be text, not [secret]"


def test_the_beginning_of_a_secret_is_one():
    assert blinded('must not be "hush hu…"', ["hush hush"]) == "must not be [secret]"
    assert blinded('must not be "other…"', ["hush hush"]) == 'must not be "other…"'


def test_the_longer_of_two_secrets_is_blinded_whole():
    assert blinded("see hush-hush", ["hush", "hush-hush"]) == "see [secret]"


def test_texts_are_found_in_any_depth_and_numbers_in_both_spellings():
    inputs = {"tags": {"a": "one", "b": ["two", 3, 1e6, True]}, "name": "four"}

    assert secret_texts(inputs, ["tags"]) == {"one", "two", "3", "1e+06", "1000000"}
    assert secret_texts(inputs, ["absent"]) == set()
