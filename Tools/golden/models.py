"""Golden arrays of the models: Swin v1, pixel decoder, multi-scale decoder, foreign weights.

    python Tools/golden/models.py                           # writes Tests/Golden/models

The references run in float64 on float32 weights and inputs; the metadata hold how far the same reference in float32 is
away, relative to the largest value. Swin is composed of torchvision's own blocks; timm agrees where it pads nothing.
B batch, C channels, H W height and width. Maps are NCHW.
"""
import os

from reference import SIZES, WINDOW, MultiScaleDecoder, PixelDecoder, Swin
import timm
import torch
import torchvision
from sampling import SAMPLING, sample, save
from weights import RULE, fill, formula_tensor, weight


def our_key(name):
    """torchvision's names inside a block -> the product's."""
    for old, new in ((".attn.proj.", ".attention.projection."), (".attn.", ".attention."),
                     (".mlp.0.", ".mlp.fc1."), (".mlp.3.", ".mlp.fc2.")):
        name = name.replace(old, new)
    return name


def named(module, prefix):
    return {prefix + our_key(name): parameter for name, parameter in module.named_parameters()}


def fill_ours(module, prefix):
    with torch.no_grad():
        for key, parameter in named(module, prefix).items():
            parameter.copy_(torch.from_numpy(weight(key, tuple(parameter.shape))))
    return module


def run(module, prefix, forward, inputs, dtype):
    """Outputs, loss = sum of outputs x cotangents, gradients of inputs and of every parameter."""
    module = fill_ours(module, prefix).to(dtype).eval()
    inputs = {name: value.to(dtype, copy=True).requires_grad_() for name, value in inputs.items()}
    outputs = forward(module, inputs)
    loss = sum((o * formula_tensor("cotangent." + name, o.shape).to(dtype)).sum() for name, o in outputs.items())
    loss.backward()
    gradients = {name: value.grad for name, value in inputs.items()}
    gradients |= {key: parameter.grad for key, parameter in named(module, prefix).items()}
    return outputs, loss, gradients


def relative(a, b):
    return float((a.detach().double() - b.detach().double()).abs().max() / b.detach().double().abs().max().clamp(min=1e-30))


def golden(name, build, prefix, forward, inputs, output_limit=4096, input_limit=2048, parameter_limit=256, **facts):
    outputs, loss, gradients = run(build(), prefix, forward, inputs, torch.float64)
    outputs32, loss32, gradients32 = run(build(), prefix, forward, inputs, torch.float32)
    arrays = {"loss": loss.reshape(1)}
    for key, value in outputs.items():
        arrays["output." + key] = sample(value.detach().numpy(), output_limit)
    norms = {}
    for key, value in gradients.items():
        arrays["gradient." + key] = sample(value.numpy(), input_limit if key in inputs else parameter_limit)
        arrays["gradient_norm." + key] = value.norm().reshape(1)
        norms[key] = float(value.norm())
    assert min(norms.values()) > 1e-7 * max(norms.values()), "a gradient vanishes: the golden would test nothing"
    away = {"outputs": max(relative(outputs32[k], v) for k, v in outputs.items()), "loss": relative(loss32, loss),
            "gradients": max(relative(gradients32[k], v) for k, v in gradients.items())}
    worst = max(gradients, key=lambda k: relative(gradients32[k], gradients[k]))
    print("  float32 reference is away by", {k: f"{v:.1e}" for k, v in away.items()}, "worst gradient:", worst)
    save(name, arrays, weights=RULE, sampling=SAMPLING, computed_in="float64",
         limits=dict(output=output_limit, input=input_limit, parameter=parameter_limit),
         inputs={k: dict(stream=k, shape=list(v.shape), scale=1, offset=0) for k, v in inputs.items()},
         output_shapes={k: list(v.shape) for k, v in outputs.items()},
         loss="sum over outputs of sum(output x formula(stream = cotangent.NAME, scale 1))",
         float32_reference_relative_difference=away, parameters=sum(p.numel() for p in build().parameters()), **facts)


def swin_maps(module, inputs):
    return {f"map.{i}": m for i, m in enumerate(module(inputs["input"]))}


def swin(name, size, affine, batch, height, width):
    golden(f"models/{name}", lambda: Swin(size, affine), "encoder.", swin_maps,
           {"input": formula_tensor("input", (batch, 3, height, width))},
           parameter_limit=128 if size == "tiny" else 192, size=size, affine=affine, drop_path=0)


def pyramid_shapes(batch, height, width, channels=48):
    """ceil(H / 4), then halves rounded up: what the encoder leaves of an H x W image."""
    h, w, shapes = -(-height // 4), -(-width // 4), []
    for i in range(4):
        shapes.append((batch, channels << i, h, w))
        h, w = -(-h // 2), -(-w // 2)
    return shapes


def decoders(affine):
    height, width = 75, 61
    inputs = {f"map.{i}": formula_tensor(f"map.{i}", shape) for i, shape in enumerate(pyramid_shapes(2, height, width))}
    channels = [48, 96, 192, 384]
    kind = "affine" if affine else "static"
    golden(f"models/pixel_decoder_{kind}", lambda: PixelDecoder(channels, affine), "pixel_decoder.",
           lambda m, x: {"embedding": m(list(x.values()), (height, width))}, inputs, output_limit=16384, affine=affine,
           image=[height, width])
    multi_scale(inputs, channels, affine, kind)


def multi_scale(inputs, channels, affine, kind):
    used = {k: v for k, v in inputs.items() if k != "map.0"}
    golden(f"models/multi_scale_decoder_{kind}", lambda: MultiScaleDecoder(channels, affine), "multi_scale_decoder.",
           lambda m, x: m([None, *x.values()]), used, affine=affine, image=[75, 61])


def make_timm(size, image, **more):
    channels, depths, heads = SIZES[size]
    return timm.create_model("swin_tiny_patch4_window7_224", pretrained=False, img_size=image, embed_dim=channels,
                             depths=depths, num_heads=heads, drop_path_rate=0, **more)


def make_torchvision(size, **more):
    channels, depths, heads = SIZES[size]
    return torchvision.models.SwinTransformer([4, 4], channels, list(depths), list(heads), [WINDOW, WINDOW],
                                              stochastic_depth_prob=0, **more)


def from_timm(name):
    """timm's key -> the name inside `Swin`; None for the classifier."""
    if name.startswith(("head.", "norm.")):
        return None if name.startswith("head.") else "norms.3." + name[5:]
    for old, new in (("patch_embed.proj.", "patch_embedding.projection."), ("patch_embed.", "patch_embedding."),
                     ("layers.", "stages."), (".downsample.", ".merging."), (".mlp.fc1.", ".mlp.0."), (".mlp.fc2.", ".mlp.3.")):
        name = name.replace(old, new)
    return name


def agree_with_timm():
    """Where nothing is padded (224 px), torchvision's blocks in our order and timm give the same maps."""
    theirs = fill(make_timm("nano", 224)).double().eval()
    ours = Swin("nano", True).double().eval()
    state = {from_timm(k): v for k, v in theirs.named_parameters() if from_timm(k)}
    report = ours.load_state_dict(state, strict=False)
    assert not report.unexpected_keys and all(k.startswith("norms.") or k.endswith("_index") for k in report.missing_keys), report
    images = formula_tensor("input", (1, 3, 224, 224)).double()
    with torch.no_grad():
        want = theirs.forward_head(theirs.forward_features(images), pre_logits=True)
        got = ours(images)[3].mean((2, 3))
        print("  ours against timm at 224 px:", f"{relative(got, want):.1e}")
        assert relative(got, want) < 1e-10


def foreign():
    """Embeddings of foreign models whose weights come from the formula under the foreign key names."""
    agree_with_timm()
    for name, model, shape in (("timm", make_timm("nano", 224), (1, 3, 224, 224)),
                               ("torchvision", make_torchvision("nano"), (2, 3, 76, 64))):
        model = fill(model).double().eval()
        images = formula_tensor("input", shape).double()
        with torch.no_grad():
            if name == "timm":
                last = model.norm(model.layers(model.patch_embed(images))).permute(0, 3, 1, 2)
                pooled, logits = model.forward_head(model.forward_features(images), pre_logits=True), model(images)
            else:
                last = model.permute(model.norm(model.features(images)))
                pooled, logits = model.flatten(model.avgpool(last)), model(images)
        save(f"models/foreign_{name}", {"map.3": sample(last.numpy(), 8192), "embedding": pooled, "logits": logits},
             weights=RULE + " Streams are the foreign keys.", sampling=SAMPLING, computed_in="float64",
             inputs={"input": dict(stream="input", shape=list(shape), scale=1, offset=0)}, size="nano", affine=True,
             shapes={"map.3": list(last.shape)}, norms="only the last level's norm exists in the file: norms.0 to norms.2 have none")


def key_lists():
    folder = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Tests", "Golden", "models")
    models = {"timm_swin_tiny": make_timm("tiny", 224), "torchvision_swin_tiny": make_torchvision("tiny"),
              "timm_swin_nano": make_timm("nano", 224), "torchvision_swin_nano": make_torchvision("nano")}
    for name, model in models.items():
        with open(os.path.join(folder, name + "_keys.txt"), "w") as f:
            for key, value in model.state_dict().items():
                f.write(f"{key} {'x'.join(map(str, value.shape))}\n")


if __name__ == "__main__":
    swin("swin_nano", "nano", False, 2, 75, 61)             # odd: image, windows and merging all pad
    swin("swin_nano_even", "nano", False, 1, 64, 96)
    swin("swin_nano_strip", "nano", False, 2, 28, 101)      # one window high, four wide: shift on one axis only
    swin("swin_nano_affine", "nano", True, 2, 75, 61)
    swin("swin_tiny", "tiny", False, 1, 64, 96)
    swin("swin_tiny_odd", "tiny", False, 1, 75, 61)
    decoders(False)
    decoders(True)
    foreign()
    key_lists()
