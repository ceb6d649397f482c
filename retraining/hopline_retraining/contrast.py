import torch
from torch import Tensor
from torch.nn import functional as F


def contrast(features: Tensor, classes: Tensor, temperature: float = 0.1) -> Tensor:
    """Supervised contrastive loss (Khosla et al. 2020) over the texts of a batch that share a class; a class below 0 is none."""
    unit = F.normalize(features, dim=-1)
    near = unit @ unit.T / temperature
    itself = torch.eye(len(classes), dtype=torch.bool)
    same = (classes[:, None] == classes[None]) & ~itself & (classes[:, None] >= 0)
    log = near - torch.logsumexp(near.masked_fill(itself, -1e4), 1, keepdim=True)
    count = same.sum(1)
    return -((log * same).sum(1)[count > 0] / count[count > 0]).mean() if bool((count > 0).any()) else near.sum() * 0
