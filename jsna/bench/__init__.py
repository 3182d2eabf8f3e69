"""The benchmark: the project's own work beside the same work done the usual way, in one run."""
