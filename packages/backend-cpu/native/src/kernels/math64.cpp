// Functions of float64: exp, log, sin, cos and sigmoid vectorised, the rest from the C library.
#include "kernels/math.h"

#include "kernels/special.h"
#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

#define FUNCTION(Name, expression)                       \
  struct Name {                                          \
    static inline double f(double x) { return expression; } \
  };
FUNCTION(Exp, expD(x))
FUNCTION(Log, logD(x))
FUNCTION(Exp2, std::exp2(x))
FUNCTION(Expm1, std::expm1(x))
FUNCTION(Log2, std::log2(x))
FUNCTION(Log10, std::log10(x))
FUNCTION(Log1p, std::log1p(x))
FUNCTION(Tan, std::tan(x))
FUNCTION(Asin, std::asin(x))
FUNCTION(Acos, std::acos(x))
FUNCTION(Atan, std::atan(x))
FUNCTION(Sinh, std::sinh(x))
FUNCTION(Cosh, std::cosh(x))
FUNCTION(Tanh, std::tanh(x))
FUNCTION(Asinh, std::asinh(x))
FUNCTION(Acosh, std::acosh(x))
FUNCTION(Atanh, std::atanh(x))
FUNCTION(Erf, std::erf(x))
FUNCTION(Erfc, std::erfc(x))
FUNCTION(Erfinv, erfinv(x))
FUNCTION(Lgamma, logGamma(x))
FUNCTION(Digamma, digamma(x))
#undef FUNCTION

struct Sigmoid {
  static inline double f(double x) {
    const double e = expD(-std::fabs(x));
    return (x < 0 ? e : 1.0) / (1.0 + e);
  }
};
struct Pow {
  static inline double f(double x, double y) { return std::pow(x, y); }
};
struct Zeta {
  static inline double f(double s, double q) { return zeta(s, q); }
};
struct Atan2 {
  static inline double f(double y, double x) { return std::atan2(y, x); }
};
struct Square {
  static inline double f(double x) { return x * x; }
};

void powScalar(void* out, const void* a, const void* b, const void*, size_t n) {
  if (*static_cast<const double*>(b) == 2.0) return unaryTile<Square, double, double>(out, a, nullptr, nullptr, n);
  binaryVS<Pow, double, double>(out, a, b, nullptr, n);
}

template <int64_t Quarter>
void trigTile(void* out, const void* a, const void*, const void*, size_t n) {
  double* o = static_cast<double*>(out);
  const double* x = static_cast<const double*>(a);
  constexpr size_t kPart = 128;
  double kept[kPart];
  for (size_t begin = 0; begin < n; begin += kPart) {
    const size_t m = n - begin < kPart ? n - begin : kPart;
    int64_t wild = 0;
#pragma GCC ivdep
    for (size_t i = 0; i < m; i++) {
      const double v = x[begin + i];
      kept[i] = v;
      o[begin + i] = sinD(v, Quarter);
      wild |= std::fabs(v) > kTrigLimit;  // NaN needs no help
    }
    if (wild == 0) continue;
    for (size_t i = 0; i < m; i++) {
      if (std::fabs(kept[i]) > kTrigLimit) o[begin + i] = Quarter == 0 ? std::sin(kept[i]) : std::cos(kept[i]);
    }
  }
}

}  // namespace

void registerMath64(KernelTable& t) {
  setUnary<Exp, double>(t, Op::op_exp);
  setUnary<Exp2, double>(t, Op::op_exp2);
  setUnary<Expm1, double>(t, Op::op_expm1);
  setUnary<Log, double>(t, Op::op_log);
  setUnary<Log2, double>(t, Op::op_log2);
  setUnary<Log10, double>(t, Op::op_log10);
  setUnary<Log1p, double>(t, Op::op_log1p);
  rowOf<double>(t, Op::op_sin)[kVV] = trigTile<0>;
  rowOf<double>(t, Op::op_cos)[kVV] = trigTile<1>;
  setUnary<Tan, double>(t, Op::op_tan);
  setUnary<Asin, double>(t, Op::op_asin);
  setUnary<Acos, double>(t, Op::op_acos);
  setUnary<Atan, double>(t, Op::op_atan);
  setUnary<Sinh, double>(t, Op::op_sinh);
  setUnary<Cosh, double>(t, Op::op_cosh);
  setUnary<Tanh, double>(t, Op::op_tanh);
  setUnary<Asinh, double>(t, Op::op_asinh);
  setUnary<Acosh, double>(t, Op::op_acosh);
  setUnary<Atanh, double>(t, Op::op_atanh);
  setUnary<Sigmoid, double>(t, Op::op_sigmoid);
  setUnary<Erf, double>(t, Op::op_erf);
  setUnary<Erfc, double>(t, Op::op_erfc);
  setUnary<Erfinv, double>(t, Op::op_erfinv);
  setUnary<Lgamma, double>(t, Op::op_lgamma);
  setUnary<Digamma, double>(t, Op::op_digamma);
  setBinaryPlain<Pow, double>(t, Op::op_pow);
  rowOf<double>(t, Op::op_pow)[kVS] = powScalar;
  setBinaryPlain<Zeta, double>(t, Op::op_zeta);
  setBinaryPlain<Atan2, double>(t, Op::op_atan2);
}

}  // namespace CRESSET_ISA
}  // namespace cresset
