"""What is never changed: the database itself refuses to alter or remove events, files and decisions."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEPT = ("event", "stored_file", "decision")
_HEAD = "0" * 64


def upgrade() -> None:
    """Guard the tables, and begin the log."""
    postgres = op.get_bind().dialect.name == "postgresql"
    if postgres:
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION '% is never changed', TG_TABLE_NAME; END $$"
        )
    for table in _KEPT:
        if postgres:
            op.execute(
                f"CREATE TRIGGER keep_{table} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
            continue
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER keep_{table}_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is never changed'); END"
            )
    head = sa.table("log_head", sa.column("id"), sa.column("number"), sa.column("digest"))
    op.bulk_insert(head, [{"id": 1, "number": 0, "digest": _HEAD}])


def downgrade() -> None:
    """Take the guards away."""
    postgres = op.get_bind().dialect.name == "postgresql"
    for table in _KEPT:
        for name in [f"keep_{table}"] if postgres else [f"keep_{table}_update", f"keep_{table}_delete"]:
            op.execute(f"DROP TRIGGER {name} ON {table}" if postgres else f"DROP TRIGGER {name}")
    if postgres:
        op.execute("DROP FUNCTION refuse_change()")
    op.execute("DELETE FROM log_head")
