@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 3>;
@group(0) @binding(1) var<storage, read_write> b0: array<u32>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
@group(0) @binding(3) var<storage, read> b2: array<u32>;
@group(0) @binding(4) var<storage, read> b3: array<u32>;
@group(0) @binding(5) var<storage, read> b4: array<u32>;
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
  if (row >= P[1].y) { return; }
  let base = (row / P[1].w) * P[1].z * P[1].w + row % P[1].w;
  var acc0 = 0.0f;
  for (var k = i32(lane); k < P[1].z; k += 256) {
  let at = base + k * P[1].w;
  acc0 = acc0 + (bitcast<f32>(b1[(P[0].y + at)]) * bitcast<f32>(b4[(P[1].x + k)]) * (bitcast<f32>(b2[(P[0].z + at)]) * bitcast<f32>(b3[(P[0].w + row)])));
  }
  let combined0 = sum_across(lane, acc0);
  let r0 = combined0;
  for (var k = i32(lane); k < P[1].z; k += 256) {
  let at = base + k * P[1].w;
  let y0 = bitcast<f32>(b3[(P[0].w + row)]) * (bitcast<f32>(b1[(P[0].y + at)]) * bitcast<f32>(b4[(P[1].x + k)]) - bitcast<f32>(b2[(P[0].z + at)]) * bitcast<f32>(b3[(P[0].w + row)]) * (r0 * bitcast<f32>(P[2].x)));
  b0[(P[0].x + at)] = bitcast<u32>(y0);
  }
}

// ----

@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 2>;
@group(0) @binding(1) var<storage, read_write> b0: array<u32>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
@group(0) @binding(3) var<storage, read> b2: array<u32>;
@group(0) @binding(4) var<storage, read> b3: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let workgroup = i32(group.x + group.y * groups.x);
  let task = workgroup * 64 + i32(lane);
  if (task >= P[1].z) { return; }
  let column = task % P[1].y;
  let chunk = task / P[1].y;
  let end = min((chunk + 1) * 64, P[1].x);
  var sum0 = 0.0f;
  for (var row = chunk * 64; row < end; row++) {
  let at = row * P[1].y + column;
  let x0 = bitcast<f32>(b1[(P[0].y + at)]);
  let x1 = bitcast<f32>(b2[(P[0].z + at)]);
  let x2 = bitcast<f32>(b3[(P[0].w + row)]);
  sum0 += x0 * (x1 * x2);
  }
  b0[(P[0].x + task)] = bitcast<u32>(sum0);
}
