"""What the script `claimwatch`, and `python -m claimwatch`, begin with."""

from claimwatch.home import look_here_first


def main() -> None:
    """Find the product, then run the command."""
    look_here_first()
    from claimwatch.command import main as command  # noqa: PLC0415 - it lies where we now look

    command()


if __name__ == "__main__":
    main()
