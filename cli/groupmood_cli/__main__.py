"""Run the command line as `python -m groupmood_cli`."""

from groupmood_cli.main import main

raise SystemExit(main())
