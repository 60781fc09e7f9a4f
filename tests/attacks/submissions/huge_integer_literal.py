"""Has an integer of 200 000 digits. Expected: error."""

x = "@200000*9@"
