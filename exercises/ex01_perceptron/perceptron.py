"""Exercice 1 : le perceptron, avec NumPy.

Un neurone, une règle d'apprentissage, et ce qu'une droite peut (ou ne peut pas) séparer.
Conventions : un exemple par ligne, tableaux (n, d) ; étiquettes entières 0 ou 1 ; les
paramètres reçus ne sont jamais modifiés.
--
Exercise 1: the perceptron, with NumPy.

One neuron, one learning rule, and what a straight line can (and cannot) separate.
Conventions: one example per row, arrays (n, d); integer labels 0 or 1; the parameters
received are never modified.
"""

import numpy as np


def weighted_sum(x: np.ndarray, w: np.ndarray, b: float) -> np.ndarray | float:
    """Calcule le score d'un neurone, x·w + b, pour un exemple ou pour un lot.

    x : un exemple de forme (d,), ou un lot de forme (n, d), un exemple par ligne ; flottants.
    w : les poids, forme (d,), de même type que x.
    b : le biais, un flottant, ajouté à chaque score.
    Renvoie un flottant (Python ou NumPy) pour un exemple ; pour un lot, un tableau (n,) de
    même type que x (float32 donne float32), de forme (0,) si le lot est vide. Sans unité.
    Aucune erreur n'est attendue.
    Source : livre, sections 3.1 et 3.3.
    --
    Computes the score of a neuron, x·w + b, for one example or for a batch.

    x: one example of shape (d,), or a batch of shape (n, d), one example per row; floats.
    w: the weights, shape (d,), of the same dtype as x.
    b: the bias, a float, added to each score.
    Returns a float (Python or NumPy) for one example; for a batch, an array (n,) of the dtype
    of x (float32 gives float32), of shape (0,) if the batch is empty. No unit.
    No error is expected.
    Source: textbook, sections 3.1 and 3.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def predict(x: np.ndarray, w: np.ndarray, b: float) -> np.ndarray | int:
    """Prédit l'étiquette : l'échelon appliqué au score, 1 si score >= 0, sinon 0.

    x, w, b : comme pour `weighted_sum`.
    Renvoie un entier 0 ou 1 pour un exemple, un tableau d'entiers (n,) pour un lot ((0,) pour
    un lot vide) : ni booléens, ni flottants. Un score exactement nul donne 1.
    Aucune erreur n'est attendue.
    Source : livre, sections 3.1 et 3.3.
    --
    Predicts the label: the step applied to the score, 1 if score >= 0, else 0.

    x, w, b: as for `weighted_sum`.
    Returns an integer 0 or 1 for one example, an array of integers (n,) for a batch ((0,) for
    an empty batch): neither booleans nor floats. A score of exactly zero gives 1.
    No error is expected.
    Source: textbook, sections 3.1 and 3.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def perceptron_update(
    w: np.ndarray, b: float, x: np.ndarray, y: int, lr: float
) -> tuple[np.ndarray, float]:
    """Applique une fois la règle de Rosenblatt, pour un seul exemple.

    w : les poids, forme (d,), flottants. b : le biais, un flottant.
    x : un seul exemple, forme (d,), de même type que w. y : son étiquette, un entier 0 ou 1.
    lr : le taux d'apprentissage, un flottant positif.
    Renvoie (nouveaux poids, nouveau biais) : un nouveau tableau (d,) de même type que w
    (float32 donne float32) et un flottant. Si la prédiction est juste, les valeurs sont
    celles reçues. `w` et `x` restent intacts. Aucune erreur n'est attendue.
    Source : cours magistral, règle du perceptron ; livre, section 3.3.
    --
    Applies Rosenblatt's rule once, for a single example.

    w: the weights, shape (d,), floats. b: the bias, a float.
    x: a single example, shape (d,), of the dtype of w. y: its label, an integer 0 or 1.
    lr: the learning rate, a positive float.
    Returns (new weights, new bias): a new array (d,) of the dtype of w (float32 gives
    float32) and a float. If the prediction is right, the values are those received.
    `w` and `x` stay as they are. No error is expected.
    Source: lecture deck, perceptron rule; textbook, section 3.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()


def train_perceptron(
    X: np.ndarray, y: np.ndarray, lr: float, epochs: int
) -> tuple[np.ndarray, float, list[int]]:
    """Entraîne un perceptron, un exemple après l'autre, à partir de zéro.

    X : les exemples, forme (n, d), flottants. y : les étiquettes, forme (n,), entiers 0 ou 1.
    lr : le taux d'apprentissage, un flottant positif. epochs : le nombre d'époques, un entier.
    Départ : poids et biais nuls (w = zéros de même type que X, b = 0.0). Chaque époque parcourt
    les lignes dans l'ordre 0, 1, ..., n - 1, sans mélange, et corrige après chaque exemple.
    Toutes les époques sont faites : pas d'arrêt anticipé.
    Renvoie (poids, biais, erreurs) : un tableau (d,) de même type que X, un flottant, et une
    liste de `epochs` entiers : à chaque époque, le nombre d'exemples mal prédits au moment de
    leur passage, juste avant leur correction. Aucune erreur n'est attendue.
    Source : cours magistral, règle du perceptron ; livre, section 3.3.
    --
    Trains a perceptron, one example after the other, starting from zero.

    X: the examples, shape (n, d), floats. y: the labels, shape (n,), integers 0 or 1.
    lr: the learning rate, a positive float. epochs: the number of epochs, an integer.
    Start: zero weights and bias (w = zeros of the dtype of X, b = 0.0). Each epoch visits the
    rows in the order 0, 1, ..., n - 1, without shuffling, and corrects after each example.
    All the epochs are done: no early stopping.
    Returns (weights, bias, errors): an array (d,) of the dtype of X, a float, and a list of
    `epochs` integers: in each epoch, the number of examples predicted wrongly at the moment
    of their visit, just before their correction. No error is expected.
    Source: lecture deck, perceptron rule; textbook, section 3.3.
    """
    # À compléter / Your code here
    raise NotImplementedError()
