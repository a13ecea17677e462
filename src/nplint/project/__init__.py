"""The files of a project: which matter, what imports mean, how files are written."""
