"""Decompositions with the signs that Cresset chooses, where the equations leave them open.

Of the components of a vector that are at least half as large as the largest, the first is positive (real and positive
if the vector is complex).
"""
import torch


def phases(v):
    """One factor a column of v [*, n, k]."""
    with torch.no_grad():
        size = v.abs()
        if v.shape[-2] == 0:
            return torch.ones(v.shape[:-2] + (1, v.shape[-1]), dtype=v.dtype)
        first = (size >= size.amax(-2, keepdim=True) / 2).to(torch.int64).argmax(-2, keepdim=True)
        chosen = v.gather(-2, first)
        return chosen.conj() / chosen.abs()


def eigh(A, *args, **kwargs):
    values, vectors = torch.linalg.eigh(A, *args, **kwargs)
    return values, vectors * phases(vectors)


def eig(A):
    values, vectors = torch.linalg.eig(A)
    return values, vectors * phases(vectors)


def svd(A, full_matrices=True, **kwargs):
    U, S, Vh = torch.linalg.svd(A, full_matrices, **kwargs)
    k = S.shape[-1]
    left, right = phases(U), phases(Vh.mT)
    right = torch.cat([left[..., :k], right[..., k:]], -1)
    return U * left, S, Vh * right.mT


def old_svd(A, some=True, compute_uv=True):
    if not compute_uv:
        return torch.svd(A, some, compute_uv)
    U, S, Vh = svd(A, not some)
    return U, S, Vh.mT
