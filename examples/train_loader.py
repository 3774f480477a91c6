"""Train a tiny network for a few steps on scenes that are made while it trains.

Needs the extra `torch`: pip install "synthgroup[torch]". Run it with: python examples/train_loader.py
"""

from __future__ import annotations

import torch
from torch import nn
from torch.utils.data import DataLoader

from synthgroup import GroupSceneDataset

EPOCHS, SCENES, BATCH, WORKERS = 2, 256, 32, 2


def tiny_network(classes: int) -> nn.Module:
    """Make a network for pictures of any size, from 0 to 255."""
    return nn.Sequential(
        nn.Conv2d(3, 16, 5, stride=2),
        nn.ReLU(),
        nn.Conv2d(16, 32, 3, stride=2),
        nn.ReLU(),
        nn.AdaptiveAvgPool2d(1),
        nn.Flatten(),
        nn.Linear(32, classes),
    )


def main() -> None:
    """Train, and print the loss of every epoch."""
    torch.manual_seed(0)
    # told the loader's batch size, the data set gives the same scenes in the same order for any number of workers
    data = GroupSceneDataset(SCENES, recipe={"size": 64, "faces": {"count": [1, 3]}}, split="train", batch_size=BATCH)
    loader = DataLoader(data, batch_size=BATCH, num_workers=WORKERS, persistent_workers=True)
    network = tiny_network(len(data.classes))
    optimizer = torch.optim.SGD(network.parameters(), lr=0.001, momentum=0.9)
    for epoch in range(EPOCHS):  # every epoch draws new scenes
        total = 0.0
        for images, labels in loader:
            loss = nn.functional.cross_entropy(network(images / 255), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += loss.item()
        print(f"epoch {epoch}: {len(data)} scenes, mean loss {total / len(loader):.3f}")


if __name__ == "__main__":
    main()
