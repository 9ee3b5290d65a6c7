"""The reference models in plain PyTorch: Swin v1 composed of torchvision's own blocks, and the shared decoders.

B batch, C channels, H W height and width. Maps are NCHW. No drop path. `affine` False: norms without parameters.
"""
import os
import sys
from functools import partial

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "Benchmarks", "peers"))
import tvstub  # noqa: F401, I001
import torch
import torch.nn.functional as F
from torch import nn
from torchvision.models.swin_transformer import PatchMerging, SwinTransformerBlock

SIZES = {"nano": (48, (2, 2, 2, 2), (2, 4, 8, 16)), "tiny": (96, (2, 2, 6, 2), (3, 6, 12, 24))}
WINDOW = 7


class PatchEmbedding(nn.Module):
    def __init__(self, channels, norm):
        super().__init__()
        self.projection = nn.Conv2d(3, channels, 4, 4)
        self.norm = norm(channels)

    def forward(self, images):                              # [B, 3, H, W]
        height, width = images.shape[-2:]
        images = F.pad(images, (0, -width % 4, 0, -height % 4))
        return self.norm(self.projection(images).permute(0, 2, 3, 1))           # [B, H/4, W/4, C]


class Stage(nn.Module):
    def __init__(self, index, channels, depth, heads, norm):
        super().__init__()
        if index > 0:
            self.merging = PatchMerging(channels // 2, norm)
        self.blocks = nn.ModuleList(
            SwinTransformerBlock(channels, heads, [WINDOW, WINDOW], [j % 2 * (WINDOW // 2)] * 2, norm_layer=norm)
            for j in range(depth))

    def forward(self, x):
        x = self.merging(x) if hasattr(self, "merging") else x
        for block in self.blocks:
            x = block(x)
        return x


class Swin(nn.Module):
    """Four maps, each leaving through a norm."""

    def __init__(self, size, affine):
        super().__init__()
        channels, depths, heads = SIZES[size]
        norm = partial(nn.LayerNorm, eps=1e-5, elementwise_affine=affine)
        self.patch_embedding = PatchEmbedding(channels, norm)
        self.stages = nn.ModuleList(Stage(i, channels << i, depths[i], heads[i], norm) for i in range(4))
        self.norms = nn.ModuleList(norm(channels << i) for i in range(4))

    def forward(self, images):
        x, maps = self.patch_embedding(images), []
        for stage, norm in zip(self.stages, self.norms):
            x = stage(x)
            maps.append(norm(x).permute(0, 3, 1, 2))        # [B, C, H, W]
        return maps


def conv_norm_relu(convolution, norm, x):
    return F.relu(norm(convolution(x)))


def group_norm(channels, affine):
    return nn.GroupNorm(1, channels, affine=affine)


class PixelBlock(nn.Module):
    def __init__(self, inputs, outputs, affine):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1, bias=False)
        self.norm1 = group_norm(outputs, affine)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1, bias=False)
        self.norm2 = group_norm(outputs, affine)

    def forward(self, x, skip, size):
        x = F.interpolate(x, size=size, mode="nearest")
        x = x if skip is None else torch.cat([x, skip], 1)
        return conv_norm_relu(self.conv2, self.norm2, conv_norm_relu(self.conv1, self.norm1, x))


class PixelDecoder(nn.Module):
    def __init__(self, channels, affine, widths=(96, 64, 32, 16)):
        super().__init__()
        skips = (channels[2], channels[1], channels[0], 0)
        inputs = (channels[3], *widths[:-1])
        self.blocks = nn.ModuleList(PixelBlock(i + s, w, affine) for i, s, w in zip(inputs, skips, widths))
        self.embedding = nn.Conv2d(16, 16, 3, padding=1)

    def forward(self, maps, size):
        x = maps[3]
        for block, skip in zip(self.blocks, (maps[2], maps[1], maps[0], None)):
            x = block(x, skip, size if skip is None else skip.shape[-2:])
        return self.embedding(x)                            # [B, 16, H, W]


class TowerLayer(nn.Module):
    def __init__(self, width, affine):
        super().__init__()
        self.conv = nn.Conv2d(width, width, 3, padding=1, bias=False)
        self.norm = group_norm(width, affine)

    def forward(self, x):
        return conv_norm_relu(self.conv, self.norm, x)


class MultiScaleDecoder(nn.Module):
    def __init__(self, channels, affine, width=128):
        super().__init__()
        self.lateral = nn.ModuleList(nn.Conv2d(c, width, 1) for c in channels[1:])
        self.smooth = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for _ in range(3))
        self.down = nn.ModuleList(nn.Conv2d(width, width, 3, 2, 1) for _ in range(2))
        self.class_tower = nn.ModuleList(TowerLayer(width, affine) for _ in range(4))
        self.box_tower = nn.ModuleList(TowerLayer(width, affine) for _ in range(4))
        self.centerness = nn.Conv2d(width, 1, 3, padding=1)

    def pyramid(self, maps):
        levels = [lateral(m) for lateral, m in zip(self.lateral, maps[1:])]
        for i in (1, 0):
            levels[i] = levels[i] + F.interpolate(levels[i + 1], size=levels[i].shape[-2:], mode="nearest")
        levels = [smooth(level) for smooth, level in zip(self.smooth, levels)]
        levels.append(self.down[0](levels[-1]))
        levels.append(self.down[1](F.relu(levels[-1])))
        return levels

    def forward(self, maps):
        """{name: map} for five levels: class tower, box tower, centerness."""
        found = {}
        for i, level in enumerate(self.pyramid(maps)):
            classes, boxes = level, level
            for layer in self.class_tower:
                classes = layer(classes)
            for layer in self.box_tower:
                boxes = layer(boxes)
            found |= {f"class.{i}": classes, f"box.{i}": boxes, f"centerness.{i}": self.centerness(boxes)}
        return found
