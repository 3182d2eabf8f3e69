"""`python -m jsna` is the same as `jsna`."""

from jsna.cli import main

if __name__ == "__main__":
    main()
