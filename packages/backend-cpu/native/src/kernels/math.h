#pragma once
// Branch-free elementary functions that the compiler turns into vector code for each instruction set. Accuracy is
// checked against the C library in test/native-accuracy.test.ts: float32 below 2 ULP, float64 below 2 ULP.
#include <cmath>
#include <cstdint>

namespace cresset {
namespace CRESSET_ISA {

#if defined(__FMA__) || defined(__aarch64__)
inline float fma_(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
inline double fma_(double a, double b, double c) { return __builtin_fma(a, b, c); }
#else
// Without the instruction, fma() is a library call of some 20 ns.
inline float fma_(float a, float b, float c) { return a * b + c; }
inline double fma_(double a, double b, double c) { return a * b + c; }
#endif

inline int32_t bits(float x) { return __builtin_bit_cast(int32_t, x); }
inline int64_t bits(double x) { return __builtin_bit_cast(int64_t, x); }
inline float fromBits(int32_t x) { return __builtin_bit_cast(float, x); }
inline double fromBits(int64_t x) { return __builtin_bit_cast(double, x); }

inline float expF(float x) {
  x = x > 89.0f ? 89.0f : x;
  x = x < -104.0f ? -104.0f : x;
  const float magic = 12582912.0f;  // 1.5·2^23: adding it rounds to an integer, in the low bits
  const float t = fma_(x, 1.44269504f, magic);
  const float n = t - magic;
  float r = fma_(n, -0.693359375f, x);
  r = fma_(n, 2.12194440e-4f, r);
  float p = 1.37805939e-3f;
  p = fma_(p, r, 8.37312452e-3f);
  p = fma_(p, r, 4.16695364e-2f);
  p = fma_(p, r, 1.66664720e-1f);
  p = fma_(p, r, 4.99999851e-1f);
  p = fma_(p, r, 1.0f);
  p = fma_(p, r, 1.0f);
  // Two factors, so that results below 2^-126 are rounded once and not flushed.
  // Unsigned: of a NaN the bits are anything, and only signed overflow is undefined.
  const uint32_t i = static_cast<uint32_t>(bits(t)) - 0x4b400000u;
  const uint32_t half = static_cast<uint32_t>(static_cast<int32_t>(i) >> 1);
  return p * fromBits(static_cast<int32_t>((half + 127u) << 23)) * fromBits(static_cast<int32_t>((i - half + 127u) << 23));
}

inline float logF(float x) {
  const bool tiny = x < 1.17549435e-38f;
  const float a = tiny ? x * 8388608.0f : x;
  const uint32_t raw = static_cast<uint32_t>(bits(a));
  const uint32_t high = (raw - 0x3f2aaaabu) & 0xff800000u;
  const int32_t e = static_cast<int32_t>(high);
  const float m = fromBits(static_cast<int32_t>(raw - high)) - 1.0f;
  const float i = static_cast<float>(e >> 23) - (tiny ? 23.0f : 0.0f);
  const float s = m * m;
  float r = -0.130310059f, t = 0.140869141f;
  r = fma_(r, s, -0.121483788f);
  t = fma_(t, s, 0.139814854f);
  r = fma_(r, s, -0.166846126f);
  t = fma_(t, s, 0.200120345f);
  r = fma_(r, s, -0.249996200f);
  r = fma_(t, m, r);
  r = fma_(r, m, 0.333331972f);
  r = fma_(r, m, -0.5f);
  r = fma_(r, s, m);
  r = fma_(i, 0.693147182f, r);
  r = x < 0 ? NAN : r;
  r = x == 0 ? -INFINITY : r;
  return x < INFINITY ? r : x;  // inf and NaN are their own logarithm; −NaN never matters
}

inline float tanhF(float x) {
  const float a = std::fabs(x), s = x * x;
  const float big = 1.0f - 2.0f / (1.0f + expF(2.0f * a));
  float r = 1.57394409e-2f;
  r = fma_(r, s, -5.23025580e-2f);
  r = fma_(r, s, 1.33152470e-1f);
  r = fma_(r, s, -3.33327681e-1f);
  const float small = fma_(r * s, x, x);
  return a < 0.55f ? small : std::copysign(a == a ? big : a, x);
}

inline float sigmoidF(float x) {
  const float e = expF(-std::fabs(x));
  return (x < 0 ? e : 1.0f) / (1.0f + e);
}

/** After N. Juffa's single-precision erf: 1 − exp(polynomial) outside, x·polynomial(x²) inside. */
inline float erfF(float x) {
  const float t = std::fabs(x), s = x * x;
  float r = fma_(-1.72853470e-5f, t, 3.83197126e-4f);
  const float u = fma_(-3.88396438e-3f, t, 2.42546219e-2f);
  r = fma_(r, s, u);
  r = fma_(r, t, -1.06777877e-1f);
  r = fma_(r, t, -6.34846687e-1f);
  r = fma_(r, t, -1.28717512e-1f);
  r = fma_(r, t, -t);
  // Beyond 3.92 the result rounds to 1; the polynomial is not meant for there (and would overflow to NaN).
  const float outside = std::copysign(t > 3.95f ? 1.0f : 1.0f - expF(r), x);
  float p = -5.96761703e-4f;
  p = fma_(p, s, 4.99119423e-3f);
  p = fma_(p, s, -2.67681349e-2f);
  p = fma_(p, s, 1.12819925e-1f);
  p = fma_(p, s, -3.76125336e-1f);
  p = fma_(p, s, 1.28379166e-1f);
  const float inside = fma_(p, x, x);
  return t > 0.927734375f ? outside : (x == x ? inside : x);
}

inline double expD(double x) {
  x = x > 710.0 ? 710.0 : x;
  x = x < -746.0 ? -746.0 : x;
  const double magic = 6755399441055744.0;  // 1.5·2^52
  const double t = fma_(x, 1.4426950408889634, magic);
  const double n = t - magic;
  double r = fma_(n, -6.93147180369123816490e-01, x);
  r = fma_(n, -1.90821492927058770002e-10, r);
  double p = 1.0 / 6227020800.0;
  p = fma_(p, r, 1.0 / 479001600.0);
  p = fma_(p, r, 1.0 / 39916800.0);
  p = fma_(p, r, 1.0 / 3628800.0);
  p = fma_(p, r, 1.0 / 362880.0);
  p = fma_(p, r, 1.0 / 40320.0);
  p = fma_(p, r, 1.0 / 5040.0);
  p = fma_(p, r, 1.0 / 720.0);
  p = fma_(p, r, 1.0 / 120.0);
  p = fma_(p, r, 1.0 / 24.0);
  p = fma_(p, r, 1.0 / 6.0);
  p = fma_(p, r, 0.5);
  p = fma_(p, r, 1.0);
  p = fma_(p, r, 1.0);
  const uint64_t i = static_cast<uint64_t>(bits(t)) - 0x4338000000000000ull;
  // An arithmetic shift of 64-bit lanes needs AVX-512; of |i| < 2^11 the biased logical one gives the same.
  const uint64_t half = ((i + 4096) >> 1) - 2048;
  return p * fromBits(static_cast<int64_t>((half + 1023) << 52)) * fromBits(static_cast<int64_t>((i - half + 1023) << 52));
}

/** fdlibm's e_log.c without its branches. */
inline double logD(double x) {
  const bool tiny = x < 2.2250738585072014e-308;
  const double a = tiny ? x * 4503599627370496.0 : x;
  const uint64_t raw = static_cast<uint64_t>(bits(a)) + 0x3ff0000000000000ull - 0x3fe6a09e00000000ull;
  // Exponent as a double without a 64-bit conversion, which AVX2 lacks: 2^52 + e in its bits, minus 2^52.
  const double k = fromBits(static_cast<int64_t>((raw >> 52) | 0x4330000000000000ull)) - 4503599627370496.0 - 1023.0 -
                   (tiny ? 52.0 : 0.0);
  const double m = fromBits(static_cast<int64_t>((raw & 0x000fffffffffffffull) + 0x3fe6a09e00000000ull));
  const double f = m - 1.0;
  const double s = f / (2.0 + f), z = s * s, w = z * z;
  const double t1 = w * fma_(w, fma_(w, 1.531383769920937332e-01, 2.222219843214978396e-01), 3.999999999940941908e-01);
  const double t2 = z * fma_(w, fma_(w, fma_(w, 1.479819860511658591e-01, 1.818357216161805012e-01), 2.857142874366239149e-01),
                             6.666666666666735130e-01);
  const double h = 0.5 * f * f;
  double r = k * 6.93147180369123816490e-01 - ((h - (s * (h + t1 + t2) + k * 1.90821492927058770002e-10)) - f);
  r = x < 0 ? static_cast<double>(NAN) : r;
  r = x == 0 ? -static_cast<double>(INFINITY) : r;
  return x < static_cast<double>(INFINITY) ? r : x;
}

/** Largest |x| that the three-part reduction below takes; beyond, the C library's is used. */
constexpr double kTrigLimit = 1e6;

/** sin (quarter = 0) or cos (quarter = 1) of |x| ≤ kTrigLimit: fdlibm's kernels after a Cody-Waite reduction. */
inline double sinD(double x, int64_t quarter) {
  const double magic = 6755399441055744.0;
  const double t = fma_(x, 0.63661977236758134308, magic);
  const double q = t - magic;
  double r = fma_(q, -1.57079632673412561417e+00, x);
  r = fma_(q, -6.07710050630396597660e-11, r);
  r = fma_(q, -2.02226624879595063154e-21, r);
  const uint64_t k = static_cast<uint64_t>(bits(t)) + static_cast<uint64_t>(quarter);
  const double z = r * r;
  double s = 1.58969099521155010221e-10;
  s = fma_(s, z, -2.50507602534068634195e-08);
  s = fma_(s, z, 2.75573137070700676789e-06);
  s = fma_(s, z, -1.98412698298579493134e-04);
  s = fma_(s, z, 8.33333333332248946124e-03);
  s = fma_(s, z, -1.66666666666666324348e-01);
  s = fma_(s * z, r, r);
  double c = -1.13596475577881948265e-11;
  c = fma_(c, z, 2.08757232129817482790e-09);
  c = fma_(c, z, -2.75573143513906633035e-07);
  c = fma_(c, z, 2.48015872894767294178e-05);
  c = fma_(c, z, -1.38888888888741095749e-03);
  c = fma_(c, z, 4.16666666666666019037e-02);
  const double h = 0.5 * z, w = 1.0 - h;
  c = w + (((1.0 - w) - h) + z * z * c);
  const double v = (k & 1) != 0 ? c : s;
  return (k & 2) != 0 ? -v : v;
}

// Float32 functions that go through double, whose error then vanishes in the final rounding.

inline float exp2F(float x) { return static_cast<float>(expD(static_cast<double>(x) * 0.69314718055994530942)); }
inline float log2F(float x) { return static_cast<float>(logD(x) * 1.44269504088896340736); }
inline float log10F(float x) { return static_cast<float>(logD(x) * 0.43429448190325182765); }

inline float expm1F(float x) {
  const double d = x;
  const double small = d * (1 + d * (0.5 + d * (1.0 / 6 + d * (1.0 / 24))));
  return static_cast<float>(std::fabs(d) < 1e-3 ? small : expD(d) - 1);
}

/** log(1 + x), and the part of x that rounding 1 + x lost, divided by it. */
inline float log1pF(float x) {
  const float u = 1.0f + x;
  const float lost = x - (u - 1.0f);
  const float r = logF(u) + lost / u;
  // At −1 and at infinity the correction is 0/0 and ∞ − ∞.
  return u == 0 ? -INFINITY : x < INFINITY ? r : x;
}

inline float sinhF(float x) {
  const double d = x, e = expD(d), s = d * d;
  const double small = d * (1 + s * (1.0 / 6 + s * (1.0 / 120)));
  return static_cast<float>(std::fabs(d) < 1e-2 ? small : 0.5 * (e - 1 / e));
}

inline float coshF(float x) {
  const double e = expD(x);
  return static_cast<float>(0.5 * (e + 1 / e));
}

inline float asinhF(float x) {
  const double a = std::fabs(x);
  const double r = a < 1e-4 ? a - a * a * a * (1.0 / 6) : logD(a + std::sqrt(a * a + 1));
  return std::copysign(static_cast<float>(r), x);
}

inline float acoshF(float x) {
  const double d = x;
  return static_cast<float>(d < 1 ? static_cast<double>(NAN) : logD(d + std::sqrt((d - 1) * (d + 1))));
}

inline float atanhF(float x) {
  const double a = std::fabs(x);
  const double r = a < 1e-4 ? a + a * a * a * (1.0 / 3) : 0.5 * logD((1 + a) / (1 - a));
  return std::copysign(static_cast<float>(a > 1 ? static_cast<double>(NAN) : r), x);
}

inline float powF(float x, float y) {
  const double ax = std::fabs(x), dy = y;
  // |y|·log|x| beyond ±800 over- or underflows float32 anyway; the clamp keeps inf·0 out of the exponential.
  double e = dy * logD(ax);
  e = e > 800 ? 800 : e;
  e = e < -800 ? -800 : e;
  const double magnitude = expD(e);
  const float whole = std::trunc(y);
  const bool integer = whole == y;
  const bool odd = integer && std::fabs(y) < 16777216.0f && whole - 2.0f * std::trunc(whole * 0.5f) != 0.0f;
  float r = static_cast<float>(magnitude);
  r = odd && std::signbit(x) ? -r : r;
  r = x < 0 && !integer && x > -INFINITY ? NAN : r;
  r = x != x || y != y ? NAN : r;
  // −1 to an infinite power is 1, as is anything to the power 0 and 1 to anything, even NaN.
  r = ax == 1 && std::fabs(y) == INFINITY ? 1.0f : r;
  return y == 0 || x == 1 ? 1.0f : r;
}

}  // namespace CRESSET_ISA
}  // namespace cresset
