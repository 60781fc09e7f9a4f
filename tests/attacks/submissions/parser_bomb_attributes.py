"""Has an expression of 100 000 attributes, nested one in the other. Expected: error, memory, crashed."""

x = "@1*a@" "@100000*.b@"
