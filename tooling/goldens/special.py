"""What no rule says about PyTorch's ops. Each entry has its reason; keep this short."""

# Not part of the public API, or of parts of it that Cresset leaves out (see tooling/api/exclusions.json).
SKIPPED = [
    "jiterator_*", "torch.*", "_*", "masked.*", "sparse.*", "to_sparse", "resize_*", "*_copy",
    "native_*", "unsafe_*", "*_backward", "*.triton_optimized", "empty_permuted", "hash_tensor", "nonzero_static",
    "chalf", "nn.functional.linear_cross_entropy*", "*.tensor_overload", "split_with_sizes_copy", "unravel_index",
    "nn.functional.upsample_*", "item", "grid_sampler_*", "linalg.polar", "linalg.matrix_sqrth", "*.decomposed",
    "broadcast_shapes", "*.without_cudnn", "__r*__", "triangular_solve", "argwhere.*",
    # The same function under another variant of the same samples.
    "max.binary", "min.binary",
    # Results of which nothing is unique, and methods that only fill their tensor with random numbers.
    "pca_lowrank", "svd_lowrank", "normal.in_place", "T", "H", "to",
    # The memory around the view is no argument.
    "as_strided.partial_views", "as_strided_scatter",
    # Not the op itself, but a function of it.
    "linalg.lstsq.grad_oriented", "linalg.pinv.singular",
]
# Sizes that come from a tensor: to be read back before anything can be computed, so the caller reads them.
SKIPPED_OVERLOADS = ["aten::narrow.Tensor", "aten::tensor_split.tensor_indices_or_sections"]
# Builtins whose schema is not what Python sees, and those that OpInfo calls with its arguments in another order.
SIGNATURES = {
    "nonzero": "input, *, as_tuple=False", "nn.functional.logsigmoid": "input", "polygamma": "input, n",
    "special.polygamma": "input, n", "where": "input, condition, other",
    "einsum": "operands, equation",
    "nn.functional.embedding": "weight, input, **kwargs", "nn.functional.embedding_bag": "weight, input, **kwargs",
    **{cast: "input, memory_format=None" for cast in
       ["bfloat16", "bool", "byte", "char", "double", "float", "half", "int", "long", "short", "cdouble", "cfloat"]},
}
# A star: a list whose elements are arguments of their own.
ORDER = {"einsum": ["equation", "*operands"],
         "polygamma": ["n", "input"], "special.polygamma": ["n", "input"], "where": ["condition", "input", "other"],
         "nn.functional.embedding": ["input", "weight"], "nn.functional.embedding_bag": ["input", "weight"]}
# The older spelling of a parameter: as the newer one.
REWRITTEN = {"unbiased": lambda v: ("correction", 1 if v else 0)}
# Where equal values stand, the index of any of them is right.
TIES = ["topk", "mode", "kthvalue", "median", "nanmedian", "sort", "argsort", "msort", "cummax", "cummin", "aminmax"]
# Under a name of its own here: Python's `x[…]` is `at(x, …)`, whose items are spread.
RENAMED = {"__getitem__": "at"}
# Their memory is not initialised: only dtype and shape tell.
UNINITIALISED = ["empty", "empty_like", "empty_strided", "new_empty", "new_empty_strided"]
# Results that are unique up to the sign of columns (−2) or rows (−1 counts from the end): which dim the vectors lie
# along. Their gradient is not unique either, so no cotangent arrives there.
UP_TO_SIGN = {
    "linalg.svd": {0: -2, 2: -1}, "svd": {0: -2, 2: -2}, "linalg.eigh": {1: -2}, "linalg.qr": {0: -2, 1: -1},
    "qr": {0: -2, 1: -1},
}
CASTS_TO_INTEGERS = ["byte", "char", "short", "int", "long"]
# Triangles of operands that are not read: PyTorch's formulas fill the gradient there, and 0 is as right.
UNREAD = {"cholesky_inverse": 0, "cholesky_solve": 1}
# Results that are unique only up to a factor or an order: dtype and shape tell.
FREE = {"linalg.eig": [0, 1], "linalg.eigvals": [0]}
# Matrices whose rank, symmetry or orthogonality rounding would destroy.
UNROUNDED = ["linalg.*", "*cholesky*", "*svd*", "*lu*", "pinverse", "geqrf", "ormqr", "logdet", "matrix_exp",
             "quantile", "nanquantile", "multinomial", "bernoulli"]
