#pragma once
// Loops behind the tile functions. `ivdep`: the output may be exactly one of the inputs, never a shifted one.
#include <cmath>
#include <cstddef>
#include <cstdint>

#include <initializer_list>

#include "kernel_table.h"

namespace cresset {
namespace CRESSET_ISA {

template <class F, class T, class R>
void unaryTile(void* out, const void* a, const void*, const void*, size_t n) {
  R* o = static_cast<R*>(out);
  const T* x = static_cast<const T*>(a);
#pragma GCC ivdep
  for (size_t i = 0; i < n; i++) o[i] = F::f(x[i]);
}

template <class F, class T, class R>
void binaryVV(void* out, const void* a, const void* b, const void*, size_t n) {
  R* o = static_cast<R*>(out);
  const T* x = static_cast<const T*>(a);
  const T* y = static_cast<const T*>(b);
#pragma GCC ivdep
  for (size_t i = 0; i < n; i++) o[i] = F::f(x[i], y[i]);
}

template <class F, class T, class R>
void binaryVS(void* out, const void* a, const void* b, const void*, size_t n) {
  R* o = static_cast<R*>(out);
  const T* x = static_cast<const T*>(a);
  const T y = *static_cast<const T*>(b);
#pragma GCC ivdep
  for (size_t i = 0; i < n; i++) o[i] = F::f(x[i], y);
}

template <class F, class T, class R>
void binarySV(void* out, const void* a, const void* b, const void*, size_t n) {
  R* o = static_cast<R*>(out);
  const T x = *static_cast<const T*>(a);
  const T* y = static_cast<const T*>(b);
#pragma GCC ivdep
  for (size_t i = 0; i < n; i++) o[i] = F::f(x, y[i]);
}

template <class T>
struct LaneOf;
template <> struct LaneOf<uint8_t> { static constexpr Lane lane = Lane::Bool; };
template <> struct LaneOf<int32_t> { static constexpr Lane lane = Lane::I32; };
template <> struct LaneOf<int64_t> { static constexpr Lane lane = Lane::I64; };
template <> struct LaneOf<float> { static constexpr Lane lane = Lane::F32; };
template <> struct LaneOf<double> { static constexpr Lane lane = Lane::F64; };
template <> struct LaneOf<Complex64> { static constexpr Lane lane = Lane::C64; };
template <> struct LaneOf<Complex128> { static constexpr Lane lane = Lane::C128; };

template <class T>
TileFn* rowOf(KernelTable& t, Op op) {
  return t.op[static_cast<int>(op)][static_cast<int>(LaneOf<T>::lane)];
}

template <class F, class T>
void setUnary(KernelTable& t, Op op) {
  rowOf<T>(t, op)[kVV] = unaryTile<F, T, T>;
}

template <class F, class T, class R = T>
void setBinary(KernelTable& t, Op op) {
  TileFn* row = rowOf<T>(t, op);
  row[kVV] = binaryVV<F, T, R>;
  row[kVS] = binaryVS<F, T, R>;
  row[kSV] = binarySV<F, T, R>;
}

/** For dear operations, where a scalar variant of the code saves nothing. */
template <class F, class T>
void setBinaryPlain(KernelTable& t, Op op) {
  rowOf<T>(t, op)[kVV] = binaryVV<F, T, T>;
}

void registerArithmetic(KernelTable&);
void registerIntegers(KernelTable&);
void registerCompare(KernelTable&);
void registerMath32(KernelTable&);
void registerMath64(KernelTable&);
void registerCast(KernelTable&);
void registerPhilox(KernelTable&);
void registerCopy(KernelTable&);
void registerReduce(KernelTable&);
void registerGemm(KernelTable&);
void registerRows(KernelTable&);
void registerRecurrent(KernelTable&);
void registerResample(KernelTable&);
void registerAttention(KernelTable&);
void registerFft(KernelTable&);
const KernelTable& table();

}  // namespace CRESSET_ISA
}  // namespace cresset
