#pragma once
#include <cstddef>
#include <cstdint>

#include "ops.h"
#include "types.h"

namespace cresset {

/** out[i] = f(a[i], b[i], c[i]) for n elements of one lane type each; out may be one of the arguments. */
using TileFn = void (*)(void* out, const void* a, const void* b, const void* c, size_t n);

/** Which argument of a tile function is a single element instead of an array. */
enum Variant { kVV, kVS, kSV, kSS, kVariants };

/** Strided window (rows × cols, strides in elements) to or from dense rows. */
using CopyFn = void (*)(void* to, const void* from, int64_t rows, int64_t cols, int64_t rowStride, int64_t colStride);

enum class Combine : uint8_t { Sum, Prod, Min, Max, Any, All, ArgMin, ArgMax };
constexpr int kCombines = 8;

/** Combines n elements into *acc (float sums and products accumulate in double, integers in their own lane). */
using RowReduceFn = void (*)(void* acc, const void* a, int64_t n);
/** The same for arg reductions; `base` is the position of a[0]. */
using ArgReduceFn = void (*)(void* acc, int64_t* position, const void* a, int64_t n, int64_t base);
/** acc[c] ⊕= Σ_r a[r·rowStride + c]. */
using ColReduceFn = void (*)(void* acc, const void* a, int64_t rows, int64_t cols, int64_t rowStride);
using ColArgFn = void (*)(void* acc, int64_t* position, const void* a, int64_t rows, int64_t cols, int64_t rowStride,
                          int64_t base);

/** Kernels compiled for one instruction set. A null entry means that the combination doesn't exist. */
struct KernelTable {
  const char* name;
  /** By op, lane of the first argument (of the second for `where`), variant. */
  TileFn op[kOps][kLanes][kVariants];
  TileFn cast[kLanes][kLanes];
  /** Memory type to lane and back; null where isNative. */
  TileFn load[kTypes];
  TileFn store[kTypes];
  /** Brings a lane value into the range of a narrower type: integers wrap, halves round. Null where nothing is to do. */
  TileFn wrap[kTypes];
  TileFn fill[kLanes];
  /** out = consecutive int64 from *a. */
  TileFn iota;
  /** By log2 of the element's bytes. */
  CopyFn gather2d[5];
  CopyFn scatter2d[5];
  RowReduceFn rowReduce[6][kLanes];
  ArgReduceFn rowArg[2][kLanes];
  ColReduceFn colReduce[6][kLanes];
  ColArgFn colArg[2][kLanes];
  /** C = A·B for tiny float matrices, see kernels/small_gemm.cpp; strides in elements. */
  void (*smallGemm[2])(int64_t m, int64_t n, int64_t k, const void* a, int64_t am, int64_t ak, const void* b, int64_t bk,
                       int64_t bn, void* c, int64_t cm);
  /** A pass of the Fourier transform in float32 and float64; see kernels/fft.cpp. */
  void (*fftPass[2])(const void* xr, const void* xi, void* yr, void* yi, int64_t m, int64_t stride, int radix, const void* wr,
                     const void* wi, const void* rootR, const void* rootI);
  // Float32 rows of the overrides; see kernels/rows.cpp.
  void (*softmaxRow)(float* out, const float* in, int64_t n, bool logarithm);
  void (*softmaxBackwardRow)(float* dx, const float* grad, const float* out, int64_t n, bool logarithm);
  /** The same for `inner` interleaved rows: element j of row i lies at j·inner + i. */
  void (*softmaxColumns)(float* out, const float* in, int64_t n, int64_t inner, int64_t width, bool logarithm);
  void (*softmaxBackwardColumns)(float* dx, const float* grad, const float* out, int64_t n, int64_t inner, int64_t width,
                                 bool logarithm);
  /**
   * Scores of one query with the keys of a block become exponentials, exp(scale·s + mask − greatest). `greatest` and `sum`
   * are those of all keys so far. Gives the factor of what was computed with the old greatest.
   */
  float (*attentionRow)(float* scores, const float* mask, int64_t n, float scale, float* greatest, double* sum);
  /** Scores become weights p, and their gradients dp become p·(dp − delta). */
  void (*attentionBackwardRow)(float* scores, float* dp, const float* mask, int64_t n, float scale, float lse, float delta);
  // Steps of recurrent networks for one sequence; see kernels/recurrent.cpp.
  void (*lstmRow)(float* gates, const float* gx, const float* before, float* c, float* h, int64_t n);
  void (*lstmBackwardRow)(float* dgates, float* dc, const float* gates, const float* c, const float* before, const float* dh,
                          const float* gh, const float* gc, int64_t n);
  void (*gruRow)(float* h, const float* gx, const float* gates, const float* before, int64_t n);
  void (*gruBackwardRow)(float* dgx, float* dgates, float* dh, const float* gx, const float* gates, const float* before,
                         const float* gh, int64_t n);
  /**
   * out[j, :] = Σ weight[t] · in[index[t], :] over the taps t of j, offsets[j] to offsets[j + 1] (null: tap j alone); weights
   * may be null: 1.
   */
  void (*blendRows)(float* out, const float* in, const int64_t* offsets, const int64_t* index, const float* weight, int64_t rows,
                    int64_t inner);
  void (*layerNormRow)(float* out, float* mean, float* rstd, const float* in, const float* weight, const float* bias,
                       int64_t n, double eps);
  /** Adds to dw and db, which may be null. */
  void (*layerNormBackwardRow)(float* dx, float* dw, float* db, const float* grad, const float* in, const float* weight,
                               float mean, float rstd, int64_t n);
  /** Σx and Σ(x−shift)² style sums for batch norm, accumulated in double across calls. */
  void (*sumSquares)(const float* in, int64_t n, float shift, double* sum, double* squares);
  void (*sumProduct)(const float* grad, const float* in, int64_t n, float mean, double* sum, double* product);
  void (*scaleShift)(float* out, const float* in, int64_t n, float scale, float shift);
  /** Maxima of 2×2 windows side by side and their positions in the plane; rows and cols are the output's. */
  void (*maxPool2x2)(float* values, int64_t* indices, const float* in, int64_t width, int64_t rows, int64_t cols);
  /** dx = a·grad + b·in + c. */
  void (*scaleShift2)(float* dx, const float* grad, const float* in, int64_t n, float a, float b, float c);
};

extern const KernelTable* currentKernels;

/** The table in use. */
inline const KernelTable& kernels() { return *currentKernels; }

/**
 * Chooses the table: that of `name`, or where it is null the one that CRESSET_CPU_ISA names, or the best for this
 * processor. Kernels prepared before keep theirs. @throws Failure when processor or build don't have it
 */
void chooseKernels(const char* name);

}  // namespace cresset
