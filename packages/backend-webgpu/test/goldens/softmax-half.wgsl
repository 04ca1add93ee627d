enable f16;
@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 2>;
@group(0) @binding(1) var<storage, read_write> b0: array<atomic<u32>>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
fn max_f(a: f32, b: f32) -> f32 {
  return select(select(select(b, a, a > b), b, isnan_f(b)), a, isnan_f(a));
}
fn isnan_f(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
var<private> inf_bits: u32 = 0x7f800000u;
fn inf_f() -> f32 { return bitcast<f32>(inf_bits); }
fn half_value(h: u32) -> f32 { return f32(bitcast<vec2<f16>>(h).x); }
fn exp_f(x: f32) -> f32 {
  let c = clamp(x, -104.0, 88.8);
  let n = floor(1.44269504088896341 * c + 0.5);
  let r = (c - n * 0.693359375) + n * 2.12194440e-4;
  let y = scaled_f(exp_part(r), i32(n));
  return select(select(select(y, inf_f(), x > 88.8), 0.0, x < -104.0), x, isnan_f(x));
}
fn scaled_f(y: f32, n: i32) -> f32 {
  let h = n / 2;
  return y * bitcast<f32>(u32(h + 127) << 23u) * bitcast<f32>(u32(n - h + 127) << 23u);
}
fn exp_part(r: f32) -> f32 {
  var p = 1.9875691500e-4;
  p = p * r + 1.3981999507e-3;
  p = p * r + 8.3334519073e-3;
  p = p * r + 4.1665795894e-2;
  p = p * r + 1.6666665459e-1;
  p = p * r + 5.0000001201e-1;
  return p * r * r + r + 1.0;
}
fn half_bits(x: f32) -> u32 { return bitcast<u32>(vec2<f16>(f16(x), 0.0h)) & 0xffffu; }
var<workgroup> shared_max: array<f32, 256>;
fn max_across(lane: u32, x: f32) -> f32 {
  shared_max[lane] = x;
  for (var half = 128u; half > 0u; half >>= 1u) {
    workgroupBarrier();
    if (lane < half) { shared_max[lane] = max_f(shared_max[lane], shared_max[lane + half]); }
  }
  workgroupBarrier();
  let result = shared_max[0];
  workgroupBarrier();
  return result;
}
var<workgroup> shared_sum: array<f32, 256>;
fn sum_across(lane: u32, x: f32) -> f32 {
  shared_sum[lane] = x;
  for (var half = 128u; half > 0u; half >>= 1u) {
    workgroupBarrier();
    if (lane < half) { shared_sum[lane] = shared_sum[lane] + shared_sum[lane + half]; }
  }
  workgroupBarrier();
  let result = shared_sum[0];
  workgroupBarrier();
  return result;
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let workgroup = i32(group.x + group.y * groups.x);
  let row = workgroup;
  if (row >= P[0].z) { return; }
  let base = (row / P[1].x) * P[0].w * P[1].x + row % P[1].x;
  var acc0 = -inf_f();
  for (var k = i32(lane); k < P[0].w; k += 256) {
  let at = base + k * P[1].x;
  acc0 = max_f(acc0, half_value(extractBits(b1[(P[0].y + at) >> 1u], 16u * (u32((P[0].y + at)) & 1u), 16u)));
  }
  let combined0 = max_across(lane, acc0);
  let r0 = combined0;
  var acc1 = 0.0f;
  for (var k = i32(lane); k < P[0].w; k += 256) {
  let at = base + k * P[1].x;
  acc1 = acc1 + (exp_f(half_value(extractBits(b1[(P[0].y + at) >> 1u], 16u * (u32((P[0].y + at)) & 1u), 16u)) - r0));
  }
  let combined1 = sum_across(lane, acc1);
  let r1 = combined1;
  for (var pair = 2 * i32(lane); pair < P[0].w; pair += 512) {
  var held0 = false; var low0 = 0u;
  for (var k = pair; k < min(pair + 2, P[0].w); k++) {
  let at = base + k * P[1].x;
  let first = k == pair && k + 1 < P[0].w && base + (k + 1) * P[1].x == at + 1;
  let y0 = exp_f(half_value(extractBits(b1[(P[0].y + at) >> 1u], 16u * (u32((P[0].y + at)) & 1u), 16u)) - r0) / r1;
  if (first && ((P[0].x + at) & 1) == 0) { held0 = true; low0 = half_bits(y0); }
  else if (held0) { atomicStore(&b0[(P[0].x + at) >> 1u], low0 | (half_bits(y0) << 16u)); }
  else { { let at_bit = 16u * (u32((P[0].x + at)) & 1u); atomicAnd(&b0[(P[0].x + at) >> 1u], ~(0xffffu << at_bit)); atomicOr(&b0[(P[0].x + at) >> 1u], half_bits(y0) << at_bit); } }
  }
  }
}
