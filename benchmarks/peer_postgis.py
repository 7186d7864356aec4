"""PostGIS on the benchmark's routes: what runs within a distance, and how long inside a buffer of the other."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import numpy as np
import psycopg
import shapely

if TYPE_CHECKING:
    from planner.model import Floats, Ints, Objects

__all__ = ["postgis_pairs", "postgis_version"]

# Found best of 6, 8, 10 and 12 m for pairs and metres together, on other routes of such a city
_BUFFER_M = 8.0
_PAIRS = """
    SELECT one.id, other.id, ST_Length(ST_Intersection(one.line, other.around))
    FROM route one JOIN route other ON one.id < other.id AND ST_DWithin(one.line, other.line, %s)
"""


def postgis_pairs(lines: Objects, crs: int) -> tuple[tuple[Ints, Ints, Floats], float, float]:
    """Return pairs of routes with the metres they share, and the seconds to load and to compare them.

    Needs the ``PG*`` variables of a database that may be written to; leaves nothing there. A buffer is made once
    for each route.
    """
    with psycopg.connect(autocommit=True) as connection:
        started = time.perf_counter()
        _load(connection, lines, crs)
        loaded = time.perf_counter()
        connection.execute("UPDATE route SET around = ST_Buffer(line, %s)", [_BUFFER_M])
        rows = connection.execute(_PAIRS, [_BUFFER_M]).fetchall()
        compared = time.perf_counter()
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    pairs = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2]
    return pairs, loaded - started, compared - loaded


def _load(connection: psycopg.Connection[tuple[object, ...]], lines: Objects, crs: int) -> None:
    connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    connection.execute("CREATE TEMP TABLE route (id integer, line geometry, around geometry)")
    wkb = shapely.to_wkb(shapely.set_srid(lines, crs), include_srid=True, hex=True)
    with connection.cursor() as cursor, cursor.copy("COPY route (id, line) FROM STDIN") as copy:
        for row in enumerate(wkb.tolist()):
            copy.write_row(row)
    connection.execute("CREATE INDEX ON route USING gist (line)")
    connection.execute("ANALYZE route")


def postgis_version() -> str:
    """Return the version of PostGIS and of the server it runs in."""
    with psycopg.connect(autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
        row = connection.execute("SELECT postgis_lib_version(), current_setting('server_version')").fetchone()
    postgis, server = row or ("?", "?")
    return f"PostGIS {postgis} in PostgreSQL {str(server).split(' ', 1)[0]}"
