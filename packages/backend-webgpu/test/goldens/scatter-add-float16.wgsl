@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 3>;
@group(0) @binding(1) var<storage, read_write> b0: array<atomic<u32>>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
@group(0) @binding(3) var<storage, read> b2: array<u32>;
@group(0) @binding(4) var<storage, read_write> b3: array<atomic<u32>>;
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
  let i = workgroup * 64 + i32(lane);
  if (i >= P[0].x) { return; }
  var p0 = P[0].z;
  var p1 = P[1].x;
  var p2 = P[1].z;
  var rest_p = i;
  let p_at0 = rest_p;
  p0 += p_at0 * P[0].w;
  p1 += p_at0 * P[1].y;
  p2 += p_at0 * P[1].w;
  var inside = true;
  var address = 0;
  let index0 = bitcast<i32>(b2[p2]);
  let fits0 = true;
  if (!fits0 || index0 >= P[2].x || index0 < -P[2].x) {
    inside = false;
    if (atomicCompareExchangeWeak(&b3[0], 0u, 2u).exchanged) {
      atomicStore(&b3[1], bitcast<u32>(index0)); atomicStore(&b3[2], bitcast<u32>(P[2].x));
    }
  }
  address += select(index0, index0 + P[2].x, index0 < 0) * P[2].y;
  if (inside) {
  p0 += address;
  let value = half_value(extractBits(b1[p1 >> 1u], 16u * (u32(p1) & 1u), 16u));
  var seen = atomicLoad(&b0[p0 >> 1u]);
  loop {
    let element = half_value(extractBits(seen, 16u * (u32(p0) & 1u), 16u));
    let result = (element + value);
    let exchange = atomicCompareExchangeWeak(&b0[p0 >> 1u], seen, insertBits(seen, half_bits(result), 16u * (u32(p0) & 1u), 16u));
    if (exchange.exchanged) { break; }
    seen = exchange.old_value;
  }
  }
}
