"""Fonctions d'activation et leurs dérivées (exercice ex02, parcours PyTorch).

Règles communes : `x` est un tenseur non vide, float16, float32 ou float64, de dimension
quelconque (au moins 1), sur n'importe quel appareil. La valeur rendue est un nouveau tenseur
de même forme, de même dtype et sur le même appareil ; les arguments ne sont jamais modifiés.
Toute dérivée est une fonction de la pré-activation `x`, pas de la sortie. Tout reste juste
pour |x| jusqu'à 1e4, et autograd traverse chaque fonction dérivable, sans nan lui non plus.
--
Activation functions and their derivatives (exercise ex02, PyTorch track).

Common rules: `x` is a non-empty tensor, float16, float32 or float64, of any number of
dimensions (at least 1), on any device. The value returned is a new tensor of the same shape
and dtype, on the same device; arguments are never modified. Every derivative is a function of
the pre-activation `x`, not of the output. All stays right for |x| up to 1e4, and autograd goes
through each differentiable function, without nan there either.
"""

import math

import torch
from torch import Tensor


def sigmoid(x: Tensor) -> Tensor:
    """Sigmoïde 1 / (1 + exp(-x)), stable pour |x| jusqu'à 1e4.

    Args:
        x: pré-activations, forme quelconque, flottants.
    Returns:
        valeurs de 0 à 1, même forme et même dtype que x.
    Source: manuel, section 3.2.
    --
    Sigmoid 1 / (1 + exp(-x)), stable for |x| up to 1e4.

    Args:
        x: pre-activations, any shape, floats.
    Returns:
        values from 0 to 1, same shape and dtype as x.
    Source: textbook, section 3.2.
    """
    ### BEGIN SOLUTION
    # 1 / (1 + exp(-x)) has the right value at -1e4, but not the right gradient: autograd multiplies
    # an infinity by a zero there. (1 + tanh(x / 2)) / 2 is the same function, and is never infinite.
    return 0.5 * (1.0 + torch.tanh(x / 2.0))
    ### END SOLUTION


def sigmoid_derivative(x: Tensor) -> Tensor:
    """Dérivée de la sigmoïde au point x (la pré-activation, pas la sortie).

    Args:
        x: pré-activations, forme quelconque, flottants.
    Returns:
        valeurs de 0 à 0.25, même forme et même dtype que x.
    Source: manuel, section 3.2.
    --
    Derivative of the sigmoid at x (the pre-activation, not the output).

    Args:
        x: pre-activations, any shape, floats.
    Returns:
        values from 0 to 0.25, same shape and dtype as x.
    Source: textbook, section 3.2.
    """
    ### BEGIN SOLUTION
    s = sigmoid(x)
    return s * (1.0 - s)
    ### END SOLUTION


def tanh(x: Tensor) -> Tensor:
    """Tangente hyperbolique, stable pour |x| jusqu'à 1e4.

    Args:
        x: pré-activations, forme quelconque, flottants.
    Returns:
        valeurs de -1 à 1, même forme et même dtype que x.
    Source: manuel, section 3.2.4.
    --
    Hyperbolic tangent, stable for |x| up to 1e4.

    Args:
        x: pre-activations, any shape, floats.
    Returns:
        values from -1 to 1, same shape and dtype as x.
    Source: textbook, section 3.2.4.
    """
    ### BEGIN SOLUTION
    return torch.tanh(x)
    ### END SOLUTION


def tanh_derivative(x: Tensor) -> Tensor:
    """Dérivée de la tangente hyperbolique au point x (la pré-activation).

    Args:
        x: pré-activations, forme quelconque, flottants.
    Returns:
        valeurs de 0 à 1, même forme et même dtype que x.
    Source: manuel, section 3.2.4.
    --
    Derivative of the hyperbolic tangent at x (the pre-activation).

    Args:
        x: pre-activations, any shape, floats.
    Returns:
        values from 0 to 1, same shape and dtype as x.
    Source: textbook, section 3.2.4.
    """
    ### BEGIN SOLUTION
    return 1.0 - torch.tanh(x) ** 2
    ### END SOLUTION


def relu(x: Tensor) -> Tensor:
    """ReLU : max(0, x).

    Args:
        x: pré-activations, forme quelconque, flottants.
    Returns:
        valeurs positives ou nulles, même forme et même dtype que x.
    Source: manuel, section 3.2.
    --
    ReLU: max(0, x).

    Args:
        x: pre-activations, any shape, floats.
    Returns:
        values that are never negative, same shape and dtype as x.
    Source: textbook, section 3.2.
    """
    ### BEGIN SOLUTION
    return torch.where(x > 0.0, x, 0.0)
    ### END SOLUTION


def relu_derivative(x: Tensor) -> Tensor:
    """Dérivée de ReLU : 1 où x > 0, 0 ailleurs (0 en x = 0, par convention).

    Args:
        x: pré-activations, forme quelconque, flottants.
    Returns:
        des 0 et des 1 flottants, même forme et même dtype que x.
    Source: manuel, section 3.2.
    --
    Derivative of ReLU: 1 where x > 0, 0 elsewhere (0 at x = 0, by convention).

    Args:
        x: pre-activations, any shape, floats.
    Returns:
        floating-point 0s and 1s, same shape and dtype as x.
    Source: textbook, section 3.2.
    """
    ### BEGIN SOLUTION
    return (x > 0.0).to(x.dtype)
    ### END SOLUTION


def leaky_relu(x: Tensor, slope: float = 0.01) -> Tensor:
    """Leaky ReLU : x où x > 0, slope * x ailleurs.

    Args:
        x: pré-activations, forme quelconque, flottants.
        slope: pente du côté négatif, un float Python strictement entre 0 et 1.
    Returns:
        même forme et même dtype que x.
    Source: manuel, section 3.2.
    --
    Leaky ReLU: x where x > 0, slope * x elsewhere.

    Args:
        x: pre-activations, any shape, floats.
        slope: slope of the negative side, a Python float strictly between 0 and 1.
    Returns:
        same shape and dtype as x.
    Source: textbook, section 3.2.
    """
    ### BEGIN SOLUTION
    return torch.where(x > 0.0, x, slope * x)
    ### END SOLUTION


def leaky_relu_derivative(x: Tensor, slope: float = 0.01) -> Tensor:
    """Dérivée de la leaky ReLU par rapport à x : 1 où x > 0, slope ailleurs (slope en 0).

    Args:
        x: pré-activations, forme quelconque, flottants.
        slope: pente du côté négatif, un float Python strictement entre 0 et 1.
    Returns:
        même forme et même dtype que x.
    Source: manuel, section 3.2.
    --
    Derivative of the leaky ReLU w.r.t. x: 1 where x > 0, slope elsewhere (slope at 0).

    Args:
        x: pre-activations, any shape, floats.
        slope: slope of the negative side, a Python float strictly between 0 and 1.
    Returns:
        same shape and dtype as x.
    Source: textbook, section 3.2.
    """
    ### BEGIN SOLUTION
    # Two plain numbers would give PyTorch's default dtype, float32: ones_like keeps that of x.
    return torch.where(x > 0.0, torch.ones_like(x), slope)
    ### END SOLUTION


def prelu(x: Tensor, slope: float | Tensor) -> Tensor:
    """PReLU : x où x > 0, slope * x ailleurs ; la pente est un paramètre appris.

    Args:
        x: pré-activations, forme quelconque, flottants.
        slope: un float Python ou un tenseur à 0 dimension du dtype de x, quelconque : négatif,
            nul ou plus grand que 1 aussi. Un tenseur doit recevoir son gradient d'autograd.
    Returns:
        même forme et même dtype que x.
    Source: manuel, section 3.2.
    --
    PReLU: x where x > 0, slope * x elsewhere; the slope is a learned parameter.

    Args:
        x: pre-activations, any shape, floats.
        slope: any Python float, or 0-dimensional tensor of the dtype of x: negative, zero or
            larger than 1 as well. A tensor must receive its gradient from autograd.
    Returns:
        same shape and dtype as x.
    Source: textbook, section 3.2.
    """
    ### BEGIN SOLUTION
    return leaky_relu(x, slope)
    ### END SOLUTION


def prelu_derivative(x: Tensor, slope: float) -> Tensor:
    """Dérivée de PReLU par rapport à x : 1 où x > 0, slope ailleurs (slope en 0).

    Args:
        x: pré-activations, forme quelconque, flottants.
        slope: un float Python quelconque.
    Returns:
        même forme et même dtype que x.
    Source: manuel, section 3.2.
    --
    Derivative of PReLU w.r.t. x: 1 where x > 0, slope elsewhere (slope at 0).

    Args:
        x: pre-activations, any shape, floats.
        slope: any Python float.
    Returns:
        same shape and dtype as x.
    Source: textbook, section 3.2.
    """
    ### BEGIN SOLUTION
    return leaky_relu_derivative(x, slope)
    ### END SOLUTION


def prelu_slope_derivative(x: Tensor, slope: float) -> Tensor:
    """Dérivée de PReLU par rapport à la pente, élément par élément (aucune somme).

    Args:
        x: pré-activations, forme quelconque, flottants.
        slope: un float Python quelconque.
    Returns:
        d prelu(x, slope) / d slope, même forme et même dtype que x.
    Source: manuel, section 3.2.
    --
    Derivative of PReLU w.r.t. its slope, element by element (no sum).

    Args:
        x: pre-activations, any shape, floats.
        slope: any Python float.
    Returns:
        d prelu(x, slope) / d slope, same shape and dtype as x.
    Source: textbook, section 3.2.
    """
    ### BEGIN SOLUTION
    return x.clamp(max=0.0)
    ### END SOLUTION


def gelu(x: Tensor) -> Tensor:
    """GELU exacte : x * Phi(x), Phi la fonction de répartition de la loi normale N(0, 1).

    Args:
        x: pré-activations, forme quelconque, flottants.
    Returns:
        même forme et même dtype que x ; la forme approchée par tanh est refusée.
    Source: manuel, section 3.2.
    --
    Exact GELU: x * Phi(x), Phi being the distribution function of the normal law N(0, 1).

    Args:
        x: pre-activations, any shape, floats.
    Returns:
        same shape and dtype as x; the tanh approximation is not accepted.
    Source: textbook, section 3.2.
    """
    ### BEGIN SOLUTION
    return 0.5 * x * (1.0 + torch.erf(x / math.sqrt(2.0)))
    ### END SOLUTION


def gelu_derivative(x: Tensor) -> Tensor:
    """Dérivée de la GELU exacte au point x.

    Args:
        x: pré-activations, forme quelconque, flottants.
    Returns:
        même forme et même dtype que x.
    Source: manuel, section 3.2.
    --
    Derivative of the exact GELU at x.

    Args:
        x: pre-activations, any shape, floats.
    Returns:
        same shape and dtype as x.
    Source: textbook, section 3.2.
    """
    ### BEGIN SOLUTION
    probability = 0.5 * (1.0 + torch.erf(x / math.sqrt(2.0)))
    density = torch.exp(-(x**2) / 2.0) / math.sqrt(2.0 * math.pi)
    return probability + x * density
    ### END SOLUTION


def softmax(z: Tensor) -> Tensor:
    """Softmax sur le dernier axe, stable pour des scores jusqu'à 1e4 en valeur absolue.

    Args:
        z: scores, forme (..., c), flottants ; par exemple (n, c) ou (c,).
    Returns:
        probabilités, de somme 1 sur le dernier axe, même forme et même dtype que z.
    Source: manuel, section 3.2.6.
    --
    Softmax over the last axis, stable for scores up to 1e4 in absolute value.

    Args:
        z: scores, shape (..., c), floats; for example (n, c) or (c,).
    Returns:
        probabilities that sum to 1 over the last axis, same shape and dtype as z.
    Source: textbook, section 3.2.6.
    """
    ### BEGIN SOLUTION
    e = torch.exp(z - z.amax(dim=-1, keepdim=True))
    return e / e.sum(dim=-1, keepdim=True)
    ### END SOLUTION


def softmax_vjp(z: Tensor, v: Tensor) -> Tensor:
    """Produit vecteur-jacobienne de softmax : v^T J, sur le dernier axe.

    Args:
        z: scores (pas des probabilités), forme (..., c), flottants.
        v: gradient reçu par la sortie de softmax, même forme et même dtype que z.
    Returns:
        gradient par rapport à z, même forme et même dtype que z.
    Source: manuel, sections 3.2.6 et 4.4.
    --
    Vector-Jacobian product of softmax: v^T J, over the last axis.

    Args:
        z: scores (not probabilities), shape (..., c), floats.
        v: gradient received by the output of softmax, same shape and dtype as z.
    Returns:
        gradient w.r.t. z, same shape and dtype as z.
    Source: textbook, sections 3.2.6 and 4.4.
    """
    ### BEGIN SOLUTION
    s = softmax(z)
    return s * (v - (s * v).sum(dim=-1, keepdim=True))
    ### END SOLUTION
