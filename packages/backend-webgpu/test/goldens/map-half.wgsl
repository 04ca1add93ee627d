@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 2>;
@group(0) @binding(1) var<storage, read_write> b0: array<atomic<u32>>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
fn half_value(h: u32) -> f32 {
  let s = (h & 0x8000u) << 16u;
  let e = (h >> 10u) & 31u;
  let m = h & 0x3ffu;
  if (e == 31u) { return bitcast<f32>(s | 0x7f800000u | (m << 13u)); }
  if (e == 0u) { return copysign_f(f32(m) * 5.9604644775390625e-8, bitcast<f32>(s | 0x3f800000u)); }
  return bitcast<f32>(s | ((e + 112u) << 23u) | (m << 13u));
}
fn copysign_f(x: f32, s: f32) -> f32 { return bitcast<f32>((bitcast<u32>(x) & 0x7fffffffu) | (bitcast<u32>(s) & 0x80000000u)); }
fn half_bits(x: f32) -> u32 {
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
}

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let workgroup = i32(group.x + group.y * groups.x);
  let first = (workgroup * 64 + i32(lane)) * 4;
  if (first >= P[0].x) { return; }
  var word0_half = vec2<u32>(0u, 0u);
  let whole0 = (P[0].z & 1) == 0 && first + 4 <= P[0].x && P[0].w == 1;
  for (var step = 0; step < 4; step++) {
  let i = first + step;
  if (i >= P[0].x) { break; }
  var p0 = P[0].z;
  var p1 = P[1].x;
  p0 += i * P[0].w;
  p1 += i * P[1].y;
  let v0: f32 = half_value(extractBits(b1[p1 >> 1u], 16u * (u32(p1) & 1u), 16u));
  let v1: f32 = (v0 + v0);
  if (whole0) { word0_half[step >> 1u] |= half_bits(v1) << (16u * (u32(step) & 1u)); } else { let at_bit = 16u * (u32(p0) & 1u); atomicAnd(&b0[p0 >> 1u], ~(0xffffu << at_bit)); atomicOr(&b0[p0 >> 1u], half_bits(v1) << at_bit); }
  }
  if (whole0) { atomicStore(&b0[(P[0].z + first) >> 1u], word0_half.x); atomicStore(&b0[((P[0].z + first) >> 1u) + 1], word0_half.y); }
}
