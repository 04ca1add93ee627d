#include "window.h"

namespace cresset {

bool isDense(const int64_t* dims, const int64_t* strides, int rank) {
  int64_t expected = 1;
  for (int d = rank - 1; d >= 0; d--) {
    if (dims[d] == 1) continue;
    if (strides[d] != expected) return false;
    expected *= dims[d];
  }
  return true;
}

bool isScalar(const int64_t* dims, const int64_t* strides, int rank) {
  for (int d = 0; d < rank; d++) {
    if (dims[d] != 1 && strides[d] != 0) return false;
  }
  return true;
}

namespace {

template <bool In>
void moveWindow(size_t bytes, char* dense, char* strided, const int64_t* dims, const int64_t* strides, int rank) {
  // Merged first: fewer and longer inner loops.
  int64_t extent[kMaxRank], stride[kMaxRank];
  int n = 0;
  for (int d = 0; d < rank; d++) {
    if (dims[d] == 1) continue;
    if (n > 0 && stride[n - 1] == strides[d] * dims[d]) {
      extent[n - 1] *= dims[d];
      stride[n - 1] = strides[d];
    } else {
      extent[n] = dims[d];
      stride[n++] = strides[d];
    }
  }
  while (n < 2) {
    for (int d = n; d > 0; d--) {
      extent[d] = extent[d - 1];
      stride[d] = stride[d - 1];
    }
    extent[0] = 1;
    stride[0] = 0;
    n++;
  }
  if (n == 2 && extent[1] == 1) stride[1] = 1;
  const KernelTable& k = kernels();
  const CopyFn copy = In ? k.gather2d[log2Bytes(bytes)] : k.scatter2d[log2Bytes(bytes)];
  const int64_t rows = extent[n - 2], cols = extent[n - 1];
  const int64_t step = rows * cols * static_cast<int64_t>(bytes);
  int64_t index[kMaxRank] = {};
  for (;;) {
    if (In) {
      copy(dense, strided, rows, cols, stride[n - 2], stride[n - 1]);
    } else {
      copy(strided, dense, rows, cols, stride[n - 2], stride[n - 1]);
    }
    dense += step;
    int d = n - 3;
    for (; d >= 0; d--) {
      strided += stride[d] * static_cast<int64_t>(bytes);
      if (++index[d] < extent[d]) break;
      strided -= extent[d] * stride[d] * static_cast<int64_t>(bytes);
      index[d] = 0;
    }
    if (d < 0) return;
  }
}

}  // namespace

void gatherWindow(size_t bytes, char* to, const char* from, const int64_t* dims, const int64_t* strides, int rank) {
  moveWindow<true>(bytes, to, const_cast<char*>(from), dims, strides, rank);
}

void scatterWindow(size_t bytes, char* to, const char* from, const int64_t* dims, const int64_t* strides, int rank) {
  moveWindow<false>(bytes, const_cast<char*>(from), to, dims, strides, rank);
}

}  // namespace cresset
