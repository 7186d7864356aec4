"""The command line: ``plan``, ``check``, ``verify`` and ``demo``, and what ``plans``, ``desk`` and ``roads`` add."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from cotrench import desk, plans
from cotrench import roads as road_files
from cotrench.files import documents, file_refusals, must_be_there, must_be_writable
from cotrench.words import say
from planner.errors import InputError, PlanRejectedError, RulebookError
from planner.messages import Language, text_of
from planner.model import Fault, Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from planner.plan_inputs import Inputs
    from planner.rulebook.model import Rulebook

__all__ = ["app", "main"]

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="同一路段、同一时段，一次开挖：由管线路由编制联合施工方案。\n\n"
    "Plan utilities' line works so that a road is opened once.",
)

app.add_typer(road_files.app, name="roads")
plans.register(app)
desk.register(app)

_LISTS = ("--routes", "--freeze", "--slip")
_COUNTY_TIME = timezone(timedelta(hours=8))
_SAMPLE_DAY = datetime(2026, 11, 24, tzinfo=_COUNTY_TIME).date()

Roads = Annotated[
    Path,
    typer.Option(
        "--roads",
        metavar="文件",
        help="道路中心线文件（GeoJSON、GeoPackage 等，或 OpenStreetMap 数据）。Road centrelines.",
    ),
]
Routes = Annotated[
    list[Path],
    typer.Option("--routes", metavar="文件", help="管线路由文件，可重复给出。Route files; may be repeated."),
]
RulebookFile = Annotated[
    Path | None,
    typer.Option("--rulebook", metavar="文件", help="规则册；默认叶县规则册。Rulebook; Ye County's by default."),
]
Crs = Annotated[
    int | None,
    typer.Option(
        "--crs", metavar="EPSG", help="文件未注明坐标系时采用的 EPSG 代码。EPSG code of files that name none."
    ),
]
SectionId = Annotated[
    str | None,
    typer.Option("--section-id", metavar="字段", help="道路文件中的路段编号字段。Column holding the section id."),
]
ReadAs = Annotated[
    list[str] | None,
    typer.Option(
        "--read-as",
        metavar="文件=读法",
        help="经提交单位确认后按此读法更正坐标，如 a.geojson=gcj02；可重复。Correct a file's datum; may be repeated.",
    ),
]
Previous = Annotated[
    Path | None,
    typer.Option("--previous", metavar="方案目录", help="在原方案基础上重新编制。Plan again near an earlier plan."),
]
Freeze = Annotated[
    list[str] | None,
    typer.Option("--freeze", metavar="编号", help="原方案中保持不变的联合工程，可重复。Works that stay as they are."),
]
Slip = Annotated[
    list[str] | None,
    typer.Option("--slip", metavar="编号=日期", help="已改期开工的联合工程，可重复。Works that begin on another day."),
]
Lang = Annotated[
    Language,
    typer.Option("--lang", help="界面语言：zh 中文，en 英文。Language of messages.", envvar="COTRENCH_LANG"),
]


def main() -> None:
    """Run the command line; a bare file list after ``--routes`` is taken as several files."""
    app(args=spread_lists(sys.argv[1:]), prog_name="cotrench")


def spread_lists(arguments: Sequence[str]) -> list[str]:
    """Repeat ``--routes`` before each of the files that follow it, as ``--routes A B`` is the contract.

    ``--freeze`` and ``--slip`` take lists alike.
    """
    spread: list[str] = []
    listing = ""
    for argument in arguments:
        if argument.startswith("-"):
            listing = argument if argument in _LISTS else ""
        elif listing and spread[-1] != listing:
            spread.append(listing)
        spread.append(argument)
    return spread


@app.command()
def plan(
    roads: Roads,
    routes: Routes,
    out: Annotated[Path, typer.Option("--out", metavar="目录", help="结果写入的目录。Folder for the results.")],
    rulebook: RulebookFile = None,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], metavar="日期", help="编制日期，默认今天。Planning date; today."),
    ] = None,
    crs: Crs = None,
    section_id: SectionId = None,
    read_as: ReadAs = None,
    previous: Previous = None,
    freeze: Freeze = None,
    slip: Slip = None,
    lang: Lang = Language.ZH,
) -> None:
    """编制联合施工方案：plan.json、plan.gpkg、map.html 与审批资料包。Plan joint works."""
    day = as_of.date() if as_of else datetime.now(_COUNTY_TIME).date()
    inputs = _inputs(
        roads, routes, rulebook, lang, crs=crs, section_id=section_id, readings=_readings(read_as, routes, lang)
    )
    if previous is None and (freeze or slip):
        raise typer.BadParameter(say("previous.lacking", lang), param_hint="--freeze, --slip")
    _plan(inputs, out, day=day, earlier=plans.earlier(previous, freeze, slip, lang), language=lang)


@app.command()
def demo(
    out: Annotated[Path, typer.Option("--out", metavar="目录", help="结果写入的目录。Folder for the results.")] = Path(
        "out/demo"
    ),
    lang: Lang = Language.ZH,
) -> None:
    """用生成的示例数据演示全过程。Run the main job on the generated sample data."""
    from cotrench.sample import sample_files  # noqa: PLC0415 - only the demo needs it

    roads, routes = sample_files()
    Console().print(say("demo.note", lang))
    inputs = _inputs(roads, routes, None, lang, crs=None, section_id=None, readings={})
    _plan(inputs, out, day=_SAMPLE_DAY, earlier={}, language=lang)


@app.command()
def check(
    routes: Routes,
    roads: Annotated[
        Path | None,
        typer.Option(
            "--roads", metavar="文件", help="给出时同时匹配道路、列出同路段工程。Also match and list partners."
        ),
    ] = None,
    rulebook: RulebookFile = None,
    crs: Crs = None,
    section_id: SectionId = None,
    read_as: ReadAs = None,
    lang: Lang = Language.ZH,
) -> None:
    """只检查提交的路由，不编制方案。Validate submissions only. Exit code 2 if anything is wrong."""
    from planner.survey import survey_ground, validate_routes  # noqa: PLC0415 - compiled code loads slowly

    must_be_there([roads, *routes, rulebook], lang)
    book = _rulebook(rulebook, lang)
    console, readings = Console(), _readings(read_as, routes, lang)
    with _refusals(lang, "check.refused"):
        submitted = documents(routes, lang)
        if roads is None:
            faults = validate_routes(submitted, book, crs=crs, readings=readings)
        else:
            with _steps(lang) as (tell, _):
                (road,) = documents([roads], lang)
                ground = survey_ground(
                    road, submitted, book, crs=crs, section_id=section_id, readings=readings, tell=tell
                )
            faults = ground.faults
    from cotrench import report  # noqa: PLC0415 - as above

    report.print_faults(console, faults, lang)
    if roads is not None:
        report.print_partners(console, ground.situation, book.matching.minimum_shared_m.value, lang)
        report.print_to_confirm(console, ground.situation, book.matching, lang)
    if any(f.severity is Severity.ERROR for f in faults):
        raise typer.Exit(2)


@app.command()
def verify(
    bundle: Annotated[Path, typer.Argument(metavar="资料包", help="bundles/ 中的 zip 文件。A zip file from bundles/.")],
    trust: Annotated[
        list[Path] | None,
        typer.Option("--trust", metavar="证书", help="可信证书（PEM、DER），可重复给出。Certificates to trust."),
    ] = None,
    lang: Lang = Language.ZH,
) -> None:
    """校验审批资料包是否完整、未被改动及其电子签名。Check that a permit bundle is whole, unchanged and signed."""
    from api.signing import CannotSignError, bundle_signature  # noqa: PLC0415 - the other commands do not need it
    from planner.permit.bundle import verify_bundle  # noqa: PLC0415 - as above

    console = Console()
    document, *certificates = documents([bundle, *(trust or ())], lang)
    report = verify_bundle(document.content)
    if report.ok:
        console.print(say("verify.good", lang, id=report.about["joint_work"], files=len(report.files)))
        try:
            told, broken = bundle_signature(document.content, lang, [each.content for each in certificates])
        except CannotSignError as error:
            raise typer.BadParameter(str(error), param_hint="--trust") from None
        console.print(told, style="red" if broken else None, markup=False)
        if broken:
            raise typer.Exit(1)
        return
    console.print(say("verify.bad", lang), style="red")
    for fault in report.faults:
        console.print(f"  {text_of(fault, lang)}", markup=False)
    raise typer.Exit(1)


def _inputs(
    roads: Path,
    routes: Sequence[Path],
    book: Path | None,
    language: Language,
    *,
    crs: int | None,
    section_id: str | None,
    readings: Mapping[str, str],
) -> Inputs:
    from planner.plan_inputs import Inputs  # noqa: PLC0415 - compiled code loads slowly, --help should not

    must_be_there([roads, *routes, book], language)
    road, *submitted = documents([roads, *routes], language)
    rulebook, main = _rulebook_documents(book, language)
    return Inputs(
        roads=road,
        routes=tuple(submitted),
        rulebook=rulebook,
        main=main,
        crs=crs,
        section_id=section_id,
        readings=readings,
    )


def _plan(inputs: Inputs, out: Path, *, day: date, earlier: Mapping[str, Any], language: Language) -> None:
    from planner.pipeline import plan_works  # noqa: PLC0415 - as above
    from planner.runners import SideBySide  # noqa: PLC0415 - as above

    must_be_writable(out, language)
    rulebook = _loaded(inputs.rulebook, inputs.main, language)
    with file_refusals(language), _refusals(language), _steps(language) as (tell, count):
        planned = plan_works(
            inputs.roads,
            inputs.routes,
            rulebook,
            as_of=day,
            crs=inputs.crs,
            section_id=inputs.section_id,
            readings=inputs.readings,
            tell=tell,
            runner=SideBySide(os.cpu_count() or 1),
            **earlier,
        )
        from cotrench.bundles import being_made  # noqa: PLC0415 - as above
        from cotrench.output import write_bundles, write_plan  # noqa: PLC0415 - as above
        from cotrench.plan_folder import write_beside  # noqa: PLC0415 - as above

        with being_made(planned.plan, planned.situation, rulebook) as bundles:
            written = write_plan(planned, rulebook, out, previous=earlier.get("previous"), language=language, tell=tell)
            tell("findings")
            findings = write_beside(planned, rulebook, inputs, out)
            tell("bundles")
            write_bundles(planned.plan.joint_works, bundles, written.bundles, count)
    from cotrench.plan_report import print_plan  # noqa: PLC0415 - as above
    from cotrench.report import print_to_confirm  # noqa: PLC0415 - as above

    console = Console()
    print_to_confirm(console, planned.situation, rulebook.matching, language)
    print_plan(console, planned, findings, written, language)


def _readings(given: Sequence[str] | None, routes: Sequence[Path], language: Language) -> dict[str, str]:
    """Split ``FILE=READING``; a reading nobody knows, or of a file nobody gave, is a mistake of the command line."""
    from planner.geo.rereading import READINGS  # noqa: PLC0415 - as above

    pairs = [each.rpartition("=")[::2] for each in given or ()]
    readings = {Path(name).name: reading for name, reading in pairs}
    known, files = ", ".join(READINGS), ", ".join(sorted({path.name for path in routes}))
    if wrong := sorted(set(readings.values()) - set(READINGS)):
        told = say("read_as.unknown", language, given=", ".join(wrong), known=known)
    elif strange := sorted(set(readings) - {path.name for path in routes}):
        told = say("read_as.no_such_file", language, given=", ".join(strange), files=files)
    else:
        return readings
    raise typer.BadParameter(told, param_hint="--read-as")


def _rulebook(path: Path | None, language: Language) -> Rulebook:
    found, main = _rulebook_documents(path, language)
    return _loaded(found, main, language)


def _rulebook_documents(path: Path | None, language: Language) -> tuple[dict[str, bytes], str]:
    """Read a rulebook with what it includes, beside the built-in one; return it with the name to begin with."""
    from api.rulebooks import rulebook_documents  # noqa: PLC0415 - as above

    must_be_there([path], language)
    with file_refusals(language):
        return rulebook_documents(path)


def _loaded(found: Mapping[str, bytes], main: str, language: Language) -> Rulebook:
    from planner.rulebook.load import load_rulebook  # noqa: PLC0415 - as above

    try:
        return load_rulebook(found, main=main)
    except RulebookError as error:
        console = Console()
        console.print(say("rulebook.bad", language), style="red")
        _print_faults(console, error.faults, language)
        raise typer.Exit(2) from None


@contextmanager
def _refusals(language: Language, refused: str = "refused") -> Iterator[None]:
    """Turn the planner's refusals into tables and exit codes."""
    console = Console()
    try:
        yield
    except InputError as error:
        _print_faults(console, error.faults, language)
        console.print(say(refused, language), style="red")
        raise typer.Exit(2) from None
    except PlanRejectedError as error:
        console.print(say("plan.rejected", language), style="red")
        for violation in error.violations:
            console.print(f"  {violation.code}: {text_of(violation, language)}", markup=False)
        raise typer.Exit(1) from None


def _print_faults(console: Console, faults: Sequence[Fault], language: Language) -> None:
    from cotrench import report  # noqa: PLC0415 - as above

    report.print_faults(console, faults, language)


@contextmanager
def _steps(language: Language) -> Iterator[tuple[Callable[[str], None], Callable[[int, int], None]]]:
    """Show the running step, and a bar where things are counted, on standard error."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("", total=None)

        def tell(step: str) -> None:
            progress.reset(task, description=say(f"step.{step}", language), total=None)

        def count(done: int, whole: int) -> None:
            progress.update(task, completed=done, total=whole)

        yield tell, count
