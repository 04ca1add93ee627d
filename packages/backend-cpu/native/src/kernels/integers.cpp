// Integers wrap (computed unsigned, where overflow is defined); division by zero gives 0; bool is 0 or 1.
#include <type_traits>

#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

template <class T> using Unsigned = std::make_unsigned_t<T>;
template <class T> constexpr int kBits = static_cast<int>(sizeof(T)) * 8;

struct Add { template <class T> static T f(T a, T b) { return T(Unsigned<T>(a) + Unsigned<T>(b)); } };
struct Sub { template <class T> static T f(T a, T b) { return T(Unsigned<T>(a) - Unsigned<T>(b)); } };
struct Mul { template <class T> static T f(T a, T b) { return T(Unsigned<T>(a) * Unsigned<T>(b)); } };
struct Min { template <class T> static T f(T a, T b) { return a < b ? a : b; } };
struct Max { template <class T> static T f(T a, T b) { return a > b ? a : b; } };
struct And { template <class T> static T f(T a, T b) { return a & b; } };
struct Or { template <class T> static T f(T a, T b) { return a | b; } };
struct Xor { template <class T> static T f(T a, T b) { return a ^ b; } };
struct Shl { template <class T> static T f(T a, T b) { return b < 0 || b >= kBits<T> ? 0 : T(Unsigned<T>(a) << (b & (kBits<T> - 1))); } };
struct Shr { template <class T> static T f(T a, T b) { return a >> (b < 0 || b >= kBits<T> ? kBits<T> - 1 : b); } };
// The smallest value divided by −1 would trap; it wraps to itself like its negation.
struct TruncDiv { template <class T> static T f(T a, T b) { return b == 0 ? 0 : b == -1 ? T(0 - Unsigned<T>(a)) : a / b; } };
struct Fmod { template <class T> static T f(T a, T b) { return b == 0 || b == -1 ? 0 : a % b; } };
struct FloorDiv {
  template <class T> static T f(T a, T b) {
    if (b == 0) return 0;
    if (b == -1) return T(0 - Unsigned<T>(a));
    const T q = a / b;
    return a % b != 0 && (a < 0) != (b < 0) ? q - 1 : q;
  }
};
struct Remainder {
  template <class T> static T f(T a, T b) {
    if (b == 0 || b == -1) return 0;
    const T m = a % b;
    return m != 0 && (m < 0) != (b < 0) ? m + b : m;
  }
};
struct Gcd {
  // Euclid's algorithm on magnitudes, which unsigned numbers always hold.
  template <class T> static T f(T a, T b) {
    Unsigned<T> x = a < 0 ? 0 - Unsigned<T>(a) : Unsigned<T>(a), y = b < 0 ? 0 - Unsigned<T>(b) : Unsigned<T>(b);
    while (y != 0) {
      const Unsigned<T> rest = x % y;
      x = y;
      y = rest;
    }
    return T(x);
  }
};
struct Pow {
  template <class T> static T f(T a, T b) {
    if (b < 0) return a == 1 ? 1 : a == -1 ? ((b & 1) != 0 ? -1 : 1) : 0;
    Unsigned<T> base = Unsigned<T>(a), result = 1;
    for (; b != 0; b >>= 1, base *= base) {
      if ((b & 1) != 0) result *= base;
    }
    return T(result);
  }
};
struct Neg { template <class T> static T f(T a) { return T(0 - Unsigned<T>(a)); } };
struct Abs { template <class T> static T f(T a) { return a < 0 ? T(0 - Unsigned<T>(a)) : a; } };
struct Sign { template <class T> static T f(T a) { return T((a > 0) - (a < 0)); } };
struct Not { template <class T> static T f(T a) { return ~a; } };
struct Same { template <class T> static T f(T a) { return a; } };

template <class T>
void registerSigned(KernelTable& t) {
  setBinary<Add, T>(t, Op::op_add);
  setBinary<Sub, T>(t, Op::op_sub);
  setBinary<Mul, T>(t, Op::op_mul);
  setBinary<Min, T>(t, Op::op_min);
  setBinary<Max, T>(t, Op::op_max);
  setBinary<And, T>(t, Op::op_and);
  setBinary<Or, T>(t, Op::op_or);
  setBinary<Xor, T>(t, Op::op_xor);
  setBinary<Shl, T>(t, Op::op_shl);
  setBinary<Shr, T>(t, Op::op_shr);
  setBinaryPlain<TruncDiv, T>(t, Op::op_truncdiv);
  setBinaryPlain<FloorDiv, T>(t, Op::op_floordiv);
  setBinaryPlain<Remainder, T>(t, Op::op_remainder);
  setBinaryPlain<Fmod, T>(t, Op::op_fmod);
  setBinaryPlain<Gcd, T>(t, Op::op_gcd);
  setBinaryPlain<Pow, T>(t, Op::op_pow);
  setUnary<Neg, T>(t, Op::op_neg);
  setUnary<Abs, T>(t, Op::op_abs);
  setUnary<Sign, T>(t, Op::op_sign);
  setUnary<Not, T>(t, Op::op_not);
  for (Op op : {Op::op_floor, Op::op_ceil, Op::op_round, Op::op_trunc}) setUnary<Same, T>(t, op);
}

// bool: add is or, mul is and; the rest follow from that.
struct NotBool { static uint8_t f(uint8_t a) { return a ^ 1; } };
struct PowBool { static uint8_t f(uint8_t a, uint8_t b) { return a | (b ^ 1); } };

}  // namespace

void registerIntegers(KernelTable& t) {
  registerSigned<int32_t>(t);
  registerSigned<int64_t>(t);
  setBinary<Or, uint8_t>(t, Op::op_add);
  setBinary<Xor, uint8_t>(t, Op::op_sub);
  setBinary<And, uint8_t>(t, Op::op_mul);
  setBinary<And, uint8_t>(t, Op::op_min);
  setBinary<Or, uint8_t>(t, Op::op_max);
  setBinary<And, uint8_t>(t, Op::op_and);
  setBinary<Or, uint8_t>(t, Op::op_or);
  setBinary<Xor, uint8_t>(t, Op::op_xor);
  setBinary<PowBool, uint8_t>(t, Op::op_pow);
  setUnary<NotBool, uint8_t>(t, Op::op_not);
  setUnary<Same, uint8_t>(t, Op::op_abs);
  setUnary<Same, uint8_t>(t, Op::op_sign);
}

}  // namespace CRESSET_ISA
}  // namespace cresset
