#pragma once
#include <cstdint>

namespace cresset {
namespace CRESSET_ISA {

inline float fromBf16(uint16_t h) { return __builtin_bit_cast(float, static_cast<uint32_t>(h) << 16); }

/** Round to nearest, ties to even; NaN stays NaN. */
inline uint16_t toBf16(float x) {
  const uint32_t u = __builtin_bit_cast(uint32_t, x);
  const uint32_t rounded = (u + 0x7fff + ((u >> 16) & 1)) >> 16;
  return static_cast<uint16_t>((u & 0x7fffffff) > 0x7f800000 ? ((u >> 16) | 0x40) : rounded);
}

/** Branch-free after F. Giesen: shift the fields in place, then rebias by a multiplication that also does subnormals. */
inline float fromF16(uint16_t h) {
  const uint32_t sign = static_cast<uint32_t>(h & 0x8000) << 16;
  const uint32_t magnitude = static_cast<uint32_t>(h & 0x7fff) << 13;
  const float scaled = __builtin_bit_cast(float, magnitude) * 0x1p112f;
  const uint32_t u = __builtin_bit_cast(uint32_t, scaled);
  const uint32_t special = u | 0x7f800000;  // inf and NaN come out as 65536 and above
  return __builtin_bit_cast(float, sign | ((h & 0x7c00) == 0x7c00 ? special : u));
}

inline uint16_t toF16(float x) {
  const uint32_t u = __builtin_bit_cast(uint32_t, x);
  const uint32_t sign = (u >> 16) & 0x8000, a = u & 0x7fffffff;
  // Subnormal results: adding 0.5 rounds at 2^-24, the unit of the smallest halves.
  const float magic = __builtin_bit_cast(float, a) + 0.5f;
  const uint32_t small = __builtin_bit_cast(uint32_t, magic) - 0x3f000000;
  const uint32_t normal = (a - 0x38000000 + 0xfff + ((a >> 13) & 1)) >> 13;
  const uint32_t large = a > 0x7f800000 ? 0x7e00 : 0x7c00;
  const uint32_t r = a < 0x38800000 ? small : a >= 0x47800000 ? large : normal;
  return static_cast<uint16_t>(sign | r);
}

}  // namespace CRESSET_ISA
}  // namespace cresset
