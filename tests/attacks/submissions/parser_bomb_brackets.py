"""Has 200 000 brackets, more than the parser can nest. Expected: error, memory, crashed."""

x = "@100000*(@" "@100000*)@"
