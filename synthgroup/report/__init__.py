"""Reports: pictures and numbers about scenes, for people."""
