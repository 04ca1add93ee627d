/**
 * Elementary functions in WGSL, by name. WGSL's own are allowed errors of 2⁻¹¹ (sin, cos) or 4096 ulp (atan), lose all
 * digits near 0 (tanh, sinh), or are missing, so those are written out here: rational and polynomial approximations of
 * Cephes (Moshier, 1989) for single precision, reductions with the constants split in three (Cody and Waite, 1980).
 *
 * Compilers may assume that there is no NaN: tests for it look at the bits.
 *
 * Everything is inlined, often many times over, and what compilers do grows faster than the number of branches (25 powers
 * with an early return or six took SwiftShader 4 s): the functions that others are made of choose with `select`.
 */
export const floatFunctions: Readonly<Record<string, string>> = {
  isnan_f: `fn isnan_f(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }`,
  isinf_f: `fn isinf_f(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) == 0x7f800000u; }`,
  nan_f: `var<private> nan_bits: u32 = 0x7fc00000u;
fn nan_f() -> f32 { return bitcast<f32>(nan_bits); }`,
  inf_f: `var<private> inf_bits: u32 = 0x7f800000u;
fn inf_f() -> f32 { return bitcast<f32>(inf_bits); }`,
  signbit_f: `fn signbit_f(x: f32) -> bool { return (bitcast<u32>(x) & 0x80000000u) != 0u; }`,
  copysign_f: `fn copysign_f(x: f32, s: f32) -> f32 { return bitcast<f32>((bitcast<u32>(x) & 0x7fffffffu) | (bitcast<u32>(s) & 0x80000000u)); }`,
  min_f: `fn min_f(a: f32, b: f32) -> f32 {
  return select(select(select(b, a, a < b), b, isnan_f(b)), a, isnan_f(a));
}`,
  max_f: `fn max_f(a: f32, b: f32) -> f32 {
  return select(select(select(b, a, a > b), b, isnan_f(b)), a, isnan_f(a));
}`,
  sign_f: `fn sign_f(x: f32) -> f32 {
  return select(select(select(0.0, -1.0, x < 0.0), 1.0, x > 0.0), x, isnan_f(x));
}`,
  exp_f: `fn exp_f(x: f32) -> f32 {
  let c = clamp(x, -104.0, 88.8);
  let n = floor(1.44269504088896341 * c + 0.5);
  let r = (c - n * 0.693359375) + n * 2.12194440e-4;
  let y = scaled_f(exp_part(r), i32(n));
  return select(select(select(y, inf_f(), x > 88.8), 0.0, x < -104.0), x, isnan_f(x));
}`,
  // e^r for |r| ≤ ½ ln 2.
  exp_part: `fn exp_part(r: f32) -> f32 {
  var p = 1.9875691500e-4;
  p = p * r + 1.3981999507e-3;
  p = p * r + 8.3334519073e-3;
  p = p * r + 4.1665795894e-2;
  p = p * r + 1.6666665459e-1;
  p = p * r + 5.0000001201e-1;
  return p * r * r + r + 1.0;
}`,
  // y·2ⁿ for |n| ≤ 252.
  scaled_f: `fn scaled_f(y: f32, n: i32) -> f32 {
  let h = n / 2;
  return y * bitcast<f32>(u32(h + 127) << 23u) * bitcast<f32>(u32(n - h + 127) << 23u);
}`,
  exp2_f: `fn exp2_f(x: f32) -> f32 {
  let c = clamp(x, -151.0, 128.0);
  let n = floor(c + 0.5);
  let y = scaled_f(exp_part((c - n) * 0.693147180559945), i32(n));
  return select(select(select(y, inf_f(), x >= 128.0), 0.0, x < -151.0), x, isnan_f(x));
}`,
  expm1_f: `fn expm1_f(x: f32) -> f32 {
  var p = 1.0 / 40320.0;
  p = p * x + 1.0 / 5040.0;
  p = p * x + 1.0 / 720.0;
  p = p * x + 1.0 / 120.0;
  p = p * x + 1.0 / 24.0;
  p = p * x + 1.0 / 6.0;
  p = p * x + 0.5;
  return select(select(x + x * x * p, exp_f(x) - 1.0, abs(x) > 0.35), x, isnan_f(x));
}`,
  log_f: `fn log_f(x: f32) -> f32 {
  let tiny = bitcast<u32>(x) < 0x00800000u;
  let bits = select(bitcast<u32>(x), bitcast<u32>(x * 16777216.0), tiny);
  let half = bitcast<f32>((bits & 0x007fffffu) | 0x3f000000u);
  let low = half < 0.707106781186547524;
  let e = f32(i32(bits >> 23u) - 126 - select(0, 24, tiny) - select(0, 1, low));
  let m = select(half, half + half, low) - 1.0;
  let z = m * m;
  var p = 7.0376836292e-2;
  p = p * m - 1.1514610310e-1;
  p = p * m + 1.1676998740e-1;
  p = p * m - 1.2420140846e-1;
  p = p * m + 1.4249322787e-1;
  p = p * m - 1.6668057665e-1;
  p = p * m + 2.0000714765e-1;
  p = p * m - 2.4999993993e-1;
  p = p * m + 3.3333331174e-1;
  let y = m * z * p + e * -2.12194440e-4 - 0.5 * z;
  let r = select(m + y + e * 0.693359375, -inf_f(), x == 0.0);
  return select(select(r, x, isinf_f(x)), nan_f(), isnan_f(x) | (x < 0.0));
}`,
  log2_f: `fn log2_f(x: f32) -> f32 {
  let bits = bitcast<u32>(x);
  // A power of two.
  let exact = ((bits & 0x007fffffu) == 0u) & (bits >= 0x00800000u) & (bits < 0x7f800000u);
  return select(log_f(x) * 1.44269504088896341, f32(i32(bits >> 23u) - 127), exact);
}`,
  log10_f: `fn log10_f(x: f32) -> f32 { return log_f(x) * 0.43429448190325182765; }`,
  log1p_f: `fn log1p_f(x: f32) -> f32 {
  let u = 1.0 + x;
  let l = log_f(u);
  let r = select(select(l - ((u - 1.0) - x) / u, l, u <= 0.0), x, u == 1.0);
  return select(r, select(nan_f(), x, x > 0.0), isnan_f(x) | isinf_f(x));
}`,
  // The octant of an angle and what is left of it, |left| ≤ π/4; good to |x| of a few thousand, as single precision is.
  octant_f: `fn octant_f(x: f32) -> vec2<f32> {
  let j = floor(x * 0.63661977236758134 + 0.5);
  let r = fma(j, -1.5703125, x);
  let s = fma(j, -4.837512969970703125e-4, r);
  return vec2<f32>(j - 4.0 * floor(j * 0.25), fma(j, -7.54978995489188216e-8, s));
}
fn sin_part(z: f32) -> f32 {
  let s = z * z;
  return ((-1.9515295891e-4 * s + 8.3321608736e-3) * s - 1.6666654611e-1) * s * z + z;
}
fn cos_part(z: f32) -> f32 {
  let s = z * z;
  return ((2.443315711809948e-5 * s - 1.388731625493765e-3) * s + 4.166664568298827e-2) * s * s - 0.5 * s + 1.0;
}`,
  sin_f: `fn sin_f(x: f32) -> f32 {
  if (isnan_f(x) || isinf_f(x)) { return nan_f(); }
  let o = octant_f(x);
  let even = o.x == 0.0 || o.x == 2.0;
  let y = select(cos_part(o.y), sin_part(o.y), even);
  return select(y, -y, o.x >= 2.0);
}`,
  cos_f: `fn cos_f(x: f32) -> f32 {
  if (isnan_f(x) || isinf_f(x)) { return nan_f(); }
  let o = octant_f(x);
  let even = o.x == 0.0 || o.x == 2.0;
  let y = select(sin_part(o.y), cos_part(o.y), even);
  return select(y, -y, o.x == 1.0 || o.x == 2.0);
}`,
  tan_f: `fn tan_f(x: f32) -> f32 { return sin_f(x) / cos_f(x); }`,
  atan_f: `fn atan_f(x: f32) -> f32 {
  if (isnan_f(x)) { return x; }
  var a = abs(x);
  var y = 0.0;
  if (isinf_f(a)) {
    return copysign_f(1.5707963267948966, x);
  } else if (a > 2.414213562373095) {
    y = 1.5707963267948966;
    a = -1.0 / a;
  } else if (a > 0.4142135623730950) {
    y = 0.7853981633974483;
    a = (a - 1.0) / (a + 1.0);
  }
  let z = a * a;
  y += (((8.05374449538e-2 * z - 1.38776856032e-1) * z + 1.99777106478e-1) * z - 3.33329491539e-1) * z * a + a;
  return copysign_f(y, x);
}`,
  atan2_f: `fn atan2_f(y: f32, x: f32) -> f32 {
  if (isnan_f(x) || isnan_f(y)) { return nan_f(); }
  let pi = 3.14159265358979;
  if (y == 0.0) { return copysign_f(select(0.0, pi, signbit_f(x)), y); }
  if (x == 0.0) { return copysign_f(pi * 0.5, y); }
  if (isinf_f(x) && isinf_f(y)) { return copysign_f(select(pi * 0.25, pi * 0.75, x < 0.0), y); }
  if (isinf_f(x)) { return copysign_f(select(0.0, pi, x < 0.0), y); }
  let t = atan_f(abs(y) / abs(x));
  return copysign_f(select(t, pi - t, x < 0.0), y);
}`,
  asin_f: `fn asin_f(x: f32) -> f32 {
  let a = abs(x);
  if (isnan_f(x) || a > 1.0) { return nan_f(); }
  if (a < 1e-4) { return x; }
  let flag = a > 0.5;
  let z = select(a * a, 0.5 * (1.0 - a), flag);
  let w = select(a, sqrt(z), flag);
  var p = 4.2163199048e-2;
  p = p * z + 2.4181311049e-2;
  p = p * z + 4.5470025998e-2;
  p = p * z + 7.4953002686e-2;
  p = p * z + 1.6666752422e-1;
  let y = p * z * w + w;
  return copysign_f(select(y, 1.5707963267948966 - 2.0 * y, flag), x);
}`,
  acos_f: `fn acos_f(x: f32) -> f32 {
  if (isnan_f(x) || abs(x) > 1.0) { return nan_f(); }
  if (x > 0.5) { return 2.0 * asin_f(sqrt(0.5 * (1.0 - x))); }
  if (x < -0.5) { return 3.14159265358979 - 2.0 * asin_f(sqrt(0.5 * (1.0 + x))); }
  return 1.5707963267948966 - asin_f(x);
}`,
  sinh_f: `fn sinh_f(x: f32) -> f32 {
  let a = abs(x);
  if (isnan_f(x)) { return x; }
  if (a < 1.0) {
    let z = x * x;
    return ((2.03721912945e-4 * z + 8.33028376239e-3) * z + 1.66667160211e-1) * z * x + x;
  }
  if (a > 88.0) {
    let h = exp_f(0.5 * a);
    return copysign_f(0.5 * h * h, x);
  }
  let e = exp_f(a);
  return copysign_f(0.5 * e - 0.5 / e, x);
}`,
  cosh_f: `fn cosh_f(x: f32) -> f32 {
  let a = abs(x);
  if (a > 88.0) {
    let h = exp_f(0.5 * a);
    return 0.5 * h * h;
  }
  let e = exp_f(a);
  return 0.5 * e + 0.5 / e;
}`,
  // Clamped: WGSL's own is NaN from 89 on where it is computed by exponentials.
  tanh_f: `fn tanh_f(x: f32) -> f32 {
  if (isnan_f(x)) { return x; }
  let a = min(abs(x), 10.0);
  if (a < 0.625) {
    let z = x * x;
    return ((((-5.70498872745e-3 * z + 2.06390887954e-2) * z - 5.37397155531e-2) * z + 1.33314422036e-1) * z - 3.33332819422e-1) * z * x + x;
  }
  return copysign_f(1.0 - 2.0 / (exp_f(a + a) + 1.0), x);
}`,
  asinh_f: `fn asinh_f(x: f32) -> f32 {
  if (isnan_f(x) || isinf_f(x)) { return x; }
  let a = abs(x);
  if (a > 1e4) { return copysign_f(log_f(a) + 0.69314718056, x); }
  let z = a * a;
  return copysign_f(log1p_f(a + z / (1.0 + sqrt(z + 1.0))), x);
}`,
  acosh_f: `fn acosh_f(x: f32) -> f32 {
  if (isnan_f(x) || x < 1.0) { return nan_f(); }
  if (x > 1e4) { return log_f(x) + 0.69314718056; }
  let t = x - 1.0;
  return log1p_f(t + sqrt(2.0 * t + t * t));
}`,
  atanh_f: `fn atanh_f(x: f32) -> f32 {
  let a = abs(x);
  if (isnan_f(x) || a > 1.0) { return nan_f(); }
  if (a == 1.0) { return copysign_f(inf_f(), x); }
  return copysign_f(0.5 * log1p_f(2.0 * a / (1.0 - a)), x);
}`,
  sigmoid_f: `fn sigmoid_f(x: f32) -> f32 {
  if (isnan_f(x)) { return x; }
  let e = exp_f(-abs(x));
  return select(1.0, e, x < 0.0) / (1.0 + e);
}`,
  // Abramowitz and Stegun 7.1.26 has too few digits: series near 0, the continued form of Numerical Recipes beyond.
  erfc_tail: `fn erfc_tail(a: f32) -> f32 {
  let t = 2.0 / (2.0 + a);
  let ty = 4.0 * t - 2.0;
  var c = array<f32, 18>(-1.3026537197817094, 6.4196979235649026e-1, 1.9476473204185836e-2, -9.561514786808631e-3,
    -9.46595344482036e-4, 3.66839497852761e-4, 4.2523324806907e-5, -2.0278578112534e-5, -1.624290004647e-6,
    1.303655835580e-6, 1.5626441722e-8, -8.5238095915e-8, 6.529054439e-9, 5.059343495e-9, -9.91364156e-10,
    -2.27365122e-10, 9.6467911e-11, 2.394038e-12);
  var d = 0.0;
  var dd = 0.0;
  for (var j = 17; j > 0; j--) {
    let next = ty * d - dd + c[j];
    dd = d;
    d = next;
  }
  // −a² is rounded off by as much as the exponential then magnifies: the square is split.
  let high = bitcast<f32>(bitcast<u32>(a) & 0xfffff000u);
  return t * exp_f(-high * high) * exp_f(-(a - high) * (a + high) + 0.5 * (c[0] + ty * d) - dd);
}`,
  erf_f: `fn erf_f(x: f32) -> f32 {
  if (isnan_f(x)) { return x; }
  let a = abs(x);
  if (a < 0.9) {
    let z = x * x;
    var p = 7.853861353153693e-5;
    p = p * z - 8.010193625184903e-4;
    p = p * z + 5.188327685732524e-3;
    p = p * z - 2.685381193529856e-2;
    p = p * z + 1.128358514861418e-1;
    p = p * z - 3.761262582423300e-1;
    p = p * z + 1.128379165726710;
    return x * p;
  }
  if (a > 4.0) { return copysign_f(1.0, x); }
  return copysign_f(1.0 - erfc_tail(a), x);
}`,
  erfc_f: `fn erfc_f(x: f32) -> f32 {
  if (isnan_f(x)) { return x; }
  if (abs(x) < 0.5) { return 1.0 - erf_f(x); }
  if (abs(x) > 10.1) { return select(0.0, 2.0, x < 0.0); }
  let y = erfc_tail(abs(x));
  return select(y, 2.0 - y, x < 0.0);
}`,
  // Giles, "Approximating the erfinv function" (2010), single precision.
  erfinv_f: `fn erfinv_f(x: f32) -> f32 {
  let a = abs(x);
  if (isnan_f(x) || a > 1.0) { return nan_f(); }
  if (a == 1.0) { return copysign_f(inf_f(), x); }
  var w = -log_f((1.0 - x) * (1.0 + x));
  var p = 0.0;
  if (w < 5.0) {
    w = w - 2.5;
    p = 2.81022636e-08;
    p = p * w + 3.43273939e-07;
    p = p * w - 3.5233877e-06;
    p = p * w - 4.39150654e-06;
    p = p * w + 0.00021858087;
    p = p * w - 0.00125372503;
    p = p * w - 0.00417768164;
    p = p * w + 0.246640727;
    p = p * w + 1.50140941;
  } else {
    w = sqrt(w) - 3.0;
    p = -0.000200214257;
    p = p * w + 0.000100950558;
    p = p * w + 0.00134934322;
    p = p * w - 0.00367342844;
    p = p * w + 0.00573950773;
    p = p * w - 0.0076224613;
    p = p * w + 0.00943887047;
    p = p * w + 1.00167406;
    p = p * w + 2.83297682;
  }
  return p * x;
}`,
  sinpi_f: `fn sinpi_f(x: f32) -> f32 {
  let r = x - 2.0 * round(x * 0.5);
  let a = abs(r);
  if (a <= 0.25) { return sin_part(3.14159265358979 * r); }
  if (a >= 0.75) { return sin_part(3.14159265358979 * (sign(r) - r)); }
  return sign(r) * cos_part(3.14159265358979 * (a - 0.5));
}`,
  lgamma_pos: `fn lgamma_two(z: f32) -> f32 {
  var s = -0.000002039215753801366 * z;
  s = (s + 0.000004374866789907488) * z;
  s = (s - 0.000009439488265268395) * z;
  s = (s + 0.00002050721277567069) * z;
  s = (s - 0.00004492623673813314) * z;
  s = (s + 0.00009945751278180853) * z;
  s = (s - 0.00022315475845357939) * z;
  s = (s + 0.0005096695247430425) * z;
  s = (s - 0.0011927539117032610) * z;
  s = (s + 0.0028905103307415234) * z;
  s = (s - 0.007385551028673986) * z;
  s = (s + 0.020580808427784546) * z;
  s = (s - 0.0673523010531981) * z;
  s = (s + 0.3224670334241132) * z;
  return z * (0.4227843350984671 + s);
}
fn lgamma_pos(x: f32) -> f32 {
  // Γ(x) = Γ(y)·product for 2.5 < x < 8, with y in (1.5, 2.5].
  var product = 1.0;
  var y = x;
  for (var k = 0; k < 6; k++) {
    let more = y > 2.5;
    y = select(y, y - 1.0, more);
    product = select(product, product * y, more);
  }
  let low = x < 1.5;
  let lowest = x < 0.5;
  let high = x >= 8.0;
  let near = select(y - 2.0, select(x - 1.0, x, lowest), low);
  let two = lgamma_two(near);
  let below = two - log1p_f(near);
  let l = log_f(select(product, x, lowest | high));
  let r = select(two + l, select(below, below - l, lowest), low);
  let z = 1.0 / (x * x);
  let stirling = (x - 0.5) * l - x + 0.9189385332046728 + (1.0 / 12.0 - z * (1.0 / 360.0 - z * (1.0 / 1260.0))) / x;
  return select(r, stirling, high);
}`,
  lgamma_f: `fn lgamma_f(x: f32) -> f32 {
  let of_size = lgamma_pos(abs(x));
  // Reflected, but near 0, where the product of the formula would underflow.
  let near = x > -1e-30;
  let l = log_f(select(3.14159265358979 / abs(x * sinpi_f(x)), -x, near));
  let r = select(select(l - of_size, -l, near), of_size, x > 0.0);
  let pole = ((x <= 0.0) & (x == floor(x))) | isinf_f(x);
  return select(select(r, inf_f(), pole), x, isnan_f(x));
}`,
  digamma_pos: `fn digamma_pos(x: f32) -> f32 {
  if (isinf_f(x)) { return x; }
  var below = 0.0;
  var y = x;
  while (y < 6.0) {
    below += 1.0 / y;
    y += 1.0;
  }
  let z = 1.0 / (y * y);
  let series = z * (1.0 / 12.0 - z * (1.0 / 120.0 - z * (1.0 / 252.0 - z * (1.0 / 240.0))));
  return log_f(y) - 0.5 / y - series - below;
}`,
  digamma_f: `fn digamma_f(x: f32) -> f32 {
  if (isnan_f(x)) { return x; }
  if (x == 0.0) { return select(-inf_f(), inf_f(), signbit_f(x)); }
  if (x > 0.0) { return digamma_pos(x); }
  if (x == floor(x)) { return nan_f(); }
  return digamma_pos(1.0 - x) - 3.14159265358979 / tan_f(3.14159265358979 * (x - round(x)));
}`,
  // x − b·trunc(x/b) is wrong where the quotient is rounded: long division, 23 bits of the quotient a step.
  fmod_f: `fn fmod_f(a: f32, b: f32) -> f32 {
  if (isnan_f(a) || isnan_f(b) || isinf_f(a) || b == 0.0) { return nan_f(); }
  if (isinf_f(b)) { return a; }
  let d = abs(b);
  var r = abs(a);
  for (var i = 0; i < 280 && r >= d; i++) {
    // The largest d·2ᵏ that is at most r: subtracting it is exact.
    let shift = max(i32(bitcast<u32>(r) >> 23u) - i32(bitcast<u32>(d) >> 23u), 0);
    var t = ldexp(d, min(shift, 126));
    if (t > r) { t *= 0.5; }
    r -= t;
  }
  return copysign_f(r, a);
}`,
  remainder_f: `fn remainder_f(a: f32, b: f32) -> f32 {
  let r = fmod_f(a, b);
  return select(r, r + b, r != 0.0 && ((r < 0.0) != (b < 0.0)));
}`,
  floordiv_f: `fn floordiv_f(a: f32, b: f32) -> f32 {
  if (b == 0.0) { return a / b; }
  let r = fmod_f(a, b);
  var q = (a - r) / b;
  if (r != 0.0 && ((b < 0.0) != (r < 0.0))) { q -= 1.0; }
  if (q == 0.0) { return copysign_f(0.0, a / b); }
  let f = floor(q);
  return select(f, f + 1.0, q - f > 0.5);
}`,
  pow_f: `fn pow_f(x: f32, y: f32) -> f32 {
  let a = abs(x);
  let size = abs(y);
  let whole = y == floor(y);
  let odd = whole & (size < 16777216.0) & ((i32(min(size, 16777216.0)) & 1) == 1);
  var r = 1.0;
  // Small whole exponents by squaring: exact where the powers are, and what is asked for most.
  if (whole & (size <= 64.0)) {
    let e = u32(size);
    var base = a;
    r = select(r, r * base, (e & 1u) != 0u);
    base *= base;
    r = select(r, r * base, (e & 2u) != 0u);
    base *= base;
    r = select(r, r * base, (e & 4u) != 0u);
    base *= base;
    r = select(r, r * base, (e & 8u) != 0u);
    base *= base;
    r = select(r, r * base, (e & 16u) != 0u);
    base *= base;
    r = select(r, r * base, (e & 32u) != 0u);
    base *= base;
    r = select(r, r * base, (e & 64u) != 0u);
    r = select(r, 1.0 / r, y < 0.0);
  } else {
    // y·log2(x) = whole part + rest, with the logarithm in two pieces, so that the rest keeps its digits.
    let exponent = floor(log2_f(a));
    let l = log_f(a / exp2_f(exponent)) * 1.44269504088896341;
    let high = y * exponent;
    let whole_high = round(high);
    let scale = clamp(whole_high, -140.0, 120.0);
    let q = exp2_f((high - whole_high) + fma(y, exponent, -high) + y * l);
    let general = q * exp2_f(scale) * exp2_f(clamp(whole_high - scale, -140.0, 120.0));
    r = select(general, sqrt(a), y == 0.5);
  }
  r = select(r, -r, odd & (x < 0.0));
  r = select(r, nan_f(), (x < 0.0) & !whole);
  let m = select(0.0, inf_f(), (x == 0.0) == (y < 0.0));
  r = select(r, select(m, copysign_f(m, x), odd), (x == 0.0) | isinf_f(x));
  let far = select(select(0.0, inf_f(), (a > 1.0) == (y > 0.0)), 1.0, a == 1.0);
  r = select(r, far, isinf_f(y));
  r = select(r, nan_f(), isnan_f(x) | isnan_f(y));
  return select(r, 1.0, (x == 1.0) | (y == 0.0));
}`,
  // By the Euler–Maclaurin formula; 24 terms are enough for q above −14.
  zeta_f: `fn zeta_f(s: f32, q: f32) -> f32 {
  var sum = 0.0;
  var last = 0.0;
  for (var k = 0; k <= 24; k++) {
    last = pow_f(q + f32(k), -s);
    sum += last;
  }
  let direct = sum;
  let w = q + 24.0;
  sum += last * w / (s - 1.0) - last * 0.5;
  var factor = s;
  var power = last / w;
  sum += factor * power / 12.0;
  factor *= (s + 1.0) * (s + 2.0);
  power = power / w / w;
  sum += factor * power / -720.0;
  factor *= (s + 3.0) * (s + 4.0);
  power = power / w / w;
  sum += factor * power / 30240.0;
  factor *= (s + 5.0) * (s + 6.0);
  power = power / w / w;
  sum += factor * power / -1209600.0;
  factor *= (s + 7.0) * (s + 8.0);
  power = power / w / w;
  sum += factor * power / 47900160.0;
  factor *= (s + 9.0) * (s + 10.0);
  power = power / w / w;
  sum += factor * power / -1892437580.3183792;
  factor *= (s + 11.0) * (s + 12.0);
  power = power / w / w;
  sum += factor * power / 74724249600.0;
  factor *= (s + 13.0) * (s + 14.0);
  power = power / w / w;
  sum += factor * power / -2950130727918.164;
  sum = select(sum, nan_f(), (q < 0.0) & (s != floor(s)));
  // The last power underflows before the sum does, and 0 · ∞ would follow.
  sum = select(sum, direct, last == 0.0);
  sum = select(sum, inf_f(), (s == 1.0) | ((q <= 0.0) & (q == floor(q))));
  return select(sum, nan_f(), (s < 1.0) | isnan_f(s) | isnan_f(q));
}`,
};
