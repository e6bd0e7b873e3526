"""A simulation reaches nothing real, whatever the office has set."""

from pathlib import Path

import pytest

from cli import _simulated_settings
from settings import settings

REAL = {
    "NIANBAO_DATABASE_URL": "postgresql+pg8000://office/real",
    "NIANBAO_PREFECT_DATABASE_URL": "postgresql+asyncpg://office/prefect",
    "NIANBAO_MAIL_URL": "mailto://mail.office.example?from=dzb@office.example",
    "NIANBAO_ROBOT_URL": "wecomrobot://real-key/",
    "NIANBAO_SMS_URL": "https://sms.office.example",
    "NIANBAO_SITE_URL": "https://www.office.example",
    "NIANBAO_PORTAL_ADDRESS": "https://portal.office.example",
    "NIANBAO_REGISTER_FILE": "/office/register.toml",
    "NIANBAO_TRIAL": "true",
}


def test_no_letter_and_no_row_leaves_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in REAL.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    config = _simulated_settings(tmp_path / "simulated")
    settings.cache_clear()
    shown = config.model_dump_json()
    assert [value for value in REAL.values() if value != "true" and value in shown] == []
    assert config.trial is False
    assert config.database == f"sqlite:///{tmp_path / 'simulated' / 'nianbao.db'}"
    assert config.mail_url.startswith(f"mailto://{config.host}:{config.mail_port}?")
    assert config.robot_url == f"wecomrobot://simulation/?via=http://{config.host}:{config.robot_port}"
