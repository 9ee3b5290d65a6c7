"""Golden arrays of fused AdamW over five steps with two parameter groups, and of gradient clipping by norm.

    python Tools/golden/optimizer.py                        # writes Tests/Golden/optimizer

float32, as trained. Gradients and parameters come from the formula: streams parameter.NAME and gradient.NAME.STEP.
"""
from sampling import save
import torch
from weights import formula_tensor

SHAPES = {"matrix": (5, 7), "kernel": (3, 2, 3, 3), "bias": (7,), "idle": (4, 3)}
DECAYED = ("matrix", "kernel", "idle")
RATES = (1e-3, 1e-3, 7e-4, 3e-4, 1e-4)


def gradient(name, step):
    """`idle` takes part in the steps 0, 1 and 4 only: it has no gradient in between."""
    if name == "idle" and step in (2, 3):
        return None
    return formula_tensor(f"gradient.{name}.{step}", SHAPES[name], 0.1 * 3 ** step)


def adamw(arrays):
    parameters = {k: torch.nn.Parameter(formula_tensor("parameter." + k, s)) for k, s in SHAPES.items()}
    groups = [dict(params=[parameters[k] for k in DECAYED], weight_decay=0.05),
              dict(params=[parameters[k] for k in SHAPES if k not in DECAYED], weight_decay=0.0)]
    optimizer = torch.optim.AdamW(groups, lr=RATES[0], betas=(0.9, 0.999), eps=1e-8, fused=True)
    for step, rate in enumerate(RATES):
        for group in optimizer.param_groups:
            group["lr"] = rate
        for name, parameter in parameters.items():
            parameter.grad = gradient(name, step)
            if parameter.grad is not None:
                arrays[f"gradient.{name}.{step}"] = parameter.grad.clone()
        optimizer.step()
        for name, parameter in parameters.items():
            arrays[f"adamw.{name}.{step}"] = parameter.detach().clone()
    for name, parameter in parameters.items():
        state = optimizer.state[parameter]
        arrays |= {f"first_moment.{name}": state["exp_avg"], f"second_moment.{name}": state["exp_avg_sq"],
                   f"steps.{name}": state["step"].reshape(1), f"parameter.{name}": formula_tensor("parameter." + name, SHAPES[name])}


def clipping(arrays):
    """Twice: a norm above the limit is scaled down to it, a norm below stays bit for bit."""
    for case, scale in (("large", 1.0), ("small", 0.01)):
        parameters = [torch.nn.Parameter(torch.zeros(s)) for s in SHAPES.values()]
        for (name, shape), parameter in zip(SHAPES.items(), parameters):
            parameter.grad = formula_tensor("clip." + name, shape, scale)
            arrays[f"clip.{case}.before.{name}"] = parameter.grad.clone()
        norm = torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        arrays[f"clip.{case}.norm"] = norm.reshape(1)
        for name, parameter in zip(SHAPES, parameters):
            arrays[f"clip.{case}.after.{name}"] = parameter.grad


if __name__ == "__main__":
    found = {}
    adamw(found)
    clipping(found)
    save("optimizer/adamw", found, rates=list(RATES), betas=[0.9, 0.999], epsilon=1e-8, decay=dict(decayed=0.05, other=0.0),
         decayed=list(DECAYED), clip_limit=1.0, idle="no gradient in steps 2 and 3: parameter and moments stay")
