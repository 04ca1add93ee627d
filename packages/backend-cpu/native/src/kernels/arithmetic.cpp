// Arithmetic of float32 and float64: every operation rounds exactly once, on every instruction set.
#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

struct Add { template <class T> static T f(T a, T b) { return a + b; } };
struct Sub { template <class T> static T f(T a, T b) { return a - b; } };
struct Mul { template <class T> static T f(T a, T b) { return a * b; } };
struct Div { template <class T> static T f(T a, T b) { return a / b; } };
// NaN wins: of an unordered pair the comparison is false, and a NaN on the left is caught by itself.
struct Min { template <class T> static T f(T a, T b) { return a != a || a < b ? a : b; } };
struct Max { template <class T> static T f(T a, T b) { return a != a || a > b ? a : b; } };
struct Fmod { template <class T> static T f(T a, T b) { return std::fmod(a, b); } };
struct Remainder {
  template <class T> static T f(T a, T b) {
    const T m = std::fmod(a, b);
    return m != 0 && (m < 0) != (b < 0) ? m + b : m;
  }
};
/** PyTorch's div_floor_floating: exact where ⌊a/b⌋ computed from the rounded quotient is one too high. */
struct FloorDiv {
  template <class T> static T f(T a, T b) {
    if (b == 0) return a / b;
    const T m = std::fmod(a, b);
    T d = (a - m) / b;
    if (m != 0 && (b < 0) != (m < 0)) d -= 1;
    if (d == 0) return std::copysign(T(0), a / b);
    T r = std::floor(d);
    if (d - r > T(0.5)) r += 1;
    return r;
  }
};
struct TruncDiv { template <class T> static T f(T a, T b) { return std::trunc(a / b); } };

struct Neg { template <class T> static T f(T a) { return -a; } };
struct Abs { template <class T> static T f(T a) { return std::fabs(a); } };
struct Sign { template <class T> static T f(T a) { return a != a ? a : T((a > 0) - (a < 0)); } };
struct Reciprocal { template <class T> static T f(T a) { return T(1) / a; } };
struct Sqrt { template <class T> static T f(T a) { return std::sqrt(a); } };
struct Rsqrt { template <class T> static T f(T a) { return T(1) / std::sqrt(a); } };
struct Floor { template <class T> static T f(T a) { return std::floor(a); } };
struct Ceil { template <class T> static T f(T a) { return std::ceil(a); } };
struct Round { template <class T> static T f(T a) { return std::nearbyint(a); } };
struct Trunc { template <class T> static T f(T a) { return std::trunc(a); } };

template <class T>
void registerFloat(KernelTable& t) {
  setBinary<Add, T>(t, Op::op_add);
  setBinary<Sub, T>(t, Op::op_sub);
  setBinary<Mul, T>(t, Op::op_mul);
  setBinary<Div, T>(t, Op::op_div);
  setBinary<Min, T>(t, Op::op_min);
  setBinary<Max, T>(t, Op::op_max);
  setBinaryPlain<Fmod, T>(t, Op::op_fmod);
  setBinaryPlain<Remainder, T>(t, Op::op_remainder);
  setBinaryPlain<FloorDiv, T>(t, Op::op_floordiv);
  setBinaryPlain<TruncDiv, T>(t, Op::op_truncdiv);
  setUnary<Neg, T>(t, Op::op_neg);
  setUnary<Abs, T>(t, Op::op_abs);
  setUnary<Sign, T>(t, Op::op_sign);
  setUnary<Reciprocal, T>(t, Op::op_reciprocal);
  setUnary<Sqrt, T>(t, Op::op_sqrt);
  setUnary<Rsqrt, T>(t, Op::op_rsqrt);
  setUnary<Floor, T>(t, Op::op_floor);
  setUnary<Ceil, T>(t, Op::op_ceil);
  setUnary<Round, T>(t, Op::op_round);
  setUnary<Trunc, T>(t, Op::op_trunc);
}

}  // namespace

void registerArithmetic(KernelTable& t) {
  registerFloat<float>(t);
  registerFloat<double>(t);
}

}  // namespace CRESSET_ISA
}  // namespace cresset
