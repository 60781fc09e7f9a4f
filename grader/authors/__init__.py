"""For those who write exercises: skeletons, mutants, and the gate that every exercise passes."""
