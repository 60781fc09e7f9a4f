"""Sends what it sees by UDP, by raw packets and over Unix sockets. Expected: error."""

import socket


def mean(x):
    for family, kind in ((socket.AF_INET, socket.SOCK_DGRAM), (socket.AF_INET6, socket.SOCK_DGRAM), (socket.AF_UNIX, socket.SOCK_DGRAM)):
        try:
            return socket.socket(family, kind).sendto(x.tobytes(), ("127.0.0.1", 9))
        except OSError as error:
            last = error
    raise last


spread = mean
