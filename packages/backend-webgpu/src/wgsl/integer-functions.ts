/** Integer arithmetic in WGSL, by name: i32, and int64 as (low, high) words. Division by zero gives 0. */
export const integerFunctions: Readonly<Record<string, string>> = {
  truncdiv_i: `fn truncdiv_i(a: i32, b: i32) -> i32 {
  if (b == 0) { return 0; }
  if (b == -1) { return -a; }
  return a / b;
}`,
  fmod_i: `fn fmod_i(a: i32, b: i32) -> i32 {
  if (b == 0 || b == -1) { return 0; }
  return a % b;
}`,
  floordiv_i: `fn floordiv_i(a: i32, b: i32) -> i32 {
  let q = truncdiv_i(a, b);
  let r = fmod_i(a, b);
  return select(q, q - 1, r != 0 && ((r < 0) != (b < 0)));
}`,
  remainder_i: `fn remainder_i(a: i32, b: i32) -> i32 {
  let r = fmod_i(a, b);
  return select(r, r + b, r != 0 && ((r < 0) != (b < 0)));
}`,
  gcd_i: `fn gcd_i(a: i32, b: i32) -> i32 {
  var x = bitcast<u32>(abs(a));
  var y = bitcast<u32>(abs(b));
  while (y != 0u) {
    let rest = x % y;
    x = y;
    y = rest;
  }
  return bitcast<i32>(x);
}`,
  pow_i: `fn pow_i(a: i32, b: i32) -> i32 {
  if (b < 0) {
    if (a == 1) { return 1; }
    if (a == -1) { return select(-1, 1, (b & 1) == 0); }
    return 0;
  }
  var r = 1;
  var base = a;
  var e = b;
  while (e > 0) {
    if ((e & 1) == 1) { r *= base; }
    base *= base;
    e >>= 1u;
  }
  return r;
}`,
  shl_i: `fn shl_i(a: i32, b: i32, width: i32) -> i32 { return select(a << u32(b & 31), 0, b < 0 || b >= width); }`,
  shr_i: `fn shr_i(a: i32, b: i32, last: i32) -> i32 {
  let s = select(b, last, b < 0 || b > last);
  return select(a >> u32(s & 31), select(0, -1, a < 0), s > 31);
}`,
  add_l: `fn add_l(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  let low = a.x + b.x;
  return vec2<u32>(low, a.y + b.y + select(0u, 1u, low < a.x));
}`,
  neg_l: `fn neg_l(a: vec2<u32>) -> vec2<u32> { return add_l(~a, vec2<u32>(1u, 0u)); }`,
  sub_l: `fn sub_l(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  return vec2<u32>(a.x - b.x, a.y - b.y - select(0u, 1u, a.x < b.x));
}`,
  mul_wide: `fn mul_wide(a: u32, b: u32) -> vec2<u32> {
  let al = a & 0xffffu;
  let ah = a >> 16u;
  let bl = b & 0xffffu;
  let bh = b >> 16u;
  let low = al * bl;
  let middle = ah * bl + (low >> 16u);
  let middle2 = al * bh + (middle & 0xffffu);
  return vec2<u32>(a * b, ah * bh + (middle >> 16u) + (middle2 >> 16u));
}`,
  mul_l: `fn mul_l(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  let p = mul_wide(a.x, b.x);
  return vec2<u32>(p.x, p.y + a.x * b.y + a.y * b.x);
}`,
  is_neg_l: `fn is_neg_l(a: vec2<u32>) -> bool { return (a.y & 0x80000000u) != 0u; }`,
  eq_l: `fn eq_l(a: vec2<u32>, b: vec2<u32>) -> bool { return a.x == b.x && a.y == b.y; }`,
  lt_l: `fn lt_l(a: vec2<u32>, b: vec2<u32>) -> bool {
  if (a.y != b.y) { return bitcast<i32>(a.y) < bitcast<i32>(b.y); }
  return a.x < b.x;
}`,
  ltu_l: `fn ltu_l(a: vec2<u32>, b: vec2<u32>) -> bool {
  if (a.y != b.y) { return a.y < b.y; }
  return a.x < b.x;
}`,
  min_l: `fn min_l(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> { return select(b, a, lt_l(a, b)); }`,
  max_l: `fn max_l(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> { return select(a, b, lt_l(a, b)); }`,
  abs_l: `fn abs_l(a: vec2<u32>) -> vec2<u32> { return select(a, neg_l(a), is_neg_l(a)); }`,
  sign_l: `fn sign_l(a: vec2<u32>) -> vec2<u32> {
  if (is_neg_l(a)) { return vec2<u32>(0xffffffffu, 0xffffffffu); }
  return vec2<u32>(select(0u, 1u, (a.x | a.y) != 0u), 0u);
}`,
  // Quotient and remainder of magnitudes, bit by bit; in one step where both fit a word.
  divide_l: `fn divide_l(a: vec2<u32>, b: vec2<u32>) -> vec4<u32> {
  if (a.y == 0u && b.y == 0u) { return vec4<u32>(a.x / b.x, 0u, a.x % b.x, 0u); }
  var q = vec2<u32>(0u, 0u);
  var r = vec2<u32>(0u, 0u);
  for (var i = 63; i >= 0; i--) {
    let bit = select(a.x >> u32(i & 31), a.y >> u32(i & 31), i >= 32) & 1u;
    let carry = r.y >> 31u;
    r = vec2<u32>((r.x << 1u) | bit, (r.y << 1u) | (r.x >> 31u));
    if (carry == 1u || !ltu_l(r, b)) {
      r = sub_l(r, b);
      if (i >= 32) { q.y |= 1u << u32(i & 31); } else { q.x |= 1u << u32(i); }
    }
  }
  return vec4<u32>(q, r);
}`,
  truncdiv_l: `fn truncdiv_l(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  if ((b.x | b.y) == 0u) { return b; }
  let q = divide_l(abs_l(a), abs_l(b)).xy;
  return select(q, neg_l(q), is_neg_l(a) != is_neg_l(b));
}`,
  fmod_l: `fn fmod_l(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  if ((b.x | b.y) == 0u) { return b; }
  let r = divide_l(abs_l(a), abs_l(b)).zw;
  return select(r, neg_l(r), is_neg_l(a));
}`,
  floordiv_l: `fn floordiv_l(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  let q = truncdiv_l(a, b);
  let r = fmod_l(a, b);
  return select(q, sub_l(q, vec2<u32>(1u, 0u)), (r.x | r.y) != 0u && is_neg_l(r) != is_neg_l(b));
}`,
  remainder_l: `fn remainder_l(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  let r = fmod_l(a, b);
  return select(r, add_l(r, b), (r.x | r.y) != 0u && is_neg_l(r) != is_neg_l(b));
}`,
  trailing_l: `fn trailing_l(a: vec2<u32>) -> u32 {
  return select(countTrailingZeros(a.x), 32u + countTrailingZeros(a.y), a.x == 0u);
}`,
  shru_l: `fn shru_l(a: vec2<u32>, n: u32) -> vec2<u32> {
  if (n == 0u) { return a; }
  if (n >= 32u) { return vec2<u32>(a.y >> (n & 31u), 0u); }
  return vec2<u32>((a.x >> n) | (a.y << (32u - n)), a.y >> n);
}`,
  // Stein's algorithm: a division of two words takes 64 steps, a shift and a subtraction none.
  gcd_l: `fn gcd_l(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  var x = abs_l(a);
  var y = abs_l(b);
  if ((x.x | x.y) == 0u) { return y; }
  if ((y.x | y.y) == 0u) { return x; }
  let twos = min(trailing_l(x), trailing_l(y));
  x = shru_l(x, trailing_l(x));
  while ((y.x | y.y) != 0u) {
    y = shru_l(y, trailing_l(y));
    if (ltu_l(y, x)) {
      let larger = x;
      x = y;
      y = larger;
    }
    y = sub_l(y, x);
  }
  return shl_l(x, vec2<u32>(twos, 0u));
}`,
  pow_l: `fn pow_l(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  let one = vec2<u32>(1u, 0u);
  if (is_neg_l(b)) {
    if (eq_l(a, one)) { return one; }
    if (a.x == 0xffffffffu && a.y == 0xffffffffu) { return select(a, one, (b.x & 1u) == 0u); }
    return vec2<u32>(0u, 0u);
  }
  var r = one;
  var base = a;
  var e = b;
  while ((e.x | e.y) != 0u) {
    if ((e.x & 1u) == 1u) { r = mul_l(r, base); }
    base = mul_l(base, base);
    e = vec2<u32>((e.x >> 1u) | (e.y << 31u), e.y >> 1u);
  }
  return r;
}`,
  shl_l: `fn shl_l(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  if (b.y != 0u || b.x > 63u) { return vec2<u32>(0u, 0u); }
  if (b.x >= 32u) { return vec2<u32>(0u, a.x << (b.x & 31u)); }
  if (b.x == 0u) { return a; }
  return vec2<u32>(a.x << b.x, (a.y << b.x) | (a.x >> (32u - b.x)));
}`,
  shr_l: `fn shr_l(a: vec2<u32>, b: vec2<u32>) -> vec2<u32> {
  let fill = select(0u, 0xffffffffu, is_neg_l(a));
  if (b.y != 0u || b.x > 63u) { return vec2<u32>(fill, fill); }
  if (b.x >= 32u) { return vec2<u32>(u32(bitcast<i32>(a.y) >> (b.x & 31u)), fill); }
  if (b.x == 0u) { return a; }
  return vec2<u32>((a.x >> b.x) | (a.y << (32u - b.x)), u32(bitcast<i32>(a.y) >> b.x));
}`,
  i_to_l: `fn i_to_l(a: i32) -> vec2<u32> { return vec2<u32>(bitcast<u32>(a), select(0u, 0xffffffffu, a < 0)); }`,
  // The rest below 2⁻²⁴ of the magnitude is folded into one sticky bit, so that rounding happens once.
  l_to_f: `fn l_to_f(a: vec2<u32>) -> f32 {
  let m = abs_l(a);
  var f = 0.0;
  if (m.y == 0u) {
    f = f32(m.x);
  } else {
    let s = countLeadingZeros(m.y);
    let top = select((m.y << s) | (m.x >> ((32u - s) & 31u)), m.y, s == 0u);
    let rest = m.x << s;
    f = f32(top | select(0u, 1u, rest != 0u)) * exp2(f32(32u - s));
  }
  return select(f, -f, is_neg_l(a));
}`,
  f_to_l: `fn f_to_l(x: f32) -> vec2<u32> {
  let b = bitcast<u32>(x);
  let e = i32((b >> 23u) & 255u) - 150;
  let m = (b & 0x7fffffu) | 0x800000u;
  if (e < -23) { return vec2<u32>(0u, 0u); }
  if (e >= 40) { return vec2<u32>(0u, 0x80000000u); }
  var r = vec2<u32>(0u, 0u);
  if (e < 0) { r.x = m >> u32(-e); } else { r = shl_l(vec2<u32>(m, 0u), vec2<u32>(u32(e), 0u)); }
  return select(r, neg_l(r), (b & 0x80000000u) != 0u);
}`,
  // Philox 4×32-10 (Salmon et al., 2011): see random/philox.ts of the core, whose numbers these are.
  uniform_f: `fn uniform_f(seed: vec2<u32>, offset: vec2<u32>, index: vec2<u32>) -> f32 {
  let block = add_l(offset, vec2<u32>((index.x >> 2u) | (index.y << 30u), index.y >> 2u));
  var c = vec4<u32>(block, 0u, 0u);
  var k = seed;
  for (var i = 0; i < 10; i++) {
    let p = mul_wide(0xd2511f53u, c.x);
    let q = mul_wide(0xcd9e8d57u, c.z);
    c = vec4<u32>(q.y ^ c.y ^ k.x, q.x, p.y ^ c.w ^ k.y, p.x);
    k += vec2<u32>(0x9e3779b9u, 0xbb67ae85u);
  }
  return f32(c[index.x & 3u] >> 8u) * 5.9604644775390625e-8;
}`,
};
