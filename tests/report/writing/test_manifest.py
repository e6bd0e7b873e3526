"""The manifest says of each file how large it is and what its hash is."""

import json

from report.writing.manifest import manifest_bytes

FILES = {"index.html": b"page\n", "files/年报.pdf": b""}


def test_every_file_stands_there_with_size_and_hash() -> None:
    assert json.loads(manifest_bytes(FILES, report_hash="abc")) == {
        "schema": "nianbao/manifest/1",
        "report_hash": "abc",
        "files": {
            "index.html": {"sha256": "362a07bbb5c74b982bed644b9f7e298837d7a3a232c964d039bb7e49ebea825f", "size": 5},
            "files/年报.pdf": {
                "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "size": 0,
            },
        },
    }


def test_the_order_in_which_files_came_changes_nothing_and_one_byte_changes_it() -> None:
    assert manifest_bytes(dict(reversed(FILES.items()))) == manifest_bytes(FILES)
    assert manifest_bytes({**FILES, "index.html": b"page"}) != manifest_bytes(FILES)
    assert manifest_bytes(FILES).endswith(b"}\n")
