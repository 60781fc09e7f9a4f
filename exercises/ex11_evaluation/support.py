"""Ce que la correction donne à vos fonctions (ex11) : lisez-le, servez-vous-en.

`rng` est une graine ou un générateur : voici, pour chaque fonction qui tire au hasard, celui que
la correction lui donne deux fois de suite. Il avance à chaque tirage, et n'est pas partagé.
--
What the grading hands to your functions (ex11): read it, use it.

`rng` is a seed or a generator: here is, for each function that draws at random, the one that the
grading hands it twice in a row. It moves on with each draw, and is not shared.
"""

import numpy as np

FOR_STRATIFIED_SPLIT = np.random.default_rng(1)
FOR_TRAIN_VALIDATION_TEST = np.random.default_rng(2)
FOR_K_FOLD = np.random.default_rng(3)
FOR_CROSS_VALIDATE = np.random.default_rng(4)
FOR_OVERSAMPLE = np.random.default_rng(5)
FOR_UNDERSAMPLE = np.random.default_rng(6)
FOR_BALANCED_SPLIT = np.random.default_rng(7)
