@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 3>;
@group(0) @binding(1) var<storage, read_write> b0: array<u32>;
@group(0) @binding(2) var<storage, read_write> b1: array<u32>;
@group(0) @binding(3) var<storage, read> b2: array<u32>;
@group(0) @binding(4) var<storage, read> b3: array<u32>;
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
  if (row >= P[1].x) { return; }
  let base = (row / P[1].z) * P[1].y * P[1].z + row % P[1].z;
  var acc0 = 0.0f;
  for (var k = i32(lane); k < P[1].y; k += 256) {
  let at = base + k * P[1].z;
  acc0 = acc0 + (bitcast<f32>(b2[(P[0].z + at)]) * bitcast<f32>(b2[(P[0].z + at)]));
  }
  let combined0 = sum_across(lane, acc0);
  let r0 = inverseSqrt(combined0 * bitcast<f32>(P[1].w) + bitcast<f32>(P[2].x));
  for (var k = i32(lane); k < P[1].y; k += 256) {
  let at = base + k * P[1].z;
  let y0 = bitcast<f32>(b2[(P[0].z + at)]) * r0 * bitcast<f32>(b3[(P[0].w + k)]);
  b0[(P[0].x + at)] = bitcast<u32>(y0);
  }
  if (lane == 0u) {
  let y1 = r0;
  b1[(P[0].y + row)] = bitcast<u32>(y1);
  }
}
