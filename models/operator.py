"""The operator's key: who has it may act in the portal."""

import hmac
import os
import secrets
from pathlib import Path

from settings import settings


def key_file() -> Path:
    """Return where the key lies that was made at the first start."""
    return settings().home / "operator.key"


def operator_key() -> str:
    """Return the key that is set, or that was made at the first start; "" where there is none yet."""
    if settings().operator_key:
        return settings().operator_key
    file = key_file()
    return file.read_text(encoding="ascii").strip() if file.exists() else ""


def make_key() -> bool:
    """Make a key where none is set and none was made, readable for nobody else; return whether one was made."""
    if operator_key():
        return False
    key_file().parent.mkdir(parents=True, exist_ok=True)
    try:
        opened = os.open(key_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process of ours was faster
        return False
    with os.fdopen(opened, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(24) + "\n")
    return True


def is_operator_key(entered: str) -> bool:
    """Say whether that is the key, in a time that tells nothing about it."""
    key = operator_key()
    return bool(key) and hmac.compare_digest(entered.strip().encode("utf-8", "replace"), key.encode())
