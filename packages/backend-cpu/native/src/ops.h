#pragma once
#include <cstdint>

namespace cresset {

// The instruction set of expr/instructions.ts. The TypeScript side asks for these names when it loads the addon, so
// the numbers are written down nowhere else.
#define CRESSET_LEAVES(X) X(load) X(param) X(const) X(index)
#define CRESSET_FLOAT_UNARY(X)                                                                                     \
  X(reciprocal) X(sqrt) X(rsqrt) X(exp) X(exp2) X(expm1) X(log) X(log2) X(log10) X(log1p) X(sin) X(cos) X(tan)     \
  X(asin) X(acos) X(atan) X(sinh) X(cosh) X(tanh) X(asinh) X(acosh) X(atanh) X(sigmoid) X(erf) X(erfc) X(erfinv)   \
  X(lgamma) X(digamma) X(floor) X(ceil) X(round) X(trunc)
#define CRESSET_ANY_UNARY(X) X(neg) X(abs) X(sign) X(not)
#define CRESSET_TESTS(X) X(isnan) X(isinf)
#define CRESSET_BINARY(X)                                                                                          \
  X(add) X(sub) X(mul) X(div) X(floordiv) X(truncdiv) X(remainder) X(fmod) X(gcd) X(pow) X(atan2) X(zeta) X(min) X(max) \
  X(and) X(or) X(xor) X(shl) X(shr)
#define CRESSET_COMPARES(X) X(eq) X(ne) X(lt) X(le) X(gt) X(ge)
#define CRESSET_OTHERS(X) X(where) X(cast) X(uniform)
#define CRESSET_OPS(X)                                                                                             \
  CRESSET_LEAVES(X) CRESSET_FLOAT_UNARY(X) CRESSET_ANY_UNARY(X) CRESSET_TESTS(X) CRESSET_BINARY(X)                  \
  CRESSET_COMPARES(X) CRESSET_OTHERS(X)

enum class Op : uint8_t {
#define X(name) op_##name,
  CRESSET_OPS(X)
#undef X
};

#define X(name) +1
constexpr int kOps = 0 CRESSET_OPS(X);
#undef X

extern const char* const kOpNames[kOps];

}  // namespace cresset
