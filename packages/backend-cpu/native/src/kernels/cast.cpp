// Conversions between lanes, between memory and lanes, and into the range of narrow types.
#include <cstring>

#include "kernels/half.h"
#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

template <class R> struct Convert {
  template <class T> static R f(T x) { return static_cast<R>(x); }
  static R f(Complex64 x) { return static_cast<R>(x.re); }
  static R f(Complex128 x) { return static_cast<R>(x.re); }
};
// Out of range a conversion to int64 gives the smallest one on x86, and through it int32 wraps as PyTorch's does there;
// the language leaves it open, so the range is cut first where a sanitizer would complain.
template <> struct Convert<int64_t> {
  template <class T> static int64_t f(T x) { return static_cast<int64_t>(x); }
  static int64_t f(float x) { return x > -9.3e18f && x < 9.2233715e18f ? static_cast<int64_t>(x) : INT64_MIN; }
  static int64_t f(double x) { return x >= -9223372036854775808.0 && x < 9223372036854775808.0 ? static_cast<int64_t>(x) : INT64_MIN; }
  static int64_t f(Complex64 x) { return f(x.re); }
  static int64_t f(Complex128 x) { return f(x.re); }
};
template <> struct Convert<int32_t> {
  template <class T> static int32_t f(T x) { return static_cast<int32_t>(x); }
  static int32_t f(float x) { return x >= -2147483648.0f && x < 2147483648.0f ? static_cast<int32_t>(x) : INT32_MIN; }
  static int32_t f(double x) { return x > -2147483649.0 && x < 2147483648.0 ? static_cast<int32_t>(x) : INT32_MIN; }
  static int32_t f(Complex64 x) { return f(x.re); }
  static int32_t f(Complex128 x) { return f(x.re); }
};
template <> struct Convert<uint8_t> {  // the lane of bool
  template <class T> static uint8_t f(T x) { return x != 0; }
  static uint8_t f(Complex64 x) { return x.re != 0 || x.im != 0; }
  static uint8_t f(Complex128 x) { return x.re != 0 || x.im != 0; }
};
template <> struct Convert<Complex64> {
  template <class T> static Complex64 f(T x) { return {static_cast<float>(x), 0}; }
  static Complex64 f(Complex64 x) { return x; }
  static Complex64 f(Complex128 x) { return {static_cast<float>(x.re), static_cast<float>(x.im)}; }
};
template <> struct Convert<Complex128> {
  template <class T> static Complex128 f(T x) { return {static_cast<double>(x), 0}; }
  static Complex128 f(Complex64 x) { return {x.re, x.im}; }
  static Complex128 f(Complex128 x) { return x; }
};

template <class T>
void copyTile(void* out, const void* a, const void*, const void*, size_t n) {
  if (out != a) memcpy(out, a, n * sizeof(T));
}

template <class T, class R>
void setCast(KernelTable& t) {
  t.cast[static_cast<int>(LaneOf<T>::lane)][static_cast<int>(LaneOf<R>::lane)] =
      std::is_same<T, R>::value ? copyTile<T> : unaryTile<Convert<R>, T, R>;
}

template <class T>
void registerFrom(KernelTable& t) {
  setCast<T, uint8_t>(t);
  setCast<T, int32_t>(t);
  setCast<T, int64_t>(t);
  setCast<T, float>(t);
  setCast<T, double>(t);
  setCast<T, Complex64>(t);
  setCast<T, Complex128>(t);
}

struct FromF16 { static float f(uint16_t x) { return fromF16(x); } };
struct ToF16 { static uint16_t f(float x) { return toF16(x); } };
struct WrapF16 { static float f(float x) { return fromF16(toF16(x)); } };
struct FromBf16 { static float f(uint16_t x) { return fromBf16(x); } };
struct ToBf16 { static uint16_t f(float x) { return toBf16(x); } };
struct WrapBf16 { static float f(float x) { return fromBf16(toBf16(x)); } };
template <class T> struct Widen { static int32_t f(T x) { return x; } };
template <class T> struct Narrow { static T f(int32_t x) { return static_cast<T>(x); } };
template <class T> struct Wrap { static int32_t f(int32_t x) { return static_cast<T>(x); } };

template <class T>
void registerNarrow(KernelTable& t, Type type) {
  t.load[static_cast<int>(type)] = unaryTile<Widen<T>, T, int32_t>;
  t.store[static_cast<int>(type)] = unaryTile<Narrow<T>, int32_t, T>;
  t.wrap[static_cast<int>(type)] = unaryTile<Wrap<T>, int32_t, int32_t>;
}

template <class F, class G, class W>
void registerHalf(KernelTable& t, Type type) {
  t.load[static_cast<int>(type)] = unaryTile<F, uint16_t, float>;
  t.store[static_cast<int>(type)] = unaryTile<G, float, uint16_t>;
  t.wrap[static_cast<int>(type)] = unaryTile<W, float, float>;
}

template <class T>
void fillTile(void* out, const void* a, const void*, const void*, size_t n) {
  T* o = static_cast<T*>(out);
  const T x = *static_cast<const T*>(a);
  for (size_t i = 0; i < n; i++) o[i] = x;
}

void iotaTile(void* out, const void* a, const void*, const void*, size_t n) {
  int64_t* o = static_cast<int64_t*>(out);
  const int64_t x = *static_cast<const int64_t*>(a);
  for (size_t i = 0; i < n; i++) o[i] = x + static_cast<int64_t>(i);
}

}  // namespace

void registerCast(KernelTable& t) {
  registerFrom<uint8_t>(t);
  registerFrom<int32_t>(t);
  registerFrom<int64_t>(t);
  registerFrom<float>(t);
  registerFrom<double>(t);
  registerFrom<Complex64>(t);
  registerFrom<Complex128>(t);
  registerNarrow<uint8_t>(t, Type::U8);
  registerNarrow<int8_t>(t, Type::I8);
  registerNarrow<int16_t>(t, Type::I16);
  registerHalf<FromF16, ToF16, WrapF16>(t, Type::F16);
  registerHalf<FromBf16, ToBf16, WrapBf16>(t, Type::BF16);
  TileFn fills[kLanes] = {fillTile<uint8_t>, fillTile<int32_t>,   fillTile<int64_t>,   fillTile<float>,
                          fillTile<double>,  fillTile<Complex64>, fillTile<Complex128>};
  memcpy(t.fill, fills, sizeof fills);
  t.iota = iotaTile;
}

}  // namespace CRESSET_ISA
}  // namespace cresset
