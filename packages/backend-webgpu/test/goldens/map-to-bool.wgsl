@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 2>;
@group(0) @binding(1) var<storage, read_write> b0: array<atomic<u32>>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
@group(0) @binding(3) var<storage, read> b2: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let workgroup = i32(group.x + group.y * groups.x);
  let first = (workgroup * 64 + i32(lane)) * 4;
  if (first >= P[0].x) { return; }
  var word0_ = 0u;
  let whole0 = (P[0].z & 3) == 0 && first + 4 <= P[0].x && P[0].w == 1;
  for (var step = 0; step < 4; step++) {
  let i = first + step;
  if (i >= P[0].x) { break; }
  var p0 = P[0].z;
  var p1 = P[1].x;
  var p2 = P[1].z;
  p0 += i * P[0].w;
  p1 += i * P[1].y;
  p2 += i * P[1].w;
  let v0: f32 = bitcast<f32>(b1[p1]);
  let v1: f32 = bitcast<f32>(b2[p2]);
  let v2: bool = (v0 < v1);
  if (whole0) { word0_ |= u32(v2) << (8u * (u32(step) & 3u)); } else { let at_bit = 8u * (u32(p0) & 3u); atomicAnd(&b0[p0 >> 2u], ~(0xffu << at_bit)); atomicOr(&b0[p0 >> 2u], u32(v2) << at_bit); }
  }
  if (whole0) { atomicStore(&b0[(P[0].z + first) >> 2u], word0_); }
}
