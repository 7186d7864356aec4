"""The desk from the command line: ``serve`` runs it, ``deliver`` sends what is due, ``audit verify`` proves its log."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, NoReturn
from zoneinfo import ZoneInfo

import typer
from rich.console import Console

from cotrench.files import file_refusals, must_be_there
from cotrench.words import say
from planner.messages import Language

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from api.settings import Settings

__all__ = ["audit", "deliver", "refused_desk", "register", "run_desk", "serve", "settings_told", "verify"]

audit = typer.Typer(no_args_is_help=True, help="审计日志。The log of every change.")

Lang = Annotated[
    Language,
    typer.Option("--lang", help="界面语言：zh 中文，en 英文。Language of messages.", envvar="COTRENCH_LANG"),
]
Host = Annotated[str, typer.Option("--host", metavar="地址", help="监听地址。Address to listen on.")]
Port = Annotated[int, typer.Option("--port", metavar="端口", help="监听端口。Port to listen on.", min=0, max=65535)]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("serve")(serve)
    app.command("deliver")(deliver)
    app.add_typer(audit, name="audit")


def serve(host: Host = "127.0.0.1", port: Port = 8000, lang: Lang = Language.ZH) -> None:
    """运行联合服务平台。Run the county's desk; settings come from the environment (COTRENCH_...)."""
    from api.state import utc_now  # noqa: PLC0415 - the service loads slowly, --help should not

    run_desk(settings_told(lang), host, port, lang, now=utc_now)


def run_desk(settings: Settings, host: str, port: int, lang: Language, *, now: Callable[[], datetime]) -> None:
    """Run the desk of some settings until it is stopped; it goes its rounds meanwhile.

    Parameters
    ----------
    now : The clock of everything the desk writes.
    """
    import uvicorn  # noqa: PLC0415 - as above

    from api.app import create_app, first_link  # noqa: PLC0415 - as above
    from api.rounds import Rounds  # noqa: PLC0415 - as above

    if "base_url" not in settings.model_fields_set:
        settings = settings.model_copy(update={"base_url": f"http://{host}:{port}"})
    with refused_desk(lang):
        app = create_app(settings, now)
    console = Console()
    if link := first_link(app.state.desk):
        console.print(say("serve.first_link", lang, link=link), soft_wrap=True)
    console.print(say("serve.at", lang, address=f"http://{host}:{port}"), soft_wrap=True)
    with Rounds(app.state.desk, settings.round_s):
        uvicorn.run(app, host=host, port=port, log_level="warning")


def deliver(lang: Lang = Language.ZH) -> None:
    """提示各项时限并发送到期的通知，一次即止。Tell of every clock and send what is due, once."""
    from api.app import open_desk  # noqa: PLC0415 - as above
    from api.delivery.outbox import channels_of  # noqa: PLC0415 - as above
    from api.rounds import go_round  # noqa: PLC0415 - as above

    settings = settings_told(lang)
    with refused_desk(lang):
        desk = open_desk(settings.model_copy(update={"roads": None}))
    sent = go_round(desk, channels_of(settings))
    Console().print(say("deliver.sent", lang, count=sent))


@audit.command("verify")
def verify(lang: Lang = Language.ZH) -> None:
    """逐条核对审计日志的散列链。Prove that the log was not altered. Exit code 1 if it was."""
    from api.state import utc_now  # noqa: PLC0415 - as above
    from api.store.desk import Store  # noqa: PLC0415 - as above
    from api.store.engine import open_engine  # noqa: PLC0415 - as above
    from api.store.log import broken_links  # noqa: PLC0415 - as above

    settings = settings_told(lang)
    file = settings.data_dir / "desk.db"
    if settings.database_url is None and not file.is_file():
        _refuse(say("desk.none", lang, name=file))
    with refused_desk(lang):
        store = Store(open_engine(settings.store_url), utc_now)
        with store.reading() as session:
            broken = list(broken_links(session))
    console = Console()
    if not broken:
        console.print(say("audit.good", lang))
        return
    console.print(say("audit.bad", lang), style="red")
    for each in broken:
        console.print(f"  {say(f'audit.{each.what}', lang, number=each.number)}", soft_wrap=True)
    raise typer.Exit(1)


def settings_told(language: Language) -> Settings:
    """Return the settings of the environment; end with every one named that cannot be used."""
    from pydantic import ValidationError  # noqa: PLC0415 - as above

    from api.settings import Settings  # noqa: PLC0415 - as above

    try:
        settings = Settings()
    except ValidationError as error:
        faults = [(f"COTRENCH_{'_'.join(map(str, each['loc'])).upper()}", each["msg"]) for each in error.errors()]
        _refuse(*(say("desk.setting", language, name=name, reason=reason) for name, reason in faults))
    must_be_there([settings.roads, settings.rulebook, settings.signing_certificate], language)
    try:
        ZoneInfo(settings.zone)
    except (KeyError, ValueError):
        reason = say("desk.zone", language, zone=settings.zone)
        _refuse(say("desk.setting", language, name="COTRENCH_ZONE", reason=reason))
    return settings


@contextmanager
def refused_desk(language: Language) -> Iterator[None]:
    """Turn a database, an extra, roads or a rulebook that cannot be used into words and exit code 2."""
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415 - as above

    from planner.errors import InputError, RulebookError  # noqa: PLC0415 - as above

    try:
        with file_refusals(language):
            yield
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
        _refuse(say("desk.database", language, reason=reason), say("desk.refused", language))
    except ModuleNotFoundError as error:
        _refuse(say("desk.extra", language, name=error.name), say("desk.refused", language))
    except (InputError, RulebookError) as error:
        from cotrench import report  # noqa: PLC0415 - as above

        report.print_faults(Console(stderr=True), error.faults, language)
        _refuse(say("desk.refused", language))


def _refuse(*sentences: str) -> NoReturn:
    for sentence in sentences:
        Console(stderr=True).print(sentence, style="red", markup=False, soft_wrap=True)
    raise typer.Exit(2)
