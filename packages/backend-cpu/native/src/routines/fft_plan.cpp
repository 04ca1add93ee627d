#include "routines/fft_plan.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstring>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "error.h"
#include "kernel_table.h"
#include "temporary.h"
#include "threads.h"

namespace cresset {
namespace {

/** Prime factors up to here are transformed by their definition. */
constexpr int kLargestPrime = 31;
/** Longer lines leave the second-level cache and are cut in two. */
constexpr int64_t kLongest = 16384;
/** Elements of all plans in the cache together. */
constexpr int64_t kCachedElements = int64_t{1} << 23;

/** cos and sin of 2πk/n by reduction to an octant: accurate to the last digit and exact at the axes. */
std::pair<double, double> rootOfUnity(int64_t k, int64_t n) {
  int64_t a = 8 * k;
  bool swap = false, negCos = false, negSin = false;
  if (a > 4 * n) {
    a = 8 * n - a;
    negSin = true;
  }
  if (a > 2 * n) {
    a = 4 * n - a;
    negCos = true;
  }
  if (a > n) {
    a = 2 * n - a;
    swap = true;
  }
  const double angle = M_PI * static_cast<double>(a) / (4.0 * static_cast<double>(n));
  double c = std::cos(angle), s = std::sin(angle);
  if (swap) std::swap(c, s);
  return {negCos ? -c : c, negSin ? -s : s};
}

/** The factors of n, 4 before the others, or nothing where a prime is too large. */
std::vector<int> factorsOf(int64_t n) {
  std::vector<int> factors;
  for (int r : {4, 2, 3, 5}) {
    for (; n % r == 0; n /= r) factors.push_back(r);
  }
  for (int r = 7; r <= kLargestPrime && n > 1; r += 2) {
    for (; n % r == 0; n /= r) factors.push_back(r);
  }
  if (n > 1) factors.clear();
  return factors;
}

/** The divisor of n made of its factors that is nearest to its root from below. */
int64_t halfOf(int64_t n, const std::vector<int>& factors) {
  int64_t best = 1;
  std::vector<int64_t> divisors{1};
  for (int f : factors) {
    const size_t known = divisors.size();
    for (size_t i = 0; i < known; i++) {
      const int64_t d = divisors[i] * f;
      if (d * d > n) continue;
      bool seen = false;
      for (int64_t e : divisors) seen = seen || e == d;
      if (!seen) divisors.push_back(d);
      best = std::max(best, d);
    }
  }
  return best;
}

template <class T>
std::shared_ptr<const FftPlan<T>> make(int64_t n) {
  auto plan = std::make_shared<FftPlan<T>>();
  plan->n = n;
  if (n <= 1) return plan;
  const std::vector<int> factors = factorsOf(n);
  if (factors.empty()) {
    int64_t length = 1;
    while (length < 2 * n - 1) length *= 2;
    plan->inner = fftPlan<T>(length);
    plan->chirp.resize(static_cast<size_t>(n));
    std::vector<Pair<T>> kernel(static_cast<size_t>(length), {0, 0}), other(static_cast<size_t>(length));
    for (int64_t k = 0; k < n; k++) {
      const int64_t square = static_cast<int64_t>(static_cast<unsigned __int128>(k) * static_cast<unsigned __int128>(k) %
                                                  static_cast<unsigned __int128>(2 * n));
      const auto [c, s] = rootOfUnity(square, 2 * n);
      plan->chirp[static_cast<size_t>(k)] = {static_cast<T>(c), static_cast<T>(-s)};
      const Pair<T> w{static_cast<T>(c / static_cast<double>(length)), static_cast<T>(s / static_cast<double>(length))};
      kernel[static_cast<size_t>(k)] = w;
      if (k > 0) kernel[static_cast<size_t>(length - k)] = w;
    }
    if (isLong(*plan->inner)) {
      fftLong(*plan->inner, kernel.data(), other.data());
    } else {
      std::vector<T> parts(static_cast<size_t>(4 * length));
      T *re = parts.data(), *im = re + length, *re2 = im + length, *im2 = re2 + length;
      for (int64_t k = 0; k < length; k++) {
        re[k] = kernel[static_cast<size_t>(k)].re;
        im[k] = kernel[static_cast<size_t>(k)].im;
      }
      fftLanes(*plan->inner, re, im, re2, im2, 1);
      for (int64_t k = 0; k < length; k++) kernel[static_cast<size_t>(k)] = {re[k], im[k]};
    }
    plan->kernel = std::move(kernel);
    return plan;
  }
  const int64_t half = n > kLongest ? halfOf(n, factors) : 1;
  if (half >= 16) {
    plan->n1 = half;
    plan->n2 = n / half;
    plan->first = fftPlan<T>(plan->n1);
    plan->second = fftPlan<T>(plan->n2);
    plan->between.resize(static_cast<size_t>(n));
    parallelFor(plan->n1, 16, [&](int64_t begin, int64_t end) {
      for (int64_t a = begin; a < end; a++) {
        for (int64_t b = 0; b < plan->n2; b++) {
          const auto [c, s] = rootOfUnity(a * b % n, n);
          plan->between[static_cast<size_t>(a * plan->n2 + b)] = {static_cast<T>(c), static_cast<T>(-s)};
        }
      }
    });
    return plan;
  }
  int64_t length = n;
  for (int r : factors) {
    typename FftPlan<T>::Stage stage;
    stage.radix = r;
    const int64_t m = length / r;
    for (int64_t p = 0; p < m; p++) {
      for (int j = 1; j < r; j++) {
        const auto [c, s] = rootOfUnity(p * j, length);
        stage.wr.push_back(static_cast<T>(c));
        stage.wi.push_back(static_cast<T>(-s));
      }
    }
    for (int j = 0; r > 5 && j < r; j++) {
      const auto [c, s] = rootOfUnity(j, r);
      stage.rootR.push_back(static_cast<T>(c));
      stage.rootI.push_back(static_cast<T>(-s));
    }
    plan->stages.push_back(std::move(stage));
    length = m;
  }
  return plan;
}

template <class T>
constexpr int typeIndex = sizeof(T) == 8 ? 1 : 0;

template <class T>
void multiply(Pair<T>& a, const Pair<T>& b) {
  a = {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}

/** Lines of a long transform that are done side by side. */
constexpr int64_t kSideBySide = 16;

template <class T>
void bluesteinLanes(const FftPlan<T>& plan, T*& re, T*& im, T*& re2, T*& im2, int64_t lanes) {
  const int64_t n = plan.n, length = plan.inner->n;
  for (int64_t k = 0; k < length; k++) {
    if (k >= n) {
      std::fill(re + k * lanes, re + (k + 1) * lanes, T(0));
      std::fill(im + k * lanes, im + (k + 1) * lanes, T(0));
      continue;
    }
    const Pair<T> w = plan.chirp[static_cast<size_t>(k)];
    for (int64_t at = k * lanes; at < (k + 1) * lanes; at++) {
      const T r = re[at], i = im[at];
      re[at] = r * w.re - i * w.im;
      im[at] = r * w.im + i * w.re;
    }
  }
  fftLanes(*plan.inner, re, im, re2, im2, lanes);
  for (int64_t k = 0; k < length; k++) {
    const Pair<T> w = plan.kernel[static_cast<size_t>(k)];
    for (int64_t at = k * lanes; at < (k + 1) * lanes; at++) {
      const T r = re[at], i = im[at];
      re[at] = r * w.re - i * w.im;
      im[at] = r * w.im + i * w.re;
    }
  }
  // Back: with parts exchanged.
  fftLanes(*plan.inner, im, re, im2, re2, lanes);
  for (int64_t k = 0; k < n; k++) {
    const Pair<T> w = plan.chirp[static_cast<size_t>(k)];
    for (int64_t at = k * lanes; at < (k + 1) * lanes; at++) {
      const T r = re[at], i = im[at];
      re[at] = r * w.re - i * w.im;
      im[at] = r * w.im + i * w.re;
    }
  }
}

}  // namespace

template <class T>
std::shared_ptr<const FftPlan<T>> fftPlan(int64_t n) {
  static std::mutex mutex;
  static std::unordered_map<int64_t, std::shared_ptr<const FftPlan<T>>> plans;
  static int64_t elements = 0;
  {
    const std::lock_guard<std::mutex> lock(mutex);
    const auto found = plans.find(n);
    if (found != plans.end()) return found->second;
  }
  auto plan = make<T>(n);
  const std::lock_guard<std::mutex> lock(mutex);
  if (elements + n > kCachedElements) {
    plans.clear();
    elements = 0;
  }
  if (n <= kCachedElements) {
    plans[n] = plan;
    elements += n;
  }
  return plan;
}

template <class T>
void fftLanes(const FftPlan<T>& plan, T*& re, T*& im, T*& otherRe, T*& otherIm, int64_t lanes) {
  if (plan.inner) {
    bluesteinLanes(plan, re, im, otherRe, otherIm, lanes);
    return;
  }
  const auto pass = kernels().fftPass[typeIndex<T>];
  int64_t length = plan.n, stride = lanes;
  for (const auto& stage : plan.stages) {
    const int64_t m = length / stage.radix;
    pass(re, im, otherRe, otherIm, m, stride, stage.radix, stage.wr.data(), stage.wi.data(), stage.rootR.data(), stage.rootI.data());
    std::swap(re, otherRe);
    std::swap(im, otherIm);
    length = m;
    stride *= stage.radix;
  }
}

template <class T>
void fftLong(const FftPlan<T>& plan, Pair<T>* line, Pair<T>* other) {
  if (plan.inner) {
    const int64_t n = plan.n, length = plan.inner->n;
    for (int64_t k = 0; k < n; k++) multiply(line[k], plan.chirp[static_cast<size_t>(k)]);
    std::fill(line + n, line + length, Pair<T>{0, 0});
    fftLong(*plan.inner, line, other);
    for (int64_t k = 0; k < length; k++) {
      multiply(line[k], plan.kernel[static_cast<size_t>(k)]);
      std::swap(line[k].re, line[k].im);
    }
    fftLong(*plan.inner, line, other);
    for (int64_t k = 0; k < n; k++) {
      std::swap(line[k].re, line[k].im);
      multiply(line[k], plan.chirp[static_cast<size_t>(k)]);
    }
    return;
  }
  const int64_t n1 = plan.n1, n2 = plan.n2;
  const int64_t most = std::max(fftLaneLength(*plan.first), fftLaneLength(*plan.second)) * kSideBySide;
  const int64_t parts = numThreads();
  Temporary scratch(static_cast<size_t>(parts * 4 * most) * sizeof(T), "a Fourier transform");
  std::atomic<int64_t> slots{0};
  const auto own = [&] { return scratch.as<T>() + slots.fetch_add(1) % parts * 4 * most; };
  // x[j1·n2 + j2]: along j1, then twiddles, then along j2 to X[k1 + n1·k2].
  parallelFor((n2 + kSideBySide - 1) / kSideBySide, 4, [&](int64_t begin, int64_t end) {
    T* const at = own();
    for (int64_t block = begin; block < end; block++) {
      const int64_t j2 = block * kSideBySide, lanes = std::min(kSideBySide, n2 - j2);
      T *re = at, *im = re + most, *re2 = im + most, *im2 = re2 + most;
      for (int64_t j1 = 0; j1 < n1; j1++) {
        const Pair<T>* from = line + j1 * n2 + j2;
        for (int64_t b = 0; b < lanes; b++) {
          re[j1 * lanes + b] = from[b].re;
          im[j1 * lanes + b] = from[b].im;
        }
      }
      fftLanes(*plan.first, re, im, re2, im2, lanes);
      for (int64_t k1 = 0; k1 < n1; k1++) {
        Pair<T>* to = line + k1 * n2 + j2;
        const Pair<T>* w = plan.between.data() + k1 * n2 + j2;
        for (int64_t b = 0; b < lanes; b++) {
          const T r = re[k1 * lanes + b], i = im[k1 * lanes + b];
          to[b] = Pair<T>{r * w[b].re - i * w[b].im, r * w[b].im + i * w[b].re};
        }
      }
    }
  });
  slots = 0;
  parallelFor((n1 + kSideBySide - 1) / kSideBySide, 4, [&](int64_t begin, int64_t end) {
    T* const at = own();
    for (int64_t block = begin; block < end; block++) {
      const int64_t k1 = block * kSideBySide, lanes = std::min(kSideBySide, n1 - k1);
      T *re = at, *im = re + most, *re2 = im + most, *im2 = re2 + most;
      for (int64_t b = 0; b < lanes; b++) {
        const Pair<T>* from = line + (k1 + b) * n2;
        for (int64_t j2 = 0; j2 < n2; j2++) {
          re[j2 * lanes + b] = from[j2].re;
          im[j2 * lanes + b] = from[j2].im;
        }
      }
      fftLanes(*plan.second, re, im, re2, im2, lanes);
      for (int64_t k2 = 0; k2 < n2; k2++) {
        Pair<T>* to = other + k2 * n1 + k1;
        for (int64_t b = 0; b < lanes; b++) to[b] = Pair<T>{re[k2 * lanes + b], im[k2 * lanes + b]};
      }
    }
  });
  parallelFor(plan.n, 1 << 16, [&](int64_t begin, int64_t end) {
    memcpy(line + begin, other + begin, static_cast<size_t>(end - begin) * sizeof(Pair<T>));
  });
}

template std::shared_ptr<const FftPlan<float>> fftPlan(int64_t);
template std::shared_ptr<const FftPlan<double>> fftPlan(int64_t);
template void fftLanes(const FftPlan<float>&, float*&, float*&, float*&, float*&, int64_t);
template void fftLanes(const FftPlan<double>&, double*&, double*&, double*&, double*&, int64_t);
template void fftLong(const FftPlan<float>&, Pair<float>*, Pair<float>*);
template void fftLong(const FftPlan<double>&, Pair<double>*, Pair<double>*);

}  // namespace cresset
