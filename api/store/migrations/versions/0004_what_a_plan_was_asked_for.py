"""What a plan was asked for beyond the rules: works held, projects joined or kept apart, days kept free."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column."""
    op.add_column("plan_version", sa.Column("wishes", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take the column away."""
    op.drop_column("plan_version", "wishes")
