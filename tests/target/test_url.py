"""Addresses of repositories."""

import pytest

from kbaudit.model.errors import TargetError
from kbaudit.target.url import checked_url, clone_name, is_url, public


@pytest.mark.parametrize(
    "url",
    [
        "https://github.com/acme/rocket",
        "https://ada:pw@github.com/acme/rocket.git",
        "http://127.0.0.1:8000/x",
        "ssh://git@example.org:22/acme/rocket.git",
        "git@github.com:acme/rocket.git",
        "example.org:rocket",
        "git://example.org/x",
        "file:///srv/git/rocket.git",
        "HTTPS://EXAMPLE.ORG/x",
    ],
)
def test_addresses_that_git_can_fetch_from(url: str) -> None:
    assert is_url(url)
    assert checked_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "ext::sh -c touch% /tmp/x",
        "ext::sh",
        "fd::17",
        "http::https://example.org/x",
        "ftp://example.org/x",
        "--upload-pack=touch",
        "-oProxyCommand=x",
        "ssh://-oProxyCommand=x/y",
        "ssh://git@-oProxyCommand=x/y",
        "git@-oProxyCommand=x:y",
        "https://example.org/a b",
        "https://example.org/a\nb",
        "https://example.org/a\x1b[2J",
        "/srv/git/rocket.git",
        "../rocket",
        "C:\\rocket",
        "rocket",
        "",
    ],
)
def test_addresses_that_could_do_more_than_fetch_or_are_none(url: str) -> None:
    with pytest.raises(TargetError):
        checked_url(url)


@pytest.mark.parametrize("path", ["/srv/x", "../x", ".", "x", "C:\\x", "C:/x", "a/b:c", "~/x"])
def test_folders_are_no_addresses(path: str) -> None:
    assert not is_url(path)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://ada:pw@h/x", "https://h/x"),
        ("https://token@h/x", "https://h/x"),
        ("https://ada:p@w@h/x", "https://h/x"),
        ("https://h/x?token=abc", "https://h/x"),
        ("ssh://git@h/x", "ssh://git@h/x"),
        ("ssh://git:pw@h/x", "ssh://git@h/x"),
        ("git@h:x", "git@h:x"),
        ("fatal: 'https://a:b@h/x/' gone", "fatal: 'https://h/x/' gone"),
        ("https://h/x@v1", "https://h/x@v1"),
        ("see https://h/x and mail a@b", "see https://h/x and mail a@b"),
    ],
)
def test_no_credentials_are_shown(text: str, shown: str) -> None:
    assert public(text) == shown


def test_one_repository_has_one_clone_whoever_asks() -> None:
    name = clone_name("https://github.com/acme/rocket")
    assert name.startswith("acme_rocket-")
    assert name == clone_name("https://ada:pw@github.com/acme/rocket.git/")
    assert name != clone_name("https://gitlab.com/acme/rocket")
    assert clone_name("https://h/../..") not in ("..", ".")
    assert "/" not in clone_name("file:///a/b/../../c d")
