"""The command line: Click commands, each in a module that is loaded only when it is asked for."""
