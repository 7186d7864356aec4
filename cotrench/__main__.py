"""``python -m cotrench``."""

from cotrench.cli import main

if __name__ == "__main__":
    main()
