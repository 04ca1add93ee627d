// Comparisons, tests and `where`.
#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

struct Eq { template <class T> static uint8_t f(T a, T b) { return a == b; } };
struct Ne { template <class T> static uint8_t f(T a, T b) { return a != b; } };
struct Lt { template <class T> static uint8_t f(T a, T b) { return a < b; } };
struct Le { template <class T> static uint8_t f(T a, T b) { return a <= b; } };
struct Gt { template <class T> static uint8_t f(T a, T b) { return a > b; } };
struct Ge { template <class T> static uint8_t f(T a, T b) { return a >= b; } };
struct IsNan { template <class T> static uint8_t f(T a) { return a != a; } };
struct IsInf { template <class T> static uint8_t f(T a) { return std::fabs(a) == T(INFINITY); } };
struct Never { template <class T> static uint8_t f(T) { return 0; } };

template <class T>
struct ComplexEq {
  static uint8_t f(T a, T b) { return a.re == b.re && a.im == b.im; }
};
template <class T>
struct ComplexNe {
  static uint8_t f(T a, T b) { return a.re != b.re || a.im != b.im; }
};

template <class T, bool BScalar, bool CScalar>
void whereTile(void* out, const void* a, const void* b, const void* c, size_t n) {
  T* o = static_cast<T*>(out);
  const uint8_t* m = static_cast<const uint8_t*>(a);
  const T* x = static_cast<const T*>(b);
  const T* y = static_cast<const T*>(c);
  const T xs = *x, ys = *y;
#pragma GCC ivdep
  for (size_t i = 0; i < n; i++) {
    const T p = BScalar ? xs : x[i], q = CScalar ? ys : y[i];
    o[i] = m[i] != 0 ? p : q;
  }
}

template <class T>
void registerWhere(KernelTable& t) {
  TileFn* row = rowOf<T>(t, Op::op_where);
  row[kVV] = whereTile<T, false, false>;
  row[kVS] = whereTile<T, false, true>;
  row[kSV] = whereTile<T, true, false>;
  row[kSS] = whereTile<T, true, true>;
}

template <class T>
void registerOrdered(KernelTable& t) {
  setBinary<Eq, T, uint8_t>(t, Op::op_eq);
  setBinary<Ne, T, uint8_t>(t, Op::op_ne);
  setBinary<Lt, T, uint8_t>(t, Op::op_lt);
  setBinary<Le, T, uint8_t>(t, Op::op_le);
  setBinary<Gt, T, uint8_t>(t, Op::op_gt);
  setBinary<Ge, T, uint8_t>(t, Op::op_ge);
  registerWhere<T>(t);
}

}  // namespace

void registerCompare(KernelTable& t) {
  registerOrdered<uint8_t>(t);
  registerOrdered<int32_t>(t);
  registerOrdered<int64_t>(t);
  registerOrdered<float>(t);
  registerOrdered<double>(t);
  registerWhere<Complex64>(t);
  registerWhere<Complex128>(t);
  rowOf<Complex64>(t, Op::op_eq)[kVV] = binaryVV<ComplexEq<Complex64>, Complex64, uint8_t>;
  rowOf<Complex64>(t, Op::op_ne)[kVV] = binaryVV<ComplexNe<Complex64>, Complex64, uint8_t>;
  rowOf<Complex128>(t, Op::op_eq)[kVV] = binaryVV<ComplexEq<Complex128>, Complex128, uint8_t>;
  rowOf<Complex128>(t, Op::op_ne)[kVV] = binaryVV<ComplexNe<Complex128>, Complex128, uint8_t>;
  rowOf<float>(t, Op::op_isnan)[kVV] = unaryTile<IsNan, float, uint8_t>;
  rowOf<double>(t, Op::op_isnan)[kVV] = unaryTile<IsNan, double, uint8_t>;
  rowOf<float>(t, Op::op_isinf)[kVV] = unaryTile<IsInf, float, uint8_t>;
  rowOf<double>(t, Op::op_isinf)[kVV] = unaryTile<IsInf, double, uint8_t>;
  for (Op op : {Op::op_isnan, Op::op_isinf}) {
    rowOf<uint8_t>(t, op)[kVV] = unaryTile<Never, uint8_t, uint8_t>;
    rowOf<int32_t>(t, op)[kVV] = unaryTile<Never, int32_t, uint8_t>;
    rowOf<int64_t>(t, op)[kVV] = unaryTile<Never, int64_t, uint8_t>;
  }
}

}  // namespace CRESSET_ISA
}  // namespace cresset
