"""Takes all memory and catches the errors, again and again. Expected: timeout, memory, crashed."""



def mean(x):
    blocks = []
    while True:
        try:
            blocks.append(bytearray(1 << 22))
        except MemoryError:
            pass


spread = mean
