"""Three fp32 training losses of Swin-tiny from weights and a batch that both sides compute: before speed, sameness.

    python losses.py [--steps 3] [--batch 8]

Affine norms, 1000 classes, no drop path. Every parameter is the golden arrays' formula under the product's own key
(`encoder.stages.0...`, `heads.step.linear.weight`); images are formula values of the stream "input", labels 37 i mod 1000.
AdamW at 1e-3, decay 0.05 on tensors of rank 2 and above except the relative position bias tables, cross entropy undivided.
"""
import argparse
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Tools", "golden"))
from common import make_swin, report

import torch
import torch.nn.functional as F
from weights import formula_tensor, weight

RENAMES = (("patch_embed.proj.", "encoder.patch_embedding.projection."), ("patch_embed.", "encoder.patch_embedding."),
           ("layers.", "encoder.stages."), (".downsample.", ".merging."), (".attn.proj.", ".attention.projection."),
           (".attn.", ".attention."), ("head.fc.", "heads.step.linear."))


def our_key(name):
    if name.startswith("norm."):
        return "encoder.norms.3." + name[5:]
    for old, new in RENAMES:
        name = name.replace(old, new)
    return name


def make_optimizer(parameters, rate=1e-3, decay=0.05):
    def decays(key, parameter):
        return parameter.ndim > 1 and not key.endswith("relative_position_bias_table")
    groups = [dict(params=[p for k, p in parameters.items() if decays(k, p)], weight_decay=decay),
              dict(params=[p for k, p in parameters.items() if not decays(k, p)], weight_decay=0.0)]
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.999), fused=True)


def run(steps, batch):
    model = make_swin("tiny", 224, affine=True, num_classes=1000)
    for module in model.modules():
        if hasattr(module, "drop_prob"):
            module.drop_prob = 0.0
    parameters = {our_key(name): parameter for name, parameter in model.named_parameters()}
    with torch.no_grad():
        for key, parameter in parameters.items():
            parameter.copy_(torch.from_numpy(weight(key, tuple(parameter.shape))))
    images = formula_tensor("input", (batch, 3, 224, 224))
    labels = torch.arange(batch) * 37 % 1000
    optimizer, losses = make_optimizer(parameters), []
    model.train()
    for _ in range(steps):
        loss = F.cross_entropy(model(images), labels)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=True)
        losses.append(loss.item())
    return losses


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--steps", type=int, default=3)
    parser.add_argument("--batch", type=int, default=8)
    args = parser.parse_args()
    report("losses", losses=run(args.steps, args.batch), batch=args.batch)
