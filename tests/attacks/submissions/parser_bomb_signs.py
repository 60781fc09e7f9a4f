"""Has an expression of 200 000 signs, nested one in the other. Expected: error, memory, crashed."""

x = "@200000*-@" "@1*1@"
