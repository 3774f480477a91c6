import pytest

from synthgroup.errors import SourceError
from synthgroup.sources.pack import PackFacts, read_pack


def test_a_folder_without_a_pack_says_nothing(tmp_path):
    assert read_pack(tmp_path) is None


def test_version_and_licence_suffice(tmp_path):
    (tmp_path / "pack.json").write_text('{"version": "1", "licence": "CC0-1.0"}')
    assert read_pack(tmp_path) == PackFacts("1", "CC0-1.0", notice="", real_people=True)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "cannot be read as JSON"),
        ("[" * 100_000, "cannot be read as JSON"),
        ("[]", "must name version and licence"),
        ('{"version": "1"}', "must name version and licence"),
        ('{"version": 1, "licence": "x"}', "version is 1; it must be a text"),
        ('{"version": "", "licence": "x"}', "version is"),
        ('{"version": "1", "licence": "x", "real_people": "no"}', "real_people is .*true or false"),
        ('{"version": "1", "licence": "x", "author": "me"}', "unknown key 'author'; allowed: version, licence, notice"),
    ],
)
def test_a_damaged_pack_is_named(tmp_path, text, words):
    (tmp_path / "pack.json").write_text(text)
    with pytest.raises(SourceError, match=words) as caught:
        read_pack(tmp_path)
    assert "pack.json" in str(caught.value)
