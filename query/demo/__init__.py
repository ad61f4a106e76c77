"""The sample web and the demonstration that crawls it; all its texts are invented for it."""
