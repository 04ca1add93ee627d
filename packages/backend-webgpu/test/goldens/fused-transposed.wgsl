@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 5>;
@group(0) @binding(1) var<storage, read_write> b0: array<u32>;
@group(0) @binding(2) var<storage, read_write> b1: array<u32>;
@group(0) @binding(3) var<storage, read> b2: array<u32>;
@group(0) @binding(4) var<storage, read> b3: array<u32>;
fn max_f(a: f32, b: f32) -> f32 {
  return select(select(select(b, a, a > b), b, isnan_f(b)), a, isnan_f(a));
}
fn isnan_f(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let workgroup = i32(group.x + group.y * groups.x);
  let first = (workgroup * 64 + i32(lane));
  if (first >= P[0].x) { return; }
  let i = first;
  var p0 = P[0].w;
  var p1 = P[1].z;
  var p2 = P[2].y;
  var p3 = P[3].x;
  var p4 = P[3].w;
  var rest_p = i;
  let p_at1 = rest_p % P[0].z; rest_p /= P[0].z;
  p0 += p_at1 * P[1].y;
  p1 += p_at1 * P[2].x;
  p2 += p_at1 * P[2].w;
  p3 += p_at1 * P[3].z;
  p4 += p_at1 * P[4].y;
  let p_at0 = rest_p;
  p0 += p_at0 * P[1].x;
  p1 += p_at0 * P[1].w;
  p2 += p_at0 * P[2].z;
  p3 += p_at0 * P[3].y;
  p4 += p_at0 * P[4].x;
  let v0: f32 = bitcast<f32>(b2[p2]);
  let v1: f32 = bitcast<f32>(b3[p3]);
  let v2: f32 = (v0 + v1);
  var v3 = 0.0f;
  let v4: f32 = max_f(v2, v3);
  let v5: f32 = bitcast<f32>(b1[p4]);
  let v6: f32 = bitcast<f32>(P[4].z);
  let v7: f32 = (v5 * v6);
  let v8: f32 = (v7 + v4);
  b0[p0] = bitcast<u32>(v4);
  b1[p1] = bitcast<u32>(v8);
}
