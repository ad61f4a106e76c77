"""YAML that people edit: errors name the place and the remedy, and nothing but plain data gets in."""

from pathlib import Path

import pytest

from jiannuo.config.load import load_config
from jiannuo.documents import MAX_BYTES, read_document
from jiannuo.errors import ConfigError, DocumentError, UsageError


def write(folder: Path, text: str | bytes) -> Path:
    file = folder / "config.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_every_value_knows_its_line(tmp_path: Path) -> None:
    document = read_document(write(tmp_path, "a: 1\nb:\n  - x\n  - y: 2\n"))
    assert document.data == {"a": 1, "b": ["x", {"y": 2}]}
    assert document.line(("b", 1, "y")) == 4
    assert document.line(("b", 1, "missing")) == 4


def test_an_unknown_setting_names_line_and_nearest_name(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, "web:\n  host: 127.0.0.1\n  prot: 80\n"))
    assert "config.yaml:3: web.prot: unknown setting; did you mean 'port'?" in str(caught.value)


def test_a_value_out_of_bounds_names_what_was_found(tmp_path: Path) -> None:
    with pytest.raises(ConfigError) as caught:
        load_config(write(tmp_path, "digest:\n  hour: 25\n"))
    assert "config.yaml:2: digest.hour" in str(caught.value)
    assert "found 25" in str(caught.value)


def test_a_zone_that_does_not_exist_is_refused_when_read(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="Asia/Shanghai"):
        load_config(write(tmp_path, "digest: {zone: Asia/Chongqin}\n"))


def test_a_configuration_that_is_not_there_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="jiannuo init"):
        load_config(tmp_path / "none.yaml")


def test_an_empty_configuration_is_all_defaults(tmp_path: Path) -> None:
    config = load_config(write(tmp_path, "# nothing\n"))
    assert config.settings.web.host == "127.0.0.1"
    assert config.database_url() == f"sqlite:///{tmp_path}/var/jiannuo.db"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: [1, 2\n", "not valid YAML"),
        ("a:\n\tb: 1\n", "not valid YAML"),
        ("a: 1\na: 2\n", "key stands twice"),
        ("a: &x [1]\nb: *x\n", "aliases"),
        ("a: !!python/object/apply:os.system ['true']\n", "tag"),
        ("a: !secret x\n", "tag"),
        ("a: !!binary aGk=\n", "tag"),
        ("? [1, 2]\n: 3\n", "plain words"),
        ("<<: {a: 1}\n", "plain words"),
        ("a: 2023-13-45\n", "cannot read"),
        (b"\xff\xfea: 1", "not UTF-8"),
        (b"a: \x00\n", "not valid YAML"),
        ("[" * 200 + "]" * 200, "nested"),
        ("[" * 20000, "nested"),
        (b"a: " + b"x" * MAX_BYTES, "larger than"),
    ],
)
def test_what_is_not_plain_yaml_is_refused_with_file_and_remedy(
    tmp_path: Path, text: str | bytes, says: str
) -> None:
    file = write(tmp_path, text)
    with pytest.raises(DocumentError) as caught:
        read_document(file)
    assert says in str(caught.value)
    assert str(caught.value).startswith(str(file))
    assert caught.value.remedy
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_an_error_not_an_empty_document(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        read_document(tmp_path / "absent.yaml")
