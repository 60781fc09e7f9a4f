"""Wrong answers that people really write in ex12, each with the words that explain it.

Each is laid over the solution and may use its names. Those of `train` that only change what goes
into the loop, or what comes out of it, keep the right one as a default argument.
"""

import math

import numpy as np

from grader.checks.api import misconception

# --- momentum_step --------------------------------------------------------------------------------


@misconception(
    "momentum-average",
    replaces="momentum_step",
    see="4.3",
    fr="Vous prenez une moyenne glissante, avec (1 - momentum) devant le gradient. Cette forme "
    "existe (c'est celle du m d'Adam), mais ici, comme dans PyTorch, le gradient entre en entier : "
    "v = momentum * v + g. Vos pas sont 10 fois plus courts quand momentum = 0,9.",
    en="You take a moving average, with (1 - momentum) before the gradient. That form exists (it is "
    "that of Adam's m), but here, as in PyTorch, the gradient goes in whole: v = momentum * v + g. "
    "Your steps are 10 times shorter when momentum = 0.9.",
)
def momentum_average(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity + (1 - momentum) * gradient
    return w - lr * velocity, velocity


@misconception(
    "momentum-uphill",
    replaces="momentum_step",
    see="4.3",
    fr="Vous ajoutez lr * v au paramètre : la vitesse accumule des gradients, qui montrent la "
    "montée. Pour descendre, retranchez : w - lr * v.",
    en="You add lr * v to the parameter: the velocity accumulates gradients, which show the way up. "
    "To go down, subtract: w - lr * v.",
)
def momentum_uphill(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity + gradient
    return w + lr * velocity, velocity


@misconception(
    "velocity-sign",
    replaces="momentum_step",
    see="4.3",
    fr="Vous retranchez le gradient de la vitesse (v = momentum * v - g). Ici la vitesse garde le "
    "sens du gradient, v = momentum * v + g, et c'est le pas qui porte le signe moins : w - lr * v.",
    en="You subtract the gradient from the velocity (v = momentum * v - g). Here the velocity keeps "
    "the direction of the gradient, v = momentum * v + g, and it is the step that carries the minus "
    "sign: w - lr * v.",
)
def momentum_velocity_sign(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity - gradient
    return w + lr * velocity, velocity


@misconception(
    "velocity-with-rate",
    replaces="momentum_step",
    see="4.3",
    fr="Le taux est déjà dans votre vitesse (v = momentum * v - lr * g, puis w + v) : c'est la "
    "convention d'autres bibliothèques. Dans celle de PyTorch, la vitesse n'accumule que des "
    "gradients et le taux ne multiplie que le pas ; les deux diffèrent dès que le taux change.",
    en="The rate is already in your velocity (v = momentum * v - lr * g, then w + v): that is the "
    "convention of other libraries. In PyTorch's, the velocity only accumulates gradients and the "
    "rate only multiplies the step; the two differ as soon as the rate changes.",
)
def momentum_velocity_with_rate(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity - lr * gradient
    return w + velocity, velocity


@misconception(
    "velocity-with-rate-positive",
    replaces="momentum_step",
    see="4.3",
    fr="Le taux est déjà dans votre vitesse (v = momentum * v + lr * g, puis w - v). Dans la "
    "convention de PyTorch, la vitesse n'accumule que des gradients, v = momentum * v + g, et le "
    "taux ne multiplie que le pas : w - lr * v.",
    en="The rate is already in your velocity (v = momentum * v + lr * g, then w - v). In PyTorch's "
    "convention, the velocity only accumulates gradients, v = momentum * v + g, and the rate only "
    "multiplies the step: w - lr * v.",
)
def momentum_velocity_with_rate_positive(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity + lr * gradient
    return w - velocity, velocity


@misconception(
    "momentum-nesterov",
    replaces="momentum_step",
    see="4.3",
    fr="C'est la variante de Nesterov : vous avancez de g + momentum * v au lieu de v. L'énoncé "
    "demande le momentum simple, w - lr * v avec la nouvelle vitesse.",
    en="That is Nesterov's variant: you move by g + momentum * v instead of v. The statement asks "
    "for plain momentum, w - lr * v with the new velocity.",
)
def momentum_nesterov(w, gradient, velocity, lr, momentum=0.9):
    velocity = momentum * velocity + gradient
    return w - lr * (gradient + momentum * velocity), velocity


@misconception(
    "momentum-old-velocity",
    replaces="momentum_step",
    see="4.3",
    fr="Vous avancez avec la vitesse d'avant : au premier pas, elle est nulle et rien ne bouge. "
    "Mettez d'abord la vitesse à jour, puis avancez avec la nouvelle.",
    en="You move with the velocity of before: at the first step it is zero and nothing moves. First "
    "update the velocity, then move with the new one.",
)
def momentum_old_velocity(w, gradient, velocity, lr, momentum=0.9):
    return w - lr * velocity, momentum * velocity + gradient


@misconception(
    "velocity-not-returned",
    replaces="momentum_step",
    see="4.3",
    fr="Le pas est juste, mais vous renvoyez l'ancienne vitesse : au pas suivant, tout l'élan sera "
    "perdu. Renvoyez celle que vous venez de calculer.",
    en="The step is right, but you return the old velocity: at the next step, all momentum will be "
    "lost. Return the one that you have just computed.",
)
def momentum_velocity_not_returned(w, gradient, velocity, lr, momentum=0.9):
    return w - lr * (momentum * velocity + gradient), velocity


# --- rmsprop_step ---------------------------------------------------------------------------------


@misconception(
    "rmsprop-no-root",
    replaces="rmsprop_step",
    see="4.3",
    fr="Vous divisez par la moyenne des carrés, sans en prendre la racine (le « R » de RMS). Le pas "
    "est alors d'autant plus court que le gradient est grand ; avec la racine, il n'en dépend plus.",
    en="You divide by the mean of the squares, without taking its root (the “R” of RMS). The step is "
    "then the shorter the larger the gradient is; with the root, it no longer depends on it.",
)
def rmsprop_no_root(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = alpha * square_avg + (1 - alpha) * gradient**2
    return w - lr * gradient / (square_avg + eps), square_avg


@misconception(
    "eps-inside-root",
    replaces="rmsprop_step",
    see="4.3",
    fr="Votre eps est sous la racine carrée : sqrt(s + eps). PyTorch l'ajoute à la racine, "
    "sqrt(s) + eps. Sous la racine, 1e-8 compte comme 1e-4 : les petits gradients sont ralentis.",
    en="Your eps is under the square root: sqrt(s + eps). PyTorch adds it to the root, "
    "sqrt(s) + eps. Under the root, 1e-8 counts as 1e-4: small gradients are slowed down.",
)
def rmsprop_eps_inside(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = alpha * square_avg + (1 - alpha) * gradient**2
    return w - lr * gradient / np.sqrt(square_avg + eps), square_avg


@misconception("eps-inside-root", replaces="adam_step")
def adam_eps_inside(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * (m / (1 - beta1**t)) / np.sqrt(v / (1 - beta2**t) + eps), m, v


@misconception(
    "eps-forgotten",
    replaces="rmsprop_step",
    see="4.3",
    fr="Vous n'ajoutez pas eps au dénominateur : une coordonnée dont le gradient a toujours été nul "
    "devient 0 / 0, donc nan. Divisez par sqrt(...) + eps.",
    en="You do not add eps to the denominator: a coordinate whose gradient has always been zero "
    "becomes 0 / 0, hence nan. Divide by sqrt(...) + eps.",
)
def rmsprop_eps_forgotten(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = alpha * square_avg + (1 - alpha) * gradient**2
    return w - lr * gradient / np.sqrt(square_avg), square_avg


@misconception("eps-forgotten", replaces="adam_step")
def adam_eps_forgotten(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * (m / (1 - beta1**t)) / np.sqrt(v / (1 - beta2**t)), m, v


@misconception(
    "rmsprop-alpha-swapped",
    replaces="rmsprop_step",
    see="4.3",
    fr="alpha et 1 - alpha sont échangés : alpha est la part gardée de l'ancienne moyenne, "
    "s = alpha * s + (1 - alpha) * g**2. Chez vous, la moyenne oublie presque tout à chaque pas.",
    en="alpha and 1 - alpha are exchanged: alpha is the share of the old average that is kept, "
    "s = alpha * s + (1 - alpha) * g**2. In yours, the average forgets almost all at each step.",
)
def rmsprop_alpha_swapped(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = (1 - alpha) * square_avg + alpha * gradient**2
    return w - lr * gradient / (np.sqrt(square_avg) + eps), square_avg


@misconception(
    "rmsprop-sums-squares",
    replaces="rmsprop_step",
    see="4.3",
    fr="Vous additionnez tous les carrés (s + g**2) : c'est AdaGrad, dont les pas ne font que "
    "raccourcir. RMSprop en prend la moyenne glissante : alpha * s + (1 - alpha) * g**2.",
    en="You add up all the squares (s + g**2): that is AdaGrad, whose steps only ever get shorter. "
    "RMSprop takes their moving average: alpha * s + (1 - alpha) * g**2.",
)
def rmsprop_sums_squares(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = square_avg + gradient**2
    return w - lr * gradient / (np.sqrt(square_avg) + eps), square_avg


@misconception(
    "rmsprop-whole-square",
    replaces="rmsprop_step",
    see="4.3",
    fr="Le facteur 1 - alpha manque devant gradient**2 : alpha * s + g**2 n'est plus une moyenne, et "
    "grandit jusqu'à 1 / (1 - alpha) fois trop. Les deux parts doivent avoir 1 pour somme : "
    "alpha * s + (1 - alpha) * g**2.",
    en="The factor 1 - alpha is missing before gradient**2: alpha * s + g**2 is no average any more, "
    "and grows up to 1 / (1 - alpha) times too large. Both shares must sum to 1: "
    "alpha * s + (1 - alpha) * g**2.",
)
def rmsprop_whole_square(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = alpha * square_avg + gradient**2
    return w - lr * gradient / (np.sqrt(square_avg) + eps), square_avg


@misconception(
    "rmsprop-no-square",
    replaces="rmsprop_step",
    see="4.3",
    fr="Votre moyenne est celle du gradient, pas de son carré : elle peut être négative, et sa "
    "racine nan. Prenez gradient**2.",
    en="Your average is that of the gradient, not of its square: it may be negative, and its root "
    "nan. Take gradient**2.",
)
def rmsprop_no_square(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    square_avg = alpha * square_avg + (1 - alpha) * gradient
    return w - lr * gradient / (np.sqrt(square_avg) + eps), square_avg


@misconception(
    "rmsprop-old-average",
    replaces="rmsprop_step",
    see="4.3",
    fr="Vous divisez par l'ancienne moyenne des carrés : au premier pas elle est nulle, et le pas "
    "vaut lr * g / eps, énorme. Mettez d'abord la moyenne à jour, puis divisez par la nouvelle.",
    en="You divide by the old average of the squares: at the first step it is zero, and the step is "
    "lr * g / eps, enormous. First update the average, then divide by the new one.",
)
def rmsprop_old_average(w, gradient, square_avg, lr, alpha=0.99, eps=1e-8):
    w = w - lr * gradient / (np.sqrt(square_avg) + eps)
    return w, alpha * square_avg + (1 - alpha) * gradient**2


# --- adam_step ------------------------------------------------------------------------------------


@misconception(
    "adam-no-correction",
    replaces="adam_step",
    see="4.3",
    fr="La correction du biais manque : m et v partent de zéro, et leurs poids n'ont que "
    "1 - beta**t pour somme. Divisez m par 1 - beta1**t et v par 1 - beta2**t avant le pas. Sans "
    "elle, votre premier pas vaut environ 3,2 fois lr au lieu de lr.",
    en="The bias correction is missing: m and v start from zero, and their weights only sum to "
    "1 - beta**t. Divide m by 1 - beta1**t and v by 1 - beta2**t before the step. Without it, your "
    "first step is about 3.2 times lr instead of lr.",
)
def adam_no_correction(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * m / (np.sqrt(v) + eps), m, v


@misconception(
    "adam-corrects-m-only",
    replaces="adam_step",
    see="4.3",
    fr="Vous ne corrigez que m. La moyenne des carrés part de zéro elle aussi, et met bien plus "
    "longtemps à l'oublier : divisez v par 1 - beta2**t.",
    en="You only correct m. The average of the squares starts from zero as well, and takes much "
    "longer to forget it: divide v by 1 - beta2**t.",
)
def adam_corrects_m_only(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v) + eps), m, v


@misconception(
    "adam-corrects-v-only",
    replaces="adam_step",
    see="4.3",
    fr="Vous ne corrigez que v. La moyenne du gradient part de zéro elle aussi : divisez m par "
    "1 - beta1**t. Sans cela, chaque coordonnée n'avance que de 0,1 lr au premier pas.",
    en="You only correct v. The average of the gradient starts from zero as well: divide m by "
    "1 - beta1**t. Without that, each coordinate only moves by 0.1 lr at the first step.",
)
def adam_corrects_v_only(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * m / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception(
    "adam-eps-before-correction",
    replaces="adam_step",
    see="4.3",
    fr="Vous ajoutez eps à la racine de v avant de la corriger : la correction agrandit alors eps "
    "aussi (32 fois, au premier pas). PyTorch corrige d'abord : sqrt(v / (1 - beta2**t)) + eps.",
    en="You add eps to the root of v before correcting it: the correction then enlarges eps too (32 "
    "times, at the first step). PyTorch corrects first: sqrt(v / (1 - beta2**t)) + eps.",
)
def adam_eps_before_correction(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    rate = lr * math.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + eps), m, v


@misconception(
    "adam-t-plus-one",
    replaces="adam_step",
    see="4.3",
    fr="Vous corrigez avec la puissance t + 1, comme si t partait de 0. Ici t est le numéro du pas "
    "et vaut déjà 1 au premier : la correction est 1 - beta**t.",
    en="You correct with the power t + 1, as if t started from 0. Here t is the number of the step "
    "and is already 1 at the first one: the correction is 1 - beta**t.",
)
def adam_t_plus_one(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    m_hat, v_hat = m / (1 - beta1 ** (t + 1)), v / (1 - beta2 ** (t + 1))
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


@misconception(
    "adam-t-minus-one",
    replaces="adam_step",
    see="4.3",
    fr="Vous corrigez avec la puissance t - 1 : au premier pas, 1 - beta**0 = 0, et la division par "
    "zéro donne nan. La correction du pas numéro t est 1 - beta**t.",
    en="You correct with the power t - 1: at the first step, 1 - beta**0 = 0, and the division by "
    "zero gives nan. The correction of step number t is 1 - beta**t.",
)
def adam_t_minus_one(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    # NumPy's floats: a division by zero is then a nan, as for an array, and no exception.
    m_hat, v_hat = m / np.float64(1 - beta1 ** (t - 1)), v / np.float64(1 - beta2 ** (t - 1))
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


@misconception(
    "adam-power-forgotten",
    replaces="adam_step",
    see="4.3",
    fr="Vous corrigez par 1 - beta, sans la puissance t : c'est juste au premier pas seulement. "
    "Ensuite le biais diminue, et la correction avec lui : 1 - beta**t.",
    en="You correct by 1 - beta, without the power t: that is right at the first step only. "
    "Afterwards the bias shrinks, and the correction with it: 1 - beta**t.",
)
def adam_power_forgotten(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * (m / (1 - beta1)) / (np.sqrt(v / (1 - beta2)) + eps), m, v


@misconception(
    "adam-power-outside",
    replaces="adam_step",
    see="4.3",
    fr="La puissance t porte sur toute la parenthèse : (1 - beta)**t, qui devient minuscule. Elle ne "
    "porte que sur beta : 1 - beta**t, qui tend vers 1.",
    en="The power t applies to the whole bracket: (1 - beta)**t, which becomes tiny. It applies to "
    "beta only: 1 - beta**t, which tends to 1.",
)
def adam_power_outside(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * (m / (1 - beta1) ** t) / (np.sqrt(v / (1 - beta2) ** t) + eps), m, v


@misconception(
    "adam-betas-swapped",
    replaces="adam_step",
    see="4.3",
    fr="beta1 et beta2 sont échangés : beta1 (0,9) est pour m, la moyenne du gradient ; beta2 "
    "(0,999) pour v, la moyenne de ses carrés.",
    en="beta1 and beta2 are exchanged: beta1 (0.9) is for m, the average of the gradient; beta2 "
    "(0.999) for v, the average of its squares.",
)
def adam_betas_swapped(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta2 * m + (1 - beta2) * gradient
    v = beta1 * v + (1 - beta1) * gradient**2
    return w - lr * (m / (1 - beta2**t)) / (np.sqrt(v / (1 - beta1**t)) + eps), m, v


@misconception(
    "adam-complement-swapped",
    replaces="adam_step",
    see="4.3",
    fr="beta et 1 - beta sont échangés : beta est la part gardée de l'ancienne moyenne, "
    "m = beta1 * m + (1 - beta1) * g, et de même pour v.",
    en="beta and 1 - beta are exchanged: beta is the share of the old average that is kept, "
    "m = beta1 * m + (1 - beta1) * g, and likewise for v.",
)
def adam_complement_swapped(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = (1 - beta1) * m + beta1 * gradient
    v = (1 - beta2) * v + beta2 * gradient**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception(
    "adam-no-root",
    replaces="adam_step",
    see="4.3",
    fr="Vous divisez par v corrigé sans en prendre la racine : le premier pas ne vaut plus lr, et il "
    "est d'autant plus court que le gradient est grand. Divisez par sqrt(v corrigé) + eps.",
    en="You divide by the corrected v without taking its root: the first step is no longer lr, "
    "and it is the shorter the larger the gradient is. Divide by sqrt(corrected v) + eps.",
)
def adam_no_root(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * (m / (1 - beta1**t)) / (v / (1 - beta2**t) + eps), m, v


@misconception(
    "adam-gradient-not-m",
    replaces="adam_step",
    see="4.3",
    fr="Vous avancez avec le gradient du moment au lieu de m corrigé : c'est RMSprop avec une "
    "correction. L'élan d'Adam est dans m.",
    en="You move with the present gradient instead of the corrected m: that is RMSprop with a "
    "correction. Adam's momentum is in m.",
)
def adam_gradient_not_m(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * gradient / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception(
    "adam-corrected-state",
    replaces="adam_step",
    see="4.3",
    fr="Le pas est juste, mais vous renvoyez m et v corrigés : au pas suivant, ils seraient corrigés "
    "une deuxième fois. Gardez deux noms, et renvoyez les moyennes sans correction.",
    en="The step is right, but you return the corrected m and v: at the next step, they would be "
    "corrected a second time. Keep two names, and return the averages without correction.",
)
def adam_corrected_state(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = (beta1 * m + (1 - beta1) * gradient) / (1 - beta1**t)
    v = (beta2 * v + (1 - beta2) * gradient**2) / (1 - beta2**t)
    return w - lr * m / (np.sqrt(v) + eps), m, v


@misconception(
    "adam-m-like-momentum",
    replaces="adam_step",
    see="4.3",
    fr="Votre m accumule le gradient entier, comme la vitesse de momentum. Celui d'Adam est une "
    "moyenne : m = beta1 * m + (1 - beta1) * g. Sinon la correction le rend dix fois trop grand.",
    en="Your m accumulates the whole gradient, like momentum's velocity. Adam's is an average: "
    "m = beta1 * m + (1 - beta1) * g. Otherwise the correction makes it ten times too large.",
)
def adam_m_like_momentum(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception(
    "adam-sums",
    replaces="adam_step",
    see="4.3",
    fr="Vos m et v accumulent g et g**2 en entier. Ce sont des moyennes : mettez (1 - beta1) devant "
    "g, et (1 - beta2) devant g**2.",
    en="Your m and v accumulate g and g**2 whole. They are averages: put (1 - beta1) before g, and "
    "(1 - beta2) before g**2.",
)
def adam_sums(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + gradient
    v = beta2 * v + gradient**2
    return w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


@misconception(
    "adam-uphill",
    replaces="adam_step",
    see="4.3",
    fr="Votre pas monte : il s'ajoute à w. Il faut le retrancher.",
    en="Your step goes uphill: it is added to w. It has to be subtracted.",
)
def adam_uphill(w, gradient, m, v, t, lr, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * gradient
    v = beta2 * v + (1 - beta2) * gradient**2
    return w + lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps), m, v


# --- step_schedule --------------------------------------------------------------------------------


@misconception(
    "step-off-by-one",
    replaces="step_schedule",
    see="4.3",
    fr="Votre palier finit une époque trop tôt : vous comptez epoch + 1. Les époques partent de 0, "
    "et le premier palier en a step_size, de 0 à step_size - 1 : epoch // step_size.",
    en="Your plateau ends one epoch too early: you count epoch + 1. The epochs start from 0, and the "
    "first plateau has step_size of them, from 0 to step_size - 1: epoch // step_size.",
)
def step_off_by_one(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma ** ((epoch + 1) // step_size)


@misconception(
    "step-too-late",
    replaces="step_schedule",
    see="4.3",
    fr="Votre palier finit une époque trop tard : à l'époque step_size, le taux doit déjà être "
    "multiplié par gamma. L'exposant est epoch // step_size.",
    en="Your plateau ends one epoch too late: in the epoch step_size, the rate must already be "
    "multiplied by gamma. The exponent is epoch // step_size.",
)
def step_too_late(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma ** (max(epoch - 1, 0) // step_size)


@misconception(
    "step-without-plateau",
    replaces="step_schedule",
    see="4.3",
    fr="Votre taux descend à chaque époque, sans palier : la division n'est pas entière. Écrivez "
    "epoch // step_size, avec deux barres.",
    en="Your rate goes down in each epoch, without a plateau: the division is not an integer one. "
    "Write epoch // step_size, with two slashes.",
)
def step_without_plateau(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma ** (epoch / step_size)


@misconception(
    "step-only-once",
    replaces="step_schedule",
    see="4.3",
    fr="Votre taux ne baisse qu'une fois. Il est multiplié par gamma toutes les step_size époques : "
    "gamma ** (epoch // step_size).",
    en="Your rate only falls once. It is multiplied by gamma every step_size epochs: "
    "gamma ** (epoch // step_size).",
)
def step_only_once(lr, epoch, step_size=10, gamma=0.1):
    return lr if epoch < step_size else lr * gamma


@misconception(
    "step-every-epoch",
    replaces="step_schedule",
    see="4.3",
    fr="Vous multipliez par gamma à chaque époque : step_size n'intervient pas. L'exposant est le "
    "nombre de paliers finis, epoch // step_size.",
    en="You multiply by gamma in each epoch: step_size plays no part. The exponent is the number of "
    "finished plateaus, epoch // step_size.",
)
def step_every_epoch(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma**epoch


@misconception(
    "step-product-not-power",
    replaces="step_schedule",
    see="4.3",
    fr="Vous multipliez gamma par le nombre de paliers finis : le taux vaut 0 au début, puis monte. "
    "C'est une puissance : gamma ** (epoch // step_size).",
    en="You multiply gamma by the number of finished plateaus: the rate is 0 at first, then goes up. "
    "It is a power: gamma ** (epoch // step_size).",
)
def step_product_not_power(lr, epoch, step_size=10, gamma=0.1):
    return lr * gamma * (epoch // step_size)


# --- cosine_schedule ------------------------------------------------------------------------------


@misconception(
    "cosine-full-turn",
    replaces="cosine_schedule",
    see="4.3",
    fr="Votre cosinus fait un tour complet (2 pi) : le taux descend, puis remonte jusqu'à lr. Il n'en "
    "faut qu'un demi-tour : cos(pi * epoch / total).",
    en="Your cosine makes a full turn (2 pi): the rate goes down, then up to lr again. Only half a "
    "turn is needed: cos(pi * epoch / total).",
)
def cosine_full_turn(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 + math.cos(2 * math.pi * epoch / total)) / 2


@misconception(
    "cosine-upwards",
    replaces="cosine_schedule",
    see="4.3",
    fr="Votre taux monte de lr_min à lr. Il doit descendre : 1 + cos vaut 2 à l'époque 0 et 0 à la "
    "dernière, 1 - cos fait le contraire.",
    en="Your rate goes up from lr_min to lr. It must go down: 1 + cos is 2 in the epoch 0 and 0 in "
    "the last one, 1 - cos does the opposite.",
)
def cosine_upwards(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 - math.cos(math.pi * epoch / total)) / 2


@misconception(
    "cosine-minimum-ignored",
    replaces="cosine_schedule",
    see="4.3",
    fr="Votre taux descend jusqu'à 0 : lr_min n'intervient pas. Il faut aller de lr à lr_min : "
    "lr_min + (lr - lr_min) * (1 + cos) / 2.",
    en="Your rate goes down to 0: lr_min plays no part. It must go from lr to lr_min: "
    "lr_min + (lr - lr_min) * (1 + cos) / 2.",
)
def cosine_minimum_ignored(lr, epoch, total, lr_min=0.0):
    return lr * (1 + math.cos(math.pi * epoch / total)) / 2


@misconception(
    "cosine-minimum-added",
    replaces="cosine_schedule",
    see="4.3",
    fr="Vous ajoutez lr_min à une descente entière de lr à 0 : à l'époque 0, le taux vaut "
    "lr + lr_min. La descente n'a que la hauteur lr - lr_min.",
    en="You add lr_min to a whole descent from lr to 0: in the epoch 0, the rate is lr + lr_min. The "
    "descent is only lr - lr_min high.",
)
def cosine_minimum_added(lr, epoch, total, lr_min=0.0):
    return lr_min + lr * (1 + math.cos(math.pi * epoch / total)) / 2


@misconception(
    "cosine-minimum-clamped",
    replaces="cosine_schedule",
    see="4.3",
    fr="Vous descendez vers 0 et vous arrêtez à lr_min par un maximum : la courbe se casse. Elle doit "
    "aller doucement de lr à lr_min : lr_min + (lr - lr_min) * (1 + cos) / 2.",
    en="You go down towards 0 and stop at lr_min with a maximum: the curve breaks. It must go gently "
    "from lr to lr_min: lr_min + (lr - lr_min) * (1 + cos) / 2.",
)
def cosine_minimum_clamped(lr, epoch, total, lr_min=0.0):
    return max(lr_min, lr * (1 + math.cos(math.pi * epoch / total)) / 2)


@misconception(
    "cosine-half-forgotten",
    replaces="cosine_schedule",
    see="4.3",
    fr="Le 1/2 manque : 1 + cos va de 2 à 0, donc votre taux part de près de 2 lr. Divisez par 2.",
    en="The 1/2 is missing: 1 + cos goes from 2 to 0, so your rate starts at nearly 2 lr. Divide by "
    "2.",
)
def cosine_half_forgotten(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 + math.cos(math.pi * epoch / total))


@misconception(
    "cosine-total-minus-one",
    replaces="cosine_schedule",
    see="4.3",
    fr="Vous divisez par total - 1 : le taux atteint lr_min une époque trop tôt. Comme dans PyTorch, "
    "il l'atteint à l'époque total : cos(pi * epoch / total).",
    en="You divide by total - 1: the rate reaches lr_min one epoch too early. As in PyTorch, it "
    "reaches it in the epoch total: cos(pi * epoch / total).",
)
def cosine_total_minus_one(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 + math.cos(math.pi * epoch / max(total - 1, 1))) / 2


@misconception(
    "cosine-from-one",
    replaces="cosine_schedule",
    see="4.3",
    fr="Vous comptez epoch + 1 : à l'époque 0, votre taux a déjà baissé. Les époques partent de 0, où "
    "le taux vaut lr.",
    en="You count epoch + 1: in the epoch 0, your rate has already fallen. The epochs start from 0, "
    "where the rate is lr.",
)
def cosine_from_one(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 + math.cos(math.pi * (epoch + 1) / total)) / 2


@misconception(
    "cosine-numpy-float64",
    replaces="cosine_schedule",
    see="4.3",
    fr="Le taux est juste, mais np.cos en fait un np.float64, qui change les paramètres float32 en "
    "float64 dès le premier pas. Prenez math.cos, ou terminez par float(...).",
    en="The rate is right, but np.cos makes it an np.float64, which turns float32 parameters into "
    "float64 from the first step on. Take math.cos, or end with float(...).",
)
def cosine_numpy_float64(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 + np.cos(np.pi * epoch / total)) / 2


@misconception(
    "cosine-straight-line",
    replaces="cosine_schedule",
    see="4.3",
    fr="Votre taux descend en ligne droite. Il doit suivre une demi-période de cosinus : lent au "
    "début, rapide au milieu, lent à la fin.",
    en="Your rate goes down in a straight line. It must follow half a period of a cosine: slowly at "
    "first, fast in the middle, slowly at the end.",
)
def cosine_straight_line(lr, epoch, total, lr_min=0.0):
    return lr_min + (lr - lr_min) * (1 - epoch / total)


# --- clip_by_value --------------------------------------------------------------------------------


@misconception(
    "clip-one-side",
    replaces="clip_by_value",
    see="4.3",
    fr="Vous n'écrêtez que par le haut : un gradient de -1000 passe intact. Il faut les deux bornes, "
    "-limit et +limit.",
    en="You only clip from above: a gradient of -1000 goes through untouched. Both bounds are needed, "
    "-limit and +limit.",
)
def clip_one_side(gradients, limit):
    return [np.minimum(gradient, limit) for gradient in gradients]


@misconception(
    "clip-from-zero",
    replaces="clip_by_value",
    see="4.3",
    fr="Vous ramenez dans [0, limit] : tous les gradients négatifs deviennent nuls, et le paramètre "
    "ne peut plus que diminuer. La borne du bas est -limit.",
    en="You bring into [0, limit]: all negative gradients become zero, and the parameter can only "
    "decrease. The lower bound is -limit.",
)
def clip_from_zero(gradients, limit):
    return [np.clip(gradient, 0, limit) for gradient in gradients]


@misconception(
    "clip-value-scales",
    replaces="clip_by_value",
    see="4.3",
    fr="Vous réduisez tout un tableau pour que son plus grand nombre tienne dans la limite. "
    "L'écrêtage par valeur coupe chaque nombre séparément, et laisse les autres intacts.",
    en="You scale a whole array down so that its largest number fits the limit. Clipping by value "
    "cuts each number separately, and leaves the others alone.",
)
def clip_value_scales(gradients, limit):
    return [g * (limit / max(limit, float(np.max(np.abs(g))))) for g in gradients]


# --- clip_by_norm ---------------------------------------------------------------------------------


@misconception(
    "clip-each-array",
    replaces="clip_by_norm",
    see="4.3",
    fr="Chaque tableau est écrêté par sa propre norme. La norme est celle de tous les gradients, mis "
    "bout à bout, et un seul facteur les multiplie tous : sinon la direction change.",
    en="Each array is clipped by its own norm. The norm is that of all the gradients, put end to end, "
    "and a single factor multiplies them all: otherwise the direction changes.",
)
def clip_each_array(gradients, max_norm):
    whole = math.sqrt(sum(float(np.sum(g**2)) for g in gradients))
    return [g * (max_norm / max(float(np.sqrt(np.sum(g**2))), max_norm)) for g in gradients], whole


@misconception(
    "clip-scales-up",
    replaces="clip_by_norm",
    see="4.3",
    fr="Vous ramenez toujours la norme à max_norm, même quand le gradient est plus court : il est "
    "alors agrandi (et un gradient nul devient nan). On n'écrête que si la norme dépasse max_norm.",
    en="You always bring the norm to max_norm, even when the gradient is shorter: it is then enlarged "
    "(and a gradient of zeros becomes nan). One only clips when the norm exceeds max_norm.",
)
def clip_scales_up(gradients, max_norm):
    norm = np.sqrt(sum(float(np.sum(g**2)) for g in gradients))
    # Its dtype is right: a NumPy float64 that spreads is another mistake.
    return [(g * (max_norm / norm)).astype(g.dtype) for g in gradients], norm


@misconception(
    "clip-numpy-float64",
    replaces="clip_by_norm",
    see="4.3",
    fr="Les nombres sont justes, mais votre norme est un float64 de NumPy (np.sqrt d'un float) : en "
    "multipliant des gradients float32, elle en fait du float64. Prenez math.sqrt, ou float(norme).",
    en="The numbers are right, but your norm is a NumPy float64 (np.sqrt of a float): multiplying "
    "float32 gradients, it turns them into float64. Take math.sqrt, or float(norm).",
)
def clip_numpy_float64(gradients, max_norm):
    norm = np.sqrt(sum(float(np.sum(g**2)) for g in gradients))
    return [g * (max_norm / norm) if norm > max_norm else g for g in gradients], norm


@misconception(
    "clip-norm-by-value",
    replaces="clip_by_norm",
    see="4.3",
    fr="Vous coupez chaque nombre à max_norm : c'est l'écrêtage par valeur, qui change la direction. "
    "Ici, tout est multiplié par un même facteur, max_norm / norme.",
    en="You cut each number at max_norm: that is clipping by value, which changes the direction. "
    "Here, all is multiplied by one factor, max_norm / norm.",
)
def clip_norm_by_value(gradients, max_norm):
    norm = math.sqrt(sum(float(np.sum(g**2)) for g in gradients))
    return [np.clip(g, -max_norm, max_norm) for g in gradients], norm


@misconception(
    "clip-norm-squared",
    replaces="clip_by_norm",
    see="4.3",
    fr="Votre norme est la somme des carrés : il manque la racine carrée.",
    en="Your norm is the sum of the squares: the square root is missing.",
)
def clip_norm_squared(gradients, max_norm):
    norm = sum(float(np.sum(g**2)) for g in gradients)
    return [g * (max_norm / max(norm, max_norm)) for g in gradients], norm


@misconception(
    "clip-sum-of-norms",
    replaces="clip_by_norm",
    see="4.3",
    fr="Vous additionnez les normes des tableaux. La norme globale est la racine de la somme de tous "
    "les carrés : 5 et 12 font 13, pas 17.",
    en="You add up the norms of the arrays. The global norm is the root of the sum of all squares: 5 "
    "and 12 make 13, not 17.",
)
def clip_sum_of_norms(gradients, max_norm):
    norm = sum(math.sqrt(float(np.sum(g**2))) for g in gradients)
    return [g * (max_norm / max(norm, max_norm)) for g in gradients], norm


@misconception(
    "clip-sum-of-absolutes",
    replaces="clip_by_norm",
    see="4.3",
    fr="Votre norme est la somme des valeurs absolues (norme 1). Il faut la norme euclidienne : la "
    "racine de la somme des carrés.",
    en="Your norm is the sum of the absolute values (1-norm). The Euclidean norm is needed: the root "
    "of the sum of the squares.",
)
def clip_sum_of_absolutes(gradients, max_norm):
    norm = sum(float(np.sum(np.abs(g))) for g in gradients)
    return [g * (max_norm / max(norm, max_norm)) for g in gradients], norm


@misconception(
    "clip-to-unit",
    replaces="clip_by_norm",
    see="4.3",
    fr="Quand la norme dépasse max_norm, vous divisez par la norme : il reste un vecteur de longueur "
    "1, au lieu de max_norm. Multipliez par max_norm / norme.",
    en="When the norm exceeds max_norm, you divide by the norm: a vector of length 1 is left, instead "
    "of max_norm. Multiply by max_norm / norm.",
)
def clip_to_unit(gradients, max_norm):
    norm = math.sqrt(sum(float(np.sum(g**2)) for g in gradients))
    return [g / norm if norm > max_norm else g for g in gradients], norm


@misconception(
    "clip-torch-epsilon",
    replaces="clip_by_norm",
    see="4.3",
    fr="Vous ajoutez 1e-6 à la norme, comme le fait PyTorch. L'énoncé s'en écarte sur ce seul point : "
    "le facteur est exactement max_norm / norme, et la nouvelle norme exactement max_norm.",
    en="You add 1e-6 to the norm, as PyTorch does. The statement departs from it on this one point: "
    "the factor is exactly max_norm / norm, and the new norm exactly max_norm.",
)
def clip_torch_epsilon(gradients, max_norm):
    norm = math.sqrt(sum(float(np.sum(g**2)) for g in gradients))
    return [g * min(1.0, max_norm / (norm + 1e-6)) for g in gradients], norm


@misconception(
    "clip-norm-after",
    replaces="clip_by_norm",
    see="4.3",
    fr="Les gradients sont justes, mais vous renvoyez la norme d'après l'écrêtage. C'est celle "
    "d'avant qui renseigne : elle dit si quelque chose explose.",
    en="The gradients are right, but you return the norm after clipping. It is the one before that "
    "tells something: it says whether something explodes.",
)
def clip_norm_after(gradients, max_norm):
    norm = math.sqrt(sum(float(np.sum(g**2)) for g in gradients))
    return [g * (max_norm / max(norm, max_norm)) for g in gradients], min(norm, max_norm)


# --- train ----------------------------------------------------------------------------------------


@misconception(
    "one-state-for-all",
    replaces="train",
    see="4.3",
    fr="Tous vos paramètres partagent un seul état (une vitesse, ou m et v) : chacun hérite de l'élan "
    "du précédent. Il en faut un par paramètre, de sa forme.",
    en="All your parameters share a single state (a velocity, or m and v): each inherits the momentum "
    "of the one before. Each parameter needs its own, of its shape.",
)
def train_one_state(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses, t = list(parameters), [], 0
    first = second = np.zeros_like(current[0])
    for epoch in range(epochs):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            t += 1
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                if optimiser == "sgd":
                    current[i] = w - rate * g
                elif optimiser == "momentum":
                    current[i], first = momentum_step(w, g, first, rate)
                elif optimiser == "rmsprop":
                    current[i], first = rmsprop_step(w, g, first, rate)
                else:
                    current[i], first, second = adam_step(w, g, first, second, t, rate)
    return current, losses


@misconception(
    "state-never-kept",
    replaces="train",
    see="4.3",
    fr="L'état (vitesse, moyennes) repart de zéro à chaque pas : momentum n'a plus d'élan, RMSprop et "
    "Adam plus de mémoire. Créez-le une fois, avant les boucles, et gardez ce que chaque pas renvoie.",
    en="The state (velocity, averages) starts from zero at each step: momentum has no momentum left, "
    "RMSprop and Adam no memory. Create it once, before the loops, and keep what each step returns.",
)
def train_without_memory(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses, t = list(parameters), [], 0
    for epoch in range(epochs):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            t += 1
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                zero = np.zeros_like(w)
                if optimiser == "sgd":
                    current[i] = w - rate * g
                elif optimiser == "momentum":
                    current[i] = momentum_step(w, g, zero, rate)[0]
                elif optimiser == "rmsprop":
                    current[i] = rmsprop_step(w, g, zero, rate)[0]
                else:
                    current[i] = adam_step(w, g, zero, zero, t, rate)[0]
    return current, losses


@misconception(
    "state-reset-each-epoch",
    replaces="train",
    see="4.3",
    fr="L'état et le numéro du pas repartent de zéro à chaque époque. Créez-les une seule fois, avant "
    "la boucle sur les époques : une époque n'efface pas la mémoire.",
    en="The state and the step number start from zero again at each epoch. Create them only once, "
    "before the loop over the epochs: an epoch does not erase the memory.",
)
def train_resetting(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    losses = []
    for epoch in range(epochs):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        parameters, some = right(
            optimiser, parameters, evaluate, rate, 1, steps_per_epoch, max_norm=max_norm
        )
        losses += some
    return parameters, losses


@misconception(
    "t-from-zero",
    replaces="train",
    see="4.3",
    fr="Votre premier pas d'Adam porte le numéro 0 : la correction 1 - beta**0 est nulle, et la "
    "division par zéro donne nan. Le premier pas est le numéro 1 : augmentez t avant le pas.",
    en="Your first step of Adam has the number 0: the correction 1 - beta**0 is zero, and the "
    "division by zero gives nan. The first step is number 1: increase t before the step.",
)
def train_t_from_zero(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses, t = list(parameters), [], 0
    first = [np.zeros_like(w) for w in current]
    second = [np.zeros_like(w) for w in current]
    for epoch in range(epochs):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                if optimiser == "sgd":
                    current[i] = w - rate * g
                elif optimiser == "momentum":
                    current[i], first[i] = momentum_step(w, g, first[i], rate)
                elif optimiser == "rmsprop":
                    current[i], first[i] = rmsprop_step(w, g, first[i], rate)
                else:
                    current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, rate)
            t += 1
    return current, losses


@misconception(
    "t-is-the-epoch",
    replaces="train",
    see="4.3",
    fr="Le t que vous donnez à Adam est le numéro de l'époque. C'est le nombre de pas faits depuis le "
    "début, toutes époques confondues.",
    en="The t that you give Adam is the number of the epoch. It is the number of steps made since "
    "the beginning, over all epochs.",
)
def train_t_is_the_epoch(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses = list(parameters), []
    first = [np.zeros_like(w) for w in current]
    second = [np.zeros_like(w) for w in current]
    for epoch in range(epochs):
        rate, t = lr, epoch + 1
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                if optimiser == "sgd":
                    current[i] = w - rate * g
                elif optimiser == "momentum":
                    current[i], first[i] = momentum_step(w, g, first[i], rate)
                elif optimiser == "rmsprop":
                    current[i], first[i] = rmsprop_step(w, g, first[i], rate)
                else:
                    current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, rate)
    return current, losses


@misconception(
    "t-in-the-epoch",
    replaces="train",
    see="4.3",
    fr="Votre t repart de zéro à chaque époque : il n'est que le numéro du pas dans l'époque, et Adam "
    "corrige ses moyennes comme si elles étaient neuves. Mettez t = 0 une seule fois, avant la boucle "
    "sur les époques.",
    en="Your t starts from zero again at each epoch: it is only the number of the step in the epoch, "
    "and Adam corrects its averages as if they were new. Set t = 0 only once, before the loop over the "
    "epochs.",
)
def train_t_in_the_epoch(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses = list(parameters), []
    first = [np.zeros_like(w) for w in current]
    second = [np.zeros_like(w) for w in current]
    for epoch in range(epochs):
        rate, t = lr, 0
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            t += 1
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                if optimiser == "sgd":
                    current[i] = w - rate * g
                elif optimiser == "momentum":
                    current[i], first[i] = momentum_step(w, g, first[i], rate)
                elif optimiser == "rmsprop":
                    current[i], first[i] = rmsprop_step(w, g, first[i], rate)
                else:
                    current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, rate)
    return current, losses


@misconception(
    "t-per-parameter",
    replaces="train",
    see="4.3",
    fr="Votre t augmente à chaque paramètre : le deuxième est corrigé comme s'il avait fait un pas "
    "de plus. Augmentez t une fois par pas, avant la boucle sur les paramètres.",
    en="Your t increases with each parameter: the second one is corrected as if it had made one more "
    "step. Increase t once per step, before the loop over the parameters.",
)
def train_t_per_parameter(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses, t = list(parameters), [], 0
    first = [np.zeros_like(w) for w in current]
    second = [np.zeros_like(w) for w in current]
    for epoch in range(epochs):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, epoch)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                t += 1
                if optimiser == "sgd":
                    current[i] = w - rate * g
                elif optimiser == "momentum":
                    current[i], first[i] = momentum_step(w, g, first[i], rate)
                elif optimiser == "rmsprop":
                    current[i], first[i] = rmsprop_step(w, g, first[i], rate)
                else:
                    current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, rate)
    return current, losses


@misconception(
    "schedule-per-step",
    replaces="train",
    see="4.3",
    fr="Votre taux change à chaque pas : le calendrier reçoit le numéro du pas. Il attend celui de "
    "l'époque, et le taux reste le même pour tous les pas d'une époque.",
    en="Your rate changes at each step: the schedule is given the number of the step. It expects that "
    "of the epoch, and the rate stays the same for all the steps of an epoch.",
)
def train_schedule_per_step(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses = list(parameters), []
    first = [np.zeros_like(w) for w in current]
    second = [np.zeros_like(w) for w in current]
    for t in range(1, epochs * steps_per_epoch + 1):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, t - 1)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, t - 1, epochs)
        loss, gradients = evaluate(current)
        losses.append(loss)
        if max_norm is not None:
            gradients, _ = clip_by_norm(gradients, max_norm)
        for i, (w, g) in enumerate(zip(current, gradients)):
            if optimiser == "sgd":
                current[i] = w - rate * g
            elif optimiser == "momentum":
                current[i], first[i] = momentum_step(w, g, first[i], rate)
            elif optimiser == "rmsprop":
                current[i], first[i] = rmsprop_step(w, g, first[i], rate)
            else:
                current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, rate)
    return current, losses


@misconception(
    "schedule-over-all-steps",
    replaces="train",
    see="4.3",
    fr="Votre taux change à chaque pas : vous étalez le calendrier sur epochs * steps_per_epoch pas. "
    "C'est parfois un bon choix, mais l'énoncé fixe un taux par époque : "
    "cosine_schedule(lr, époque, epochs), le même pour tous les pas de l'époque.",
    en="Your rate changes at each step: you spread the schedule over epochs * steps_per_epoch steps. "
    "That is sometimes a good choice, but the statement fixes one rate per epoch: "
    "cosine_schedule(lr, epoch, epochs), the same for all the steps of the epoch.",
)
def train_schedule_over_steps(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses = list(parameters), []
    first = [np.zeros_like(w) for w in current]
    second = [np.zeros_like(w) for w in current]
    for t in range(1, epochs * steps_per_epoch + 1):
        rate = lr
        if schedule == "step":
            rate = step_schedule(lr, t - 1)
        elif schedule == "cosine":
            rate = cosine_schedule(lr, t - 1, epochs * steps_per_epoch)
        loss, gradients = evaluate(current)
        losses.append(loss)
        if max_norm is not None:
            gradients, _ = clip_by_norm(gradients, max_norm)
        for i, (w, g) in enumerate(zip(current, gradients)):
            if optimiser == "sgd":
                current[i] = w - rate * g
            elif optimiser == "momentum":
                current[i], first[i] = momentum_step(w, g, first[i], rate)
            elif optimiser == "rmsprop":
                current[i], first[i] = rmsprop_step(w, g, first[i], rate)
            else:
                current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, rate)
    return current, losses


@misconception(
    "rate-compounds",
    replaces="train",
    see="4.3",
    fr="Vous donnez au calendrier le taux de l'époque d'avant (lr = step_schedule(lr, ...)) : les "
    "baisses s'accumulent. Il attend toujours le taux de départ ; mettez le résultat sous un autre "
    "nom.",
    en="You give the schedule the rate of the epoch before (lr = step_schedule(lr, ...)): the "
    "decreases pile up. It always expects the starting rate; put the result under another name.",
)
def train_rate_compounds(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
):
    if optimiser not in ("sgd", "momentum", "rmsprop", "adam"):
        raise ValueError(optimiser)
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    current, losses, t = list(parameters), [], 0
    first = [np.zeros_like(w) for w in current]
    second = [np.zeros_like(w) for w in current]
    for epoch in range(epochs):
        if schedule == "step":
            lr = step_schedule(lr, epoch)
        elif schedule == "cosine":
            lr = cosine_schedule(lr, epoch, epochs)
        for _ in range(steps_per_epoch):
            t += 1
            loss, gradients = evaluate(current)
            losses.append(loss)
            if max_norm is not None:
                gradients, _ = clip_by_norm(gradients, max_norm)
            for i, (w, g) in enumerate(zip(current, gradients)):
                if optimiser == "sgd":
                    current[i] = w - lr * g
                elif optimiser == "momentum":
                    current[i], first[i] = momentum_step(w, g, first[i], lr)
                elif optimiser == "rmsprop":
                    current[i], first[i] = rmsprop_step(w, g, first[i], lr)
                else:
                    current[i], first[i], second[i] = adam_step(w, g, first[i], second[i], t, lr)
    return current, losses


@misconception(
    "schedule-ignored",
    replaces="train",
    see="4.3",
    fr="Le taux reste lr du début à la fin : `schedule` est sans effet. Calculez le taux au début de "
    "chaque époque.",
    en="The rate stays lr from beginning to end: `schedule` has no effect. Compute the rate at the "
    "beginning of each epoch.",
)
def train_schedule_ignored(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    if schedule not in ("constant", "step", "cosine"):
        raise ValueError(schedule)
    return right(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch, max_norm=max_norm)


@misconception(
    "loss-after-step",
    replaces="train",
    see="4.3",
    fr="Vos pertes sont celles d'après chaque pas : la première, celle du départ, manque. Notez la "
    "perte que `evaluate` donne avec le gradient, avant d'avancer.",
    en="Your losses are those after each step: the first one, that of the start, is missing. Record "
    "the loss that `evaluate` gives along with the gradient, before moving.",
)
def train_loss_after(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    current, losses = right(
        optimiser, parameters, evaluate, lr, epochs, steps_per_epoch, schedule, max_norm
    )
    return current, [*losses[1:], evaluate(current)[0]]


@misconception(
    "loss-per-epoch",
    replaces="train",
    see="4.3",
    fr="Vous ne gardez qu'une perte par époque. L'énoncé en demande une par pas : "
    "epochs * steps_per_epoch nombres.",
    en="You only keep one loss per epoch. The statement asks for one per step: "
    "epochs * steps_per_epoch numbers.",
)
def train_loss_per_epoch(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    current, losses = right(
        optimiser, parameters, evaluate, lr, epochs, steps_per_epoch, schedule, max_norm
    )
    return current, losses[steps_per_epoch - 1 :: steps_per_epoch]


@misconception(
    "gradient-once-per-epoch",
    replaces="train",
    see="4.3",
    fr="Le gradient n'est calculé qu'une fois par époque, et resservi à chaque pas. Appelez "
    "`evaluate` avant chaque pas, aux paramètres du moment.",
    en="The gradient is only computed once per epoch, and used again at each step. Call `evaluate` "
    "before each step, at the present parameters.",
)
def train_stale_gradient(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    calls, kept = [0], [None]

    def evaluate_once(current):
        if calls[0] % steps_per_epoch == 0:
            kept[0] = evaluate(current)
        calls[0] += 1
        return kept[0]

    return right(
        optimiser, parameters, evaluate_once, lr, epochs, steps_per_epoch, schedule, max_norm
    )


@misconception(
    "train-clips-each-array",
    replaces="train",
    see="4.3",
    fr="Dans votre boucle, chaque gradient est écrêté seul, par sa propre norme. Donnez à "
    "`clip_by_norm` la liste de tous les gradients du pas, une fois, avant les mises à jour.",
    en="In your loop, each gradient is clipped alone, by its own norm. Give `clip_by_norm` the list "
    "of all the gradients of the step, once, before the updates.",
)
def train_clips_each_array(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    def clipped(current):
        loss, gradients = evaluate(current)
        if max_norm is not None:
            gradients = [clip_by_norm([g], max_norm)[0][0] for g in gradients]
        return loss, gradients

    return right(optimiser, parameters, clipped, lr, epochs, steps_per_epoch, schedule)


@misconception(
    "train-clips-by-value",
    replaces="train",
    see="4.3",
    fr="Votre boucle écrête par valeur, avec `clip_by_value`. `max_norm` est une norme : appelez "
    "`clip_by_norm`.",
    en="Your loop clips by value, with `clip_by_value`. `max_norm` is a norm: call `clip_by_norm`.",
)
def train_clips_by_value(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    def clipped(current):
        loss, gradients = evaluate(current)
        return loss, gradients if max_norm is None else clip_by_value(gradients, max_norm)

    return right(optimiser, parameters, clipped, lr, epochs, steps_per_epoch, schedule)


@misconception(
    "clipping-ignored",
    replaces="train",
    see="4.3",
    fr="`max_norm` est sans effet : les gradients vont à l'optimiseur tels quels. Remplacez-les par "
    "ceux que renvoie `clip_by_norm`, qui ne modifie rien sur place.",
    en="`max_norm` has no effect: the gradients go to the optimiser as they are. Replace them by those "
    "that `clip_by_norm` returns, since it modifies nothing in place.",
)
def train_clipping_ignored(
    optimiser,
    parameters,
    evaluate,
    lr,
    epochs,
    steps_per_epoch=1,
    schedule="constant",
    max_norm=None,
    right=train,
):
    return right(optimiser, parameters, evaluate, lr, epochs, steps_per_epoch, schedule)
