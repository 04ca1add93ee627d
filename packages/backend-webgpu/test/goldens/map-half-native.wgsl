enable f16;
@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 2>;
@group(0) @binding(1) var<storage, read_write> b0: array<atomic<u32>>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
fn half_value(h: u32) -> f32 { return f32(bitcast<vec2<f16>>(h).x); }
fn half_bits(x: f32) -> u32 { return bitcast<u32>(vec2<f16>(f16(x), 0.0h)) & 0xffffu; }

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
