/** Conversions between floats, halves and integers in WGSL, by name. */
export const conversionFunctions: Readonly<Record<string, string>> = {
  // Half to even, of all the bits: WGSL leaves the direction of f32 to f16 open.
  half_bits: `fn half_bits(x: f32) -> u32 {
  let b = bitcast<u32>(x);
  let s = (b >> 16u) & 0x8000u;
  let a = b & 0x7fffffffu;
  if (a > 0x7f800000u) { return s | 0x7e00u; }
  if (a >= 0x477ff000u) { return s | 0x7c00u; }
  if (a < 0x38800000u) {
    // Subnormal: adding 2⁻¹ · 2⁻¹³ leaves the rounded bits at the end.
    let y = bitcast<f32>(a) * 16777216.0;
    return s | u32(round(y));
  }
  return s | ((a - 0x38000000u + 0xfffu + ((a >> 13u) & 1u)) >> 13u);
}`,
  half_value: `fn half_value(h: u32) -> f32 {
  let s = (h & 0x8000u) << 16u;
  let e = (h >> 10u) & 31u;
  let m = h & 0x3ffu;
  if (e == 31u) { return bitcast<f32>(s | 0x7f800000u | (m << 13u)); }
  if (e == 0u) { return copysign_f(f32(m) * 5.9604644775390625e-8, bitcast<f32>(s | 0x3f800000u)); }
  return bitcast<f32>(s | ((e + 112u) << 23u) | (m << 13u));
}`,
  brain_bits: `fn brain_bits(x: f32) -> u32 {
  let b = bitcast<u32>(x);
  if ((b & 0x7fffffffu) > 0x7f800000u) { return 0x7fc0u; }
  return (b + 0x7fffu + ((b >> 16u) & 1u)) >> 16u;
}`,
  // 2³¹ and beyond give the smallest integer, NaN 0: WGSL's conversion saturates.
  f_to_i: `fn f_to_i(x: f32) -> i32 {
  if (isnan_f(x)) { return 0; }
  return bitcast<i32>(f_to_l(x).x);
}`,
};
