"""What is done with plans that are made already: ``verify-plan`` and ``diff``."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from cotrench.files import file_refusals, must_be_folder
from cotrench.words import say
from planner.errors import InputError, RulebookError
from planner.messages import Language, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from planner.plan_check import Opened

__all__ = ["diff", "earlier", "open_folder", "refused_folders", "register", "verify_plan"]

PlanFolder = Annotated[Path, typer.Argument(metavar="方案目录", help="cotrench plan 的结果目录。A plan's folder.")]
Lang = Annotated[
    Language,
    typer.Option("--lang", help="界面语言：zh 中文，en 英文。Language of messages.", envvar="COTRENCH_LANG"),
]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("verify-plan")(verify_plan)
    app.command("diff")(diff)


def verify_plan(folder: PlanFolder, lang: Lang = Language.ZH) -> None:
    """不经求解器，按全部规则重新校核一份方案。Test a plan's folder against every rule. Exit code 1 if any is broken."""
    from cotrench.plan_folder import plan_files  # noqa: PLC0415 - compiled code loads slowly, --help should not
    from planner.plan_check import plan_violations  # noqa: PLC0415 - as above

    console = Console()
    must_be_folder(folder, lang)
    with refused_folders(folder, lang), file_refusals(lang):
        found = plan_violations(plan_files(folder))
    if not found:
        console.print(say("verify_plan.good", lang))
        return
    console.print(say("verify_plan.bad", lang, count=len(found)), style="red")
    for violation in found:
        console.print(f"  {violation.code}: {text_of(violation, lang)}", markup=False, soft_wrap=True)
    raise typer.Exit(1)


def diff(before: PlanFolder, after: PlanFolder, lang: Lang = Language.ZH) -> None:
    """比较两份方案：新增、移动、取消、重新编组。What differs between two plans."""
    from planner.difference_file import told_difference  # noqa: PLC0415 - as above
    from planner.schedule.difference import difference_of  # noqa: PLC0415 - as above

    one, other = (open_folder(folder, lang).plan for folder in (before, after))
    console = Console()
    for told in told_difference(difference_of(one, other)):
        console.print(text_of(told, lang), markup=False, soft_wrap=True)


def open_folder(folder: Path, language: Language) -> Opened:
    """Return the plan of a folder with the ground it was made for."""
    from cotrench.plan_folder import plan_files  # noqa: PLC0415 - as above
    from planner.plan_check import open_plan  # noqa: PLC0415 - as above

    must_be_folder(folder, language)
    with refused_folders(folder, language), file_refusals(language):
        return open_plan(plan_files(folder))


def earlier(
    folder: Path | None, freeze: Sequence[str] | None, slip: Sequence[str] | None, language: Language
) -> dict[str, Any]:
    """Return an earlier plan, and what is committed of it, as the pipeline takes them; nothing where there is none."""
    if folder is None:
        return {}
    from planner.schedule.commitments import Commitments  # noqa: PLC0415 - as above

    slipped = dict(_slipped(given, language) for given in slip or ())
    return {
        "previous": open_folder(folder, language).plan,
        "commitments": Commitments(frozen=frozenset(freeze or ()), slipped=slipped),
    }


def _slipped(given: str, language: Language) -> tuple[str, date]:
    name, _, day = given.rpartition("=")
    try:
        return name, date.fromisoformat(day)
    except ValueError:
        raise typer.BadParameter(say("slip.bad", language, given=given), param_hint="--slip") from None


@contextmanager
def refused_folders(folder: Path, language: Language) -> Iterator[None]:
    """Turn a folder that holds no plan into a table of faults and exit code 2."""
    try:
        yield
    except (InputError, RulebookError) as error:
        from cotrench import report  # noqa: PLC0415 - as above

        console = Console()
        report.print_faults(console, error.faults, language)
        console.print(say("verify_plan.none", language, folder=folder), style="red", markup=False, soft_wrap=True)
        raise typer.Exit(2) from None
