"""Hidden checks of ex16 (training on a GPU). The helpers are those of the public checks."""

import time

import numpy as np
import pytest

from grader.checks.api import array, callback, close, raises, require, support, take
from grader.sandbox.tensors import META, placed
from grader.texts import Text

SINGLE = {
    "rtol": 2e-4,
    "atol": 2e-5,
    "reason": Text("Tout est calculé en float32.", "Everything is computed in float32."),
}
# bfloat16 keeps 8 bits (0.4 %), float16 11; right ways of computing differ by a few roundings.
HALF = {
    "rtol": 2e-2,
    "atol": 1e-2,
    "reason": Text(
        "Le réseau est calculé sur 16 bits, à 0,4 % près.",
        "The network is computed in 16 bits (0.4 %).",
    ),
}


def tool(subject, name):
    """A function of `support.py`, to be called by the check where the student's code runs.

    `torch.enable_grad()` decorates a function and leaves what it does as it is: what comes back is
    a function that stays there.
    """
    return subject.get_("torch").enable_grad()(support(name))


def nowhere(values):
    """Arrays of these shapes on the device where nothing has a value."""
    if isinstance(values, (list, tuple)):
        return [nowhere(value) for value in values]
    return placed(np.zeros_like(values), META)  # zeros are what is read back of them


def normal(rng, *shape):
    """Random numbers of law N(0, 1), float32."""
    return rng.normal(size=shape).astype(np.float32)


def weights(rng, *sizes):
    """Weights (out, in) and biases of the layers between these sizes."""
    pairs = zip(sizes, sizes[1:], strict=False)
    return [(normal(rng, out, into) * np.float32(0.5), normal(rng, out)) for into, out in pairs]


def batch_of(rng, n, into=3, out=2):
    """A batch whose targets the network can't reach: its gradients are not small."""
    return normal(rng, n, into), rng.uniform(2.0, 3.0, size=(n, out)).astype(np.float32)


def network(subject, values, witness=None):
    """The network of `support.py` with these weights."""
    net = tool(subject, "network")(values)
    return net if witness is None else tool(subject, witness)(net)


def ready(subject, values, lr, witness=None, stale=True):
    """A network, and its optimiser; gradients of another batch are left over in it."""
    net = network(subject, values, witness)
    if stale:
        tool(subject, "stale_gradients")(net)
    return net, tool(subject, "sgd")(net, lr)


def both(student, reference, values, lr, witness=None):
    """The same network and optimiser at the student's and at the reference's."""
    return ready(student, values, lr, witness), ready(reference, values, lr, witness)


def held(net):
    """The values of a network's weights, in order, all of them float32 tensors."""
    found = list(net.state_().values())
    for value in found:
        require(
            getattr(value, "dtype_name", "") == "" and value.dtype == np.float32,
            fr="Les poids du réseau ne sont plus en float32. Sous autocast ils y restent : ne convertissez "
            "ni le réseau (.half(), .bfloat16(), .to(dtype)) ni ses poids.",
            en="The network's weights are no longer float32. Under autocast they stay so: convert "
            "neither the network (.half(), .bfloat16(), .to(dtype)) nor its weights.",
        )
    return found


def scalar(loss):
    """The loss that a step returned: a float32 tensor without dimensions."""
    require(
        loss is not None,
        fr="Le pas rend None : il lui manque un return. Rendez la perte d'avant le pas, détachée.",
        en="The step returns None: a return is missing. Return the loss before the step, detached.",
    )
    require(
        not isinstance(loss, (float, int)),
        fr="Le pas rend un float de Python : pour le connaître, il a fallu attendre le GPU (.item()). "
        "Rendez le tenseur, loss.detach(), qui reste sur l'appareil.",
        en="The step returns a Python float: to know it, one had to wait for the GPU (.item()). "
        "Return the tensor, loss.detach(), which stays on the device.",
    )
    array(loss, (), np.float32)
    return loss


def same_step(
    student, reference, name, ours, theirs, *args, tolerance=SINGLE, loss="weighted_error"
):
    """One step of both: the same loss before it, the same weights after it."""
    (net, optimizer), (other, other_optimizer) = ours, theirs
    loss_function = support(loss)
    expected = getattr(reference, name)(other, other_optimizer, loss_function, *args)
    loss = getattr(student, name)(net, optimizer, loss_function, *args)
    close(scalar(loss), expected, **tolerance)
    close(held(net), held(other), **tolerance)


def device_type(value):
    """The type of the torch.device that came back."""
    require(
        getattr(value, "type_name", "") == "device",
        fr="choose_device rend un torch.device, par exemple torch.device('cpu').",
        en="choose_device returns a torch.device, for instance torch.device('cpu').",
    )
    return value.get_("type")


def loader_of(student, inputs, targets, batch_size, device, seed):
    """The DataLoader that make_loader returned."""
    loader = student.make_loader(inputs, targets, batch_size, device, seed)
    require(
        hasattr(loader, "handle_"),
        fr="make_loader rend un torch.utils.data.DataLoader.",
        en="make_loader returns a torch.utils.data.DataLoader.",
    )
    return loader


def rows(loader, most=60):
    """The sizes of a loader's batches, and all its rows as tuples (inputs, then targets)."""
    # A new iterator for each pass, as a `for` makes one.
    found = take(loader.subject_.ask("call", loader.handle_, "__iter__"), most)
    sizes, together = [], []
    for batch in found:
        require(
            isinstance(batch, (list, tuple)) and len(batch) == 2,
            fr="Un lot est un couple (inputs, targets).",
            en="A batch is a pair (inputs, targets).",
        )
        inputs, targets = (np.asarray(array(part)) for part in batch)
        sizes.append(len(inputs))
        together += [tuple(row) for row in np.hstack([inputs, targets]).tolist()]
    return sizes, together


def pinned_for(student, inputs, targets, device):
    """Whether make_loader pins the batches that go to this device."""
    return bool(loader_of(student, inputs, targets, 4, device, 0).get_("pin_memory"))


def history_of(value, epochs):
    """The list that train returned: one Python float per epoch."""
    require(
        isinstance(value, (list, tuple)) and len(value) == epochs,
        fr=f"train rend une liste d'une perte par époque, {epochs} ici.",
        en=f"train returns a list of one loss per epoch, {epochs} here.",
    )
    require(
        all(isinstance(loss, float) for loss in value),
        fr="train rend des float de Python : .item() sur la moyenne, à la fin de chaque époque.",
        en="train returns Python floats: .item() on the mean, at the end of each epoch.",
    )
    return list(value)


def same_training(student, reference, values, batches, epochs, accumulate=1, witness=None):
    """One training of both: the same history, the same weights. Returns the history."""
    (net, optimizer), (other, other_optimizer) = both(student, reference, values, 0.1, witness)
    loss, options = support("weighted_error"), (epochs, accumulate)
    expected = reference.train(other, other_optimizer, loss, batches, *options)
    history = history_of(student.train(net, optimizer, loss, batches, *options), epochs)
    if witness == "with_meter":
        readings, right = net.get_("readings"), other.get_("readings")
        require(
            readings == right or abs(history[0] - expected[0]) < 1e-3,
            fr=f"Votre boucle a lu une valeur du GPU {readings} fois en une époque (.item(), float(), "
            "if, print, .cpu()...) : à chaque fois, le processeur s'arrête pour l'attendre. Gardez les "
            "pertes en tenseurs et ne lisez que leur moyenne, une fois l'époque finie.",
            en=f"Your loop has read a value of the GPU {readings} times in an epoch (.item(), float(), "
            "if, print, .cpu()...): each time, the processor stops to wait for it. Keep the losses as "
            "tensors and read only their mean, once the epoch is over.",
        )
    close(history, expected, **SINGLE)
    close(held(net), held(other), **SINGLE)
    return history


def queued_gpu(launch, work, slow, first):
    """A pretended GPU with a queue, of which time is known: function, synchronize, clock.

    A call takes `launch` seconds of the processor, and `work` in the queue, an eighth of it more at
    each call; the first `slow` calls take `first` more. The clock tells the processor's time.
    """
    state = {"now": 0.0, "free": 0.0, "calls": 0}

    def function():
        state["calls"] += 1
        state["now"] += launch
        cost = work * (1 + state["calls"] / 8) + (first if state["calls"] <= slow else 0.0)
        state["free"] = max(state["free"], state["now"]) + cost

    def synchronize():
        state["now"] = max(state["now"], state["free"])

    given = [(function, "function"), (synchronize, "synchronize"), (lambda: state["now"], "clock")]
    return [callback(each, name) for each, name in given]


def times(student, reference, rng, *counts):
    """Time a pretended GPU: the warm-up is slower, and each call returns before it is done."""
    warmup = counts[1] if len(counts) > 1 else 3
    launch, work, first = rng.uniform(0.01, 0.02), rng.uniform(0.2, 0.4), rng.uniform(3.0, 5.0)
    seconds = student.timed(*queued_gpu(launch, work, warmup, first), *counts)
    repeats = counts[0] if counts else 10
    close(
        float(close_to_number(seconds)),
        (launch + sum(work * (1 + n / 8) for n in range(warmup + 1, warmup + repeats + 1)))
        / repeats,
        rtol=1e-6,
    )


def close_to_number(value):
    """A number that came back."""
    require(
        isinstance(value, (int, float)) and not isinstance(value, bool),
        fr="timed rend un nombre de secondes, un float de Python.",
        en="timed returns a number of seconds, a Python float.",
    )
    return value


def peaks(student, rng):
    """The peak of a pretended memory: what was there before, and an earlier record, don't count."""
    before, peak = (int(n) for n in rng.integers(1000, 5000, size=2))
    memory = tool(student, "pretend_memory")(before, peak, before + 3 * peak)
    close(student.peak_memory(memory.get_("work"), memory), peak)


def check_moved(moved, batch, way="batch"):
    """Whether a batch came back whole, with its tensors on the device without values."""
    here = f"{way}: "
    if isinstance(batch, np.ndarray):
        array(moved, batch.shape, batch.dtype)
        require(
            not np.any(moved),  # nothing has a value there
            fr=f"{here}ce tenseur n'a pas été porté sur l'appareil demandé.",
            en=f"{here}this tensor was not moved to the device that was asked for.",
        )
        return
    require(
        type(moved) is type(batch),
        fr=f"{here}un {type(batch).__name__} était attendu, et c'est un {type(moved).__name__}.",
        en=f"{here}a {type(batch).__name__} was expected, and what came is a {type(moved).__name__}.",
    )
    if isinstance(batch, dict):
        require(
            moved.keys() == batch.keys(),
            fr=f"{here}le dictionnaire n'a plus les mêmes clés.",
            en=f"{here}the dictionary no longer has the same keys.",
        )
        for key, value in batch.items():
            check_moved(moved[key], value, f"{way}[{key!r}]")
    elif isinstance(batch, (list, tuple)):
        require(
            len(moved) == len(batch),
            fr=f"{here}{len(batch)} éléments étaient attendus, et il y en a {len(moved)}.",
            en=f"{here}{len(batch)} items were expected, and there are {len(moved)}.",
        )
        for i, value in enumerate(batch):
            check_moved(moved[i], value, f"{way}[{i}]")
    else:
        require(
            moved == batch,
            fr=f"{here}ce qui n'est pas un tenseur reste tel quel.",
            en=f"{here}what is no tensor stays as it is.",
        )


def stays_there(student, values, batch):
    """A step of a network on the device without values, its batch elsewhere."""
    net, optimizer = ready(student, nowhere(values), 0.1, stale=False)
    loss = student.train_step(net, optimizer, support("weighted_error"), batch)
    require(
        getattr(loss, "device", None) == META,
        fr="Le réseau est sur un appareil, et la perte rendue n'y est pas : ne la ramenez pas sur le "
        "processeur (.cpu(), .item()), et ne déplacez pas le réseau.",
        en="The network is on a device, and the loss that is returned is not: don't bring it back to the "
        "processor (.cpu(), .item()), and don't move the network.",
    )
    require(
        not getattr(loss, "requires_grad", False),
        fr="La perte rendue tient encore à son graphe : la garder garderait toutes les activations. "
        "Rendez loss.detach().",
        en="The loss that is returned still holds its graph: keeping it would keep all activations. "
        "Return loss.detach().",
    )


def check_loader(student, rng, n, batch_size):
    """The batches of a loader on data of this size."""
    inputs, targets = batch_of(rng, n)
    seed = int(rng.integers(2**30))
    loader = loader_of(student, inputs, targets, batch_size, "cpu", seed)
    (sizes, first), (_, second) = rows(loader), rows(loader)
    given = [tuple(row) for row in np.hstack([inputs, targets]).tolist()]
    require(
        sorted(first) == sorted(given),
        fr=f"De {n} exemples, le chargeur en donne {len(first)} : chacun doit passer une fois par "
        "parcours, avec sa propre cible, et le dernier lot, plus court, est gardé.",
        en=f"Of {n} examples, the loader gives {len(first)}: each has to come once per pass, with its "
        "own target, and the last, shorter batch is kept.",
    )
    full, rest = divmod(n, batch_size)
    wanted = [batch_size] * full + [rest] * (rest > 0)
    require(
        sizes == wanted,
        fr=f"{n} exemples par lots de {batch_size} : des lots de {wanted}, et non de {sizes}.",
        en=f"{n} examples in batches of {batch_size}: batches of {wanted}, not of {sizes}.",
    )
    require(
        first != given and first != second,
        fr="L'ordre devrait être au hasard, et nouveau à chaque parcours (shuffle=True).",
        en="The order should be random, and new in each pass (shuffle=True).",
    )
    again = rows(loader_of(student, inputs, targets, batch_size, "cpu", seed))[1]
    other = rows(loader_of(student, inputs, targets, batch_size, "cpu", seed + 1))[1]
    require(
        again == first and other != first,
        fr="L'ordre doit venir de seed, et d'elle seule : la même graine donne le même, une autre un "
        "autre. Donnez au DataLoader son propre générateur.",
        en="The order has to come from seed, and from it alone: the same seed gives the same one, "
        "another one another. Give the DataLoader a generator of its own.",
    )


def scaled_step(student, reference, ours, theirs, scalers, batch, max_norm, loss="weighted_error"):
    """One step of `fp16_step` for both: loss, weights, and the scale after it."""
    (net, optimizer), (other, other_optimizer) = ours, theirs
    loss_function = support(loss)
    rest = (loss_function, batch)
    expected = reference.fp16_step(other, other_optimizer, *rest, scalers[1], max_norm)
    loss = student.fp16_step(net, optimizer, *rest, scalers[0], max_norm)
    close(scalar(loss), expected, **HALF)
    close(held(net), held(other), **HALF)
    mine, right = scalers[0].get_scale(), scalers[1].get_scale()
    require(
        mine == right,
        fr=f"Après ce pas l'échelle devrait valoir {right:g}, et vaut {mine:g} : scaler.update() la "
        "double après assez de bons pas, et la divise par deux quand un gradient déborde.",
        en=f"After this step the scale should be {right:g}, and is {mine:g}: scaler.update() doubles it "
        "after enough good steps, and halves it when a gradient overflows.",
    )


def check_compiled(student, reference, rng, devices):
    """A pretended compiler adds 1 to what the network answers."""
    values, x = weights(rng, 3, 2), normal(rng, 4, 3)
    for device, more in devices:
        given = (device, support("pretend_compiler"))
        compiled = student.compile_for(network(student, values), *given)
        right = reference.compile_for(network(reference, values), *given)
        require(
            hasattr(compiled, "handle_"),
            fr="compile_for rend un réseau.",
            en="compile_for returns a network.",
        )
        require(
            abs(float(np.mean(array(compiled(x)) - right(x)))) < 1e-3,
            fr=f"Sur {device}, compile_for devrait rendre "
            + ("compiler(model)." if more else "le réseau lui-même, sans le compiler."),
            en=f"On {device}, compile_for should return "
            + ("compiler(model)." if more else "the network itself, not compiled."),
        )


def checkpointed(subject, blocks):
    """The module that Checkpointed made of these blocks."""
    made = subject.Checkpointed(blocks)
    require(
        tool(subject, "is_module")(made),
        fr="Checkpointed doit hériter de nn.Module : sans cela il n'a ni parameters(), ni to(device), et "
        "rien de ce qu'il contient n'apprend.",
        en="Checkpointed has to inherit from nn.Module: else it has neither parameters() nor to(device), "
        "and nothing of what it holds learns.",
    )
    return made


@pytest.mark.check(points=0.5, task="train_step", declared=True)
def test_devices_again(student, reference, rng):
    """Le lot suit le réseau et la perte reste où elle est : autres tailles, accumulation.
    --
    The batch follows the network and the loss stays where it is: other sizes, accumulation."""
    values = weights(rng, 2, 5)
    stays_there(student, values, batch_of(rng, 1, 2, 5))
    net, optimizer = ready(student, nowhere(values), 0.1, stale=False)
    batches = [batch_of(rng, n, 2, 5) for n in (3, 1)]
    loss = student.accumulated_step(net, optimizer, support("weighted_error"), batches)
    require(
        loss is not None,
        fr="accumulated_step rend None : il lui manque un return.",
        en="accumulated_step returns None: a return is missing.",
    )
    require(
        getattr(loss, "device", None) == META and not loss.requires_grad,
        fr="La perte que rend accumulated_step n'est plus sur l'appareil du réseau, ou tient à son graphe.",
        en="The loss that accumulated_step returns is no longer on the network's device, or holds its "
        "graph.",
    )


@pytest.mark.check(points=0.75, task="bf16_step")
def test_steps_again(student, reference, rng):
    """Pas en float32 et en bfloat16 : plusieurs lots, autres tailles, un seul exemple.
    --
    Steps in float32 and in bfloat16: several batches, other sizes, a single example."""
    for name, witness, tolerance, loss in (
        ("train_step", None, SINGLE, "weighted_error"),
        ("bf16_step", "with_precision", HALF, "revealing_error"),
    ):
        ours, theirs = both(student, reference, weights(rng, 5, 3, 6, 1), 0.2, witness)
        for n in (7, 1, 3):
            batch = batch_of(rng, n, 5, 1)
            given = student, reference, name, ours, theirs, batch
            same_step(*given, tolerance=tolerance, loss=loss)


@pytest.mark.check(points=1, task="fp16_step")
def test_fp16_overflow(student, reference, rng):
    """float16 : un pas qui déborde est sauté, l'échelle divisée par deux, puis tout reprend.
    --
    float16: a step that overflows is skipped, the scale halved, then everything goes on."""
    ours, theirs = both(student, reference, weights(rng, 2, 6, 3), 1.0)
    scalers = [
        tool(subject, "scaler_for")(net, 2.0**22, 1)
        for subject, (net, _) in ((student, ours), (reference, theirs))
    ]
    batch = batch_of(rng, 4, 2, 3)
    before = held(ours[0])
    far = (batch[0], batch[1] * np.float32(1e4))
    scaled_step(student, reference, ours, theirs, scalers, far, 0.5)
    close(held(ours[0]), before)
    # Targets of the usual size: the next scale fits, or is halved again; both sides alike.
    small = [
        tool(subject, "scaler_for")(net, 256.0, 1)
        for subject, (net, _) in ((student, ours), (reference, theirs))
    ]
    for max_norm in (0.5, 1e6):
        scaled_step(student, reference, ours, theirs, small, batch, max_norm)


@pytest.mark.check(points=1, task="train")
def test_train_groups(student, reference, rng):
    """Boucle avec accumulation : groupes de lots, un dernier groupe plus court, une seule lecture.
    --
    Loop with accumulation: groups of batches, a last group that is shorter, a single reading."""
    values = weights(rng, 4, 3, 1)
    batches = [batch_of(rng, n, 4, 1) for n in (3, 3, 3, 3, 2)]
    same_training(student, reference, values, batches, 2, 2)
    same_training(student, reference, values, batches, 2, 9)
    same_training(student, reference, values, batches, 1, 3, witness="with_meter")


@pytest.mark.check(points=0.5, task="train")
def test_train_stops(student, reference, rng):
    """report reçoit chaque époque ; la boucle s'arrête à celle dont la perte n'est plus finie.
    --
    report is told each epoch; the loop stops at the one whose loss is no longer finite."""
    reported = []
    report = callback(lambda epoch, loss: reported.append((epoch, float(loss))), "report")
    net, optimizer = ready(student, weights(rng, 3, 2), 0.1)
    batches = [batch_of(rng, n) for n in (3, 2)]
    told = student.train(net, optimizer, support("weighted_error"), batches, 3, 1, report)
    require(
        reported == list(zip((1, 2, 3), history_of(told, 3), strict=True)),
        fr="report(epoch, loss) est appelée à la fin de chaque époque, comptée à partir de 1, avec la "
        f"perte rendue. Ici, elle a reçu {reported}.",
        en="report(epoch, loss) is called at the end of each epoch, counted from 1, with the loss that "
        f"is returned. Here it received {reported}.",
    )
    for bad in (np.inf, np.nan):
        inputs, targets = batch_of(rng, 4)
        broken = targets.copy()
        broken[1, 0] = bad
        epochs = []
        report = callback(lambda epoch, loss: epochs.append(epoch), "report")
        net, optimizer = ready(student, weights(rng, 3, 2), 0.1)
        batches, loss = [(inputs, targets), (inputs, broken)], support("weighted_error")
        raises(
            student.train,
            net,
            optimizer,
            loss,
            batches,
            3,
            1,
            report,
            error="ValueError",
            fr=f"Une perte moyenne de {bad} doit lever une ValueError à la fin de son époque : les "
            "poids sont perdus, continuer ne sert à rien.",
            en=f"A mean loss of {bad} has to raise a ValueError at the end of its epoch: the weights "
            "are lost, going on serves nothing.",
        )
        require(
            not epochs,
            fr=f"À la première époque, la perte moyenne est {bad} : ValueError doit être levée à la fin de "
            "cette époque-là, avant d'appeler report, qui a pourtant été appelée.",
            en=f"In the first epoch the mean loss is {bad}: ValueError has to be raised at the end of that "
            "very epoch, before report is called; and yet it was called.",
        )


@pytest.mark.check(points=0.75, task="Checkpointed")
def test_checkpointed_again(student, reference, rng):
    """Recalcul : d'autres blocs, un seul, et une liste ordinaire de blocs.
    --
    Checkpointing: other blocks, a single one, and an ordinary list of blocks."""
    for sizes, n in (((4, 4, 4, 4, 1), 5), ((2, 3), 1)):
        values, x = weights(rng, *sizes), normal(rng, n, sizes[0])
        found = []
        for subject in (reference, student):
            net = network(subject, values, "with_drift")
            blocks = [net.get_submodule(str(i)) for i in range(len(values))]
            wrapped = checkpointed(subject, blocks)
            gradients = tool(subject, "gradients_of")
            found.append((wrapped(x), gradients(wrapped, x), gradients(wrapped, x)))
        for mine, right in zip(found[1], found[0], strict=True):
            close(mine, right, **SINGLE)


@pytest.mark.check(points=1, task="timed")
def test_tools_again(student, reference, rng):
    """Encore une fois : temps, mémoire, lots, chargeur, mémoire verrouillée, compilateur.
    --
    Once more: times, memory, batches, loader, pinned memory, compiler."""
    times(student, reference, rng, 1, 1)
    times(student, reference, rng, 3, 0)
    net = network(
        student, weights(rng, 5, 3, 2, 1)
    ).bfloat16()  # 15 + 3 + 6 + 2 + 2 + 1, 2 bytes each
    net.get_submodule("1").double()  # 8 weights of 8 bytes
    close(student.training_bytes(net, 1), (21 * 2 + 8 * 8) * 3)
    net.get_submodule("1").requires_grad_(False)
    close(student.training_bytes(net, 2), 21 * 2 * 4 + 8 * 8)
    peaks(student, rng)
    x = normal(rng, 3, 1, 2)
    for batch in (([x], {"deep": ({"er": [x, x]}, 1)}), {0: x}, "text", None, []):
        check_moved(student.move(batch, META), batch)
    check_loader(student, rng, 12, 4)
    data, named = placed(batch_of(rng, 5), "cpu"), student.get_("torch").device
    for device, to_gpu in (("cuda", True), ("cuda:0", True), ("cuda:1", True), ("cpu", False)):
        for given in (device, named(device)):
            require(
                pinned_for(student, *data, given) is to_gpu,
                fr=f"Du processeur vers {device} (un texte, ou un torch.device), pin_memory devrait être "
                f"{to_gpu} : seul le type de l'appareil compte, torch.device(device).type.",
                en=f"From the processor to {device} (a text, or a torch.device), pin_memory should be "
                f"{to_gpu}: only the device's type counts, torch.device(device).type.",
            )
    found = device_type(student.choose_device("auto", True))
    require(
        found == "cuda",
        fr=f'choose_device("auto", True) devrait donner cuda, et donne {found}.',
        en=f'choose_device("auto", True) should give cuda, and gives {found}.',
    )
    check_compiled(student, reference, rng, [("cuda:1", 1.0), ("cpu", 0.0)])


# --- on a GPU only ----------------------------------------------------------------------------------


@pytest.mark.check(points=1, task="Checkpointed", gpu=True)
def test_gpu_checkpoint_memory(student, reference, rng):
    """GPU : avec recalcul, le plus haut de la mémoire est nettement plus bas.
    --
    GPU: with checkpointing, the highest of memory is much lower."""
    values, x = weights(rng, *[64] * 33), normal(rng, 8192, 64)
    highest, grouped = tool(student, "highest_of"), tool(student, "grouped")
    plain = highest(grouped(network(student, values), 4), x)
    less = highest(checkpointed(student, grouped(network(student, values), 4)), x)
    require(
        # 32 layers keep an activation of 2 MiB each. Behind 8 checkpoints: 8, and 4 of one block.
        less < 0.75 * plain,
        fr=f"Une passe prend au plus haut {plain} octets sans recalcul, et {less} avec : moins des trois "
        "quarts étaient attendus.",
        en=f"A pass takes {plain} bytes at the highest without checkpointing, and {less} with it: less "
        "than three quarters were expected.",
    )


@pytest.mark.check(points=1, task="train", gpu=True)
def test_gpu_throughput(student, reference, rng):
    """GPU : l'entraînement dure au plus deux fois celui de la solution, au meilleur de trois.
    --
    GPU: the training takes at most twice as long as the solution's, the best of three."""
    values = weights(rng, 64, 256, 256, 8)
    batch = batch_of(rng, 64, 64, 8)
    seconds = []
    for subject in (reference, student):
        net, optimizer = ready(subject, values, 0.001)
        batches = tool(subject, "repeated")(batch, 300)
        fastest = float("inf")
        for _ in range(4):  # the first one warms up, and is never the fastest
            started = time.perf_counter()
            subject.train(net, optimizer, support("weighted_error"), batches, 1)
            fastest = min(fastest, time.perf_counter() - started)
        seconds.append(fastest)
    ratio = seconds[1] / seconds[0]
    require(
        ratio < 2.0,
        fr=f"Votre boucle met {ratio:.1f} fois le temps de la solution sur ce GPU ; jusqu'à 2 fois "
        "convient. Une attente à chaque pas (.item(), .cpu(), print) en est la cause habituelle.",
        en=f"Your loop takes {ratio:.1f} times the solution's time on this GPU; up to 2 times is fine. A "
        "wait in each step (.item(), .cpu(), print) is the usual cause.",
    )


@pytest.mark.check(points=0.5, task="make_loader", gpu=True)
def test_gpu_pinned(student, reference, rng):
    """GPU : les lots d'un chargeur pour un GPU arrivent en mémoire verrouillée, ceux du GPU passent.
    --
    GPU: the batches of a loader for a GPU arrive in pinned memory, those on the GPU pass through."""
    data = batch_of(rng, 10)
    loader = loader_of(student, *placed(data, "cpu"), 4, "cuda", 0)
    require(
        all(tool(student, "pinned")(loader)),
        fr="Les lots ne sont pas en mémoire verrouillée.",
        en="The batches are not in pinned memory.",
    )
    rows(loader_of(student, *placed(data, "cuda"), 4, "cuda", 0))
