"""Run the command line as `python -m synthgroup_cli`."""

from synthgroup_cli.main import main

main()
