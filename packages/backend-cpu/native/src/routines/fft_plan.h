#pragma once
#include <cstdint>
#include <memory>
#include <vector>

namespace cresset {

/** Interleaved, as complex elements lie in memory. */
template <class T>
struct Pair {
  T re, im;
};

/**
 * What a transform of length n needs: its factors, a table of twiddles for each, and where a prime is too large for
 * those, the chirp of Bluestein's convolution. Forward; the other direction exchanges real and imaginary parts.
 */
template <class T>
struct FftPlan {
  struct Stage {
    int radix;
    /** e^{−2πi pj/length} at p·(radix − 1) + j − 1. */
    std::vector<T> wr, wi;
    /** Roots of unity of order radix, where the radix has no code of its own. */
    std::vector<T> rootR, rootI;
  };
  int64_t n = 1;
  std::vector<Stage> stages;
  /** n = n1·n2 for transforms too large for the cache, 0 for others; and the twiddles between, [n1][n2]. */
  int64_t n1 = 0, n2 = 0;
  std::shared_ptr<const FftPlan> first, second;
  std::vector<Pair<T>> between;
  /** Bluestein: a power of 2 ≥ 2n − 1, e^{−iπk²/n}, and the transform of its conjugate divided by the length. */
  std::shared_ptr<const FftPlan> inner;
  std::vector<Pair<T>> chirp, kernel;
};

/** From a cache that holds the plans used last. */
template <class T>
std::shared_ptr<const FftPlan<T>> fftPlan(int64_t n);

/** Transforms `lanes` lines side by side: element k of line b at k·lanes + b. The result is in (re, im). */
template <class T>
void fftLanes(const FftPlan<T>& plan, T*& re, T*& im, T*& otherRe, T*& otherIm, int64_t lanes);

/** Elements of each of the four arrays that `fftLanes` needs for a line. */
template <class T>
int64_t fftLaneLength(const FftPlan<T>& plan) {
  return plan.inner ? plan.inner->n : plan.n;
}

/** Transforms one long line in place, with threads; `other` is as long. Plans with n1, or with an inner plan that has. */
template <class T>
void fftLong(const FftPlan<T>& plan, Pair<T>* line, Pair<T>* other);

/** Whether a length is transformed by `fftLong`. */
template <class T>
bool isLong(const FftPlan<T>& plan) {
  return plan.n1 > 0 || (plan.inner && plan.inner->n1 > 0);
}

/** Elements of `line` and `other` for `fftLong`. */
template <class T>
int64_t fftLongLength(const FftPlan<T>& plan) {
  return plan.inner ? plan.inner->n : plan.n;
}

}  // namespace cresset
