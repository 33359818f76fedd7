"""How constants in this package were found: each module prints the ones that stand in the code."""
