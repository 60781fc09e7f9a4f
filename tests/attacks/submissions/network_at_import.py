"""Asks the network for the answers at import. Expected: error."""

import socket

answers = socket.create_connection(("192.0.2.1", 80), timeout=1)


def mean(x):
    return 0.0


def spread(x):
    return 0.0
