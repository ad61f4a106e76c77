"""Reading files instead of the network: the same stages, another door."""
