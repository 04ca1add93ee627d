// Functions of float32. The ones written as `Library` are rare in training and taken from the C library, one element
// at a time.
#include "kernels/math.h"

#include "kernels/special.h"
#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

#define FUNCTION(Name, expression)                     \
  struct Name {                                        \
    static inline float f(float x) { return expression; } \
  };
FUNCTION(Exp, expF(x))
FUNCTION(Exp2, exp2F(x))
FUNCTION(Expm1, expm1F(x))
FUNCTION(Log, logF(x))
FUNCTION(Log2, log2F(x))
FUNCTION(Log10, log10F(x))
FUNCTION(Log1p, log1pF(x))
FUNCTION(Sinh, sinhF(x))
FUNCTION(Cosh, coshF(x))
FUNCTION(Tanh, tanhF(x))
FUNCTION(Asinh, asinhF(x))
FUNCTION(Acosh, acoshF(x))
FUNCTION(Atanh, atanhF(x))
FUNCTION(Sigmoid, sigmoidF(x))
FUNCTION(Erf, erfF(x))
FUNCTION(TanLibrary, std::tan(x))
FUNCTION(AsinLibrary, std::asin(x))
FUNCTION(AcosLibrary, std::acos(x))
FUNCTION(AtanLibrary, std::atan(x))
FUNCTION(ErfcLibrary, std::erfc(x))
FUNCTION(ErfinvLibrary, static_cast<float>(erfinv(x)))
FUNCTION(LgammaLibrary, static_cast<float>(logGamma(x)))
FUNCTION(DigammaLibrary, static_cast<float>(digamma(x)))
#undef FUNCTION

struct Pow {
  static inline float f(float x, float y) { return powF(x, y); }
};
struct Zeta {
  static inline float f(float s, float q) { return static_cast<float>(zeta(s, q)); }
};
struct Atan2 {
  static inline float f(float y, float x) { return std::atan2(y, x); }
};
struct Square {
  static inline float f(float x) { return x * x; }
};
struct Cube {
  static inline float f(float x) { return x * x * x; }
};
struct Root {
  static inline float f(float x) { return std::sqrt(x); }
};

/** Powers that a network really uses cost a multiplication. */
void powScalar(void* out, const void* a, const void* b, const void*, size_t n) {
  const float y = *static_cast<const float*>(b);
  if (y == 2.0f) return unaryTile<Square, float, float>(out, a, nullptr, nullptr, n);
  if (y == 3.0f) return unaryTile<Cube, float, float>(out, a, nullptr, nullptr, n);
  if (y == 0.5f) return unaryTile<Root, float, float>(out, a, nullptr, nullptr, n);
  binaryVS<Pow, float, float>(out, a, b, nullptr, n);
}

template <int64_t Quarter>
void trigTile(void* out, const void* a, const void*, const void*, size_t n) {
  float* o = static_cast<float*>(out);
  const float* x = static_cast<const float*>(a);
  constexpr size_t kPart = 256;
  float kept[kPart];  // the arguments, as the output may lie on them
  for (size_t begin = 0; begin < n; begin += kPart) {
    const size_t m = n - begin < kPart ? n - begin : kPart;
    int32_t wild = 0;
#pragma GCC ivdep
    for (size_t i = 0; i < m; i++) {
      const float v = x[begin + i];
      kept[i] = v;
      o[begin + i] = static_cast<float>(sinD(v, Quarter));
      wild |= std::fabs(v) > static_cast<float>(kTrigLimit);  // NaN needs no help
    }
    if (wild == 0) continue;
    for (size_t i = 0; i < m; i++) {
      if (std::fabs(kept[i]) > static_cast<float>(kTrigLimit)) {
        o[begin + i] = Quarter == 0 ? std::sin(kept[i]) : std::cos(kept[i]);
      }
    }
  }
}

}  // namespace

void registerMath32(KernelTable& t) {
  setUnary<Exp, float>(t, Op::op_exp);
  setUnary<Exp2, float>(t, Op::op_exp2);
  setUnary<Expm1, float>(t, Op::op_expm1);
  setUnary<Log, float>(t, Op::op_log);
  setUnary<Log2, float>(t, Op::op_log2);
  setUnary<Log10, float>(t, Op::op_log10);
  setUnary<Log1p, float>(t, Op::op_log1p);
  rowOf<float>(t, Op::op_sin)[kVV] = trigTile<0>;
  rowOf<float>(t, Op::op_cos)[kVV] = trigTile<1>;
  setUnary<TanLibrary, float>(t, Op::op_tan);
  setUnary<AsinLibrary, float>(t, Op::op_asin);
  setUnary<AcosLibrary, float>(t, Op::op_acos);
  setUnary<AtanLibrary, float>(t, Op::op_atan);
  setUnary<Sinh, float>(t, Op::op_sinh);
  setUnary<Cosh, float>(t, Op::op_cosh);
  setUnary<Tanh, float>(t, Op::op_tanh);
  setUnary<Asinh, float>(t, Op::op_asinh);
  setUnary<Acosh, float>(t, Op::op_acosh);
  setUnary<Atanh, float>(t, Op::op_atanh);
  setUnary<Sigmoid, float>(t, Op::op_sigmoid);
  setUnary<Erf, float>(t, Op::op_erf);
  setUnary<ErfcLibrary, float>(t, Op::op_erfc);
  setUnary<ErfinvLibrary, float>(t, Op::op_erfinv);
  setUnary<LgammaLibrary, float>(t, Op::op_lgamma);
  setUnary<DigammaLibrary, float>(t, Op::op_digamma);
  setBinaryPlain<Pow, float>(t, Op::op_pow);
  rowOf<float>(t, Op::op_pow)[kVS] = powScalar;
  setBinaryPlain<Zeta, float>(t, Op::op_zeta);
  setBinaryPlain<Atan2, float>(t, Op::op_atan2);
}

}  // namespace CRESSET_ISA
}  // namespace cresset
