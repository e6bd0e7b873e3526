"""Forms with files: every byte arrives, under its name, whatever a browser or a stranger sends."""

import asyncio

import httpx
import pytest
from fastapi import Request
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.forms import Entered, entered


def sent(body: bytes, kind: str, most: int = 10**6) -> Entered:
    """Return what is read of a form that comes in pieces."""
    pieces = [body[at : at + 1000] for at in range(0, len(body), 1000)] or [b""]

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    scope = {"type": "http", "method": "POST", "headers": [(b"content-type", kind.encode("latin-1"))]}
    return asyncio.run(entered(Request(scope, receive), most))


def posted(fields: dict[str, str], name: str, content: bytes) -> Entered:
    """Return what arrives of a form as a client of ours writes it."""
    request = httpx.Request("POST", "http://portal/", data=fields, files={"files": (name, content)})
    return sent(request.read(), request.headers["content-type"])


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=3000) | st.text("\r\n- \0ü", max_size=40).map(lambda text: text.encode()))
def test_every_byte_of_a_file_arrives(content: bytes) -> None:
    assert posted({"voucher": "v"}, "a.jpg", content).files == [("a.jpg", content)]


def test_fields_and_names_are_read_in_chinese() -> None:
    got = posted({"voucher": "v", "reason": "请核\r\n表三。"}, "送审单（一）.jpg", b"x")
    assert (got.fields, got.files) == ({"voucher": "v", "reason": "请核\r\n表三。"}, [("送审单（一）.jpg", b"x")])


@pytest.mark.parametrize("path", ["C:\\照片\\a.jpg", "../../etc/a.jpg", "照\0片/a.jpg"])
def test_of_a_path_only_the_name_is_kept(path: str) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="f"; filename="%s"\r\n\r\nx\r\n--b--\r\n' % path.encode()
    assert [name for name, _ in sent(body, "multipart/form-data; boundary=b").files] == ["a.jpg"]


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"--b\r\n"),
        ("multipart/form-data; boundary=b", b""),
        ("multipart/form-data; boundary=b", b"--b"),
        ("multipart/form-data; boundary=b", b"--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n--b--"),
        (
            "multipart/form-data; boundary=b",
            b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n--b--",
        ),
        ("multipart/form-data; boundary=b\xff", b"\xff\xfe"),
    ],
)
def test_what_is_no_form_holds_no_file(kind: str, body: bytes) -> None:
    assert list(sent(body, kind).files) == []


def test_what_is_too_large_is_not_taken_in() -> None:
    assert sent(b"a=" + b"x" * 5000, "application/x-www-form-urlencoded", most=4000) == Entered(is_too_large=True)
