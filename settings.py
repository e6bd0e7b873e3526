"""What an office may set: every setting, its default, and what it is for."""

from datetime import time
from functools import lru_cache
from pathlib import Path
from typing import TypedDict
from zoneinfo import ZoneInfo

from pydantic_settings import BaseSettings, SettingsConfigDict

SHANGHAI = ZoneInfo("Asia/Shanghai")
"""The one time zone of the service: every date and deadline is a date in China."""


class SiteTags(TypedDict):
    """The 网页标签 that are the same on every page of a site."""

    name: str
    domain: str
    id_code: str
    column: str
    column_description: str
    column_keywords: str
    keywords: str
    author: str
    description: str
    image: str


class Settings(BaseSettings):
    """Read from the environment (``NIANBAO_…``) and from ``nianbao.env`` in the current folder."""

    model_config = SettingsConfigDict(env_prefix="NIANBAO_", env_file="nianbao.env", extra="ignore")

    home: Path = Path("state")
    """The one folder in which all state lies: databases, site, logs."""
    database_url: str = ""
    """SQLAlchemy address of the house's database; empty: SQLite in ``home``."""
    prefect_database_url: str = ""
    """SQLAlchemy address of Prefect's own database; empty: SQLite in ``home``. PostgreSQL for a county and above."""
    host: str = "127.0.0.1"
    """The address on which portal and Prefect server listen."""
    portal_port: int = 8020
    """Port of the portal (board and published column)."""
    prefect_port: int = 4200
    """Port of the Prefect server and its UI."""
    mail_port: int = 8025
    """Port of the mail server that the demonstration starts for itself."""
    robot_port: int = 8026
    """Port of the group robot (HTTP receiver) that the demonstration starts for itself."""
    mail_url: str = ""
    """Apprise address of the mail gateway (mailto://…), without the recipient."""
    robot_url: str = ""
    """The group robot: wecomrobot://…, dingtalkrobot://…, feishurobot://… or the address that the group shows."""
    robot_limit: int = 20
    """How many messages a minute the group robot may say; what is more waits for its turn."""
    sms_url: str = ""
    """Address of the SMS gateway, for people without a mail address; empty: none."""
    sms_body: str = '{"to": "{to}", "content": "{subject}"}'
    """JSON that the SMS gateway is sent; {to}, {subject}, {text} and {key} are filled in."""
    sms_headers: str = "{}"
    """JSON of the headers that the SMS gateway wants, such as its token."""
    sms_status: int = 200
    """HTTP status with which the SMS gateway says that it took a message in."""
    sms_path: str = "code"
    """Where in the gateway's JSON answer its result stands, such as data.0.code; empty: the status is enough."""
    sms_value: str = "0"
    """What stands there when the message was taken in."""
    quiet_from: time | None = None
    """From this hour (18:00) people are left alone; what is written then waits. Empty: at no hour."""
    quiet_until: time | None = None
    """Until this hour (08:30) people are left alone."""
    quiet_rest_days: bool = False
    """Whether people are left alone on days that are not worked."""
    digest: bool = True
    """Whether what can wait reaches a person as one message a day; off: each notice by itself, at once."""
    trial: bool = False
    """A rehearsal (演练): every message goes to the leading office only and counts as told; use a home of its own."""
    site_url: str = ""
    """Where readers reach the published column; empty: the portal's own address."""
    site_name: str = ""
    """网页标签 SiteName of the government site."""
    site_domain: str = ""
    """网页标签 SiteDomain."""
    site_id_code: str = ""
    """网页标签 SiteIDCode."""
    site_column: str = ""
    """网页标签 ColumnName of the column of the reports; empty: none on a report, 政府信息公开年报 on the column."""
    site_column_description: str = ""
    """网页标签 ColumnDescription; empty: the organ's name and what the column holds."""
    site_column_keywords: str = ""
    """网页标签 ColumnKeywords."""
    site_keywords: str = ""
    """网页标签 Keywords of every report."""
    site_author: str = ""
    """网页标签 Author of every report."""
    site_description: str = ""
    """网页标签 Description of every report."""
    site_image: str = ""
    """网页标签 Image of every report: the address of a picture, such as the site's mark."""
    register_file: Path | None = None
    """The register of the organ (offices, people, duties) that the service loads when it starts."""
    rules_file: Path | None = None
    """The office's own rule file: words it forbids and rules it makes stricter; empty: the law as it is."""
    portal_address: str = ""
    """Where people reach the portal (https://…): letters that ask for a signature carry a link; empty: none."""
    link_hours: int = 72
    """Hours for which the link is good by which somebody decides about a draft."""
    operator_key: str = ""
    """What an operator enters before acting in the portal; empty: made at the first start, in home/operator.key."""
    calendars: Path | None = None
    """Folder with files of working days (2027.toml …) that correct or add a year; empty: the library's."""
    fonts: Path | None = None
    """Folder with the office's own fonts (方正小标宋, 仿宋_GB2312 …); empty: the free ones that come along."""

    @property
    def database(self) -> str:
        """The address of the house's database."""
        return self.database_url or f"sqlite:///{(self.home / 'nianbao.db').absolute()}"

    @property
    def site(self) -> Path:
        """The folder that is published: the 政府信息公开年报 column."""
        return self.home / "site"

    @property
    def portal_url(self) -> str:
        """Where the board is."""
        return f"http://{self.host}:{self.portal_port}"

    @property
    def column_url(self) -> str:
        """Where a reader reaches the published column."""
        return (self.site_url or f"{self.portal_url}/site").rstrip("/")

    @property
    def site_tags(self) -> SiteTags:
        """What every page says of the site on which it stands (网页标签)."""
        return SiteTags(
            name=self.site_name,
            domain=self.site_domain,
            id_code=self.site_id_code,
            column=self.site_column,
            column_description=self.site_column_description,
            column_keywords=self.site_column_keywords,
            keywords=self.site_keywords,
            author=self.site_author,
            description=self.site_description,
            image=self.site_image,
        )

    @property
    def prefect_url(self) -> str:
        """Where Prefect's UI is; its API lies below at ``/api``."""
        return f"http://{self.host}:{self.prefect_port}"


@lru_cache(maxsize=1)
def settings() -> Settings:
    """Return the settings of this process."""
    return Settings()
