@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 4>;
@group(0) @binding(1) var<storage, read_write> b0: array<u32>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
fn join(a: f32, b: f32) -> f32 { return (a + b); }

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let workgroup = i32(group.x + group.y * groups.x);
  let row = workgroup * 64 + i32(lane);
  if (row >= P[2].z) { return; }
  var p1 = P[1].z;
  var rest_p = row;
  let p_at0 = rest_p;
  p1 += p_at0 * P[1].w;
  var acc: f32 = f32(0);
  for (var r = 0; r < P[2].y; r++) {
  var q1 = p1;
  var rest_q = r;
  let q_at1 = rest_q;
  q1 += q_at1 * P[2].x;
  let v0: f32 = bitcast<f32>(b1[q1]);
  acc = join(acc, v0);
  }
  var o0 = P[0].w;
  var rest_o = row;
  let o_at0 = rest_o;
  o0 += o_at0 * P[1].x;
  let w0: f32 = acc;
  let w1: f32 = bitcast<f32>(P[3].x);
  let w2: f32 = (w0 / w1);
  b0[o0] = bitcast<u32>(w2);
}

// ----

@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 5>;
@group(0) @binding(1) var<storage, read_write> b0: array<u32>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
@group(0) @binding(3) var<storage, read> b2: array<u32>;
fn join(a: f32, b: f32) -> f32 { return (a + b); }

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let workgroup = i32(group.x + group.y * groups.x);
  let row = workgroup * 64 + i32(lane);
  if (row >= P[3].y) { return; }
  var p1 = P[1].z;
  var p2 = P[2].y;
  var rest_p = row;
  let p_at0 = rest_p;
  p1 += p_at0 * P[1].w;
  p2 += p_at0 * P[2].z;
  var acc: f32 = f32(0);
  for (var r = 0; r < P[3].x; r++) {
  var q1 = p1;
  var q2 = p2;
  var rest_q = r;
  let q_at1 = rest_q;
  q1 += q_at1 * P[2].x;
  q2 += q_at1 * P[2].w;
  let v0: f32 = bitcast<f32>(b1[q1]);
  let v1: f32 = bitcast<f32>(b2[q2]);
  let v2: f32 = (v0 - v1);
  let v3: f32 = (v2 * v2);
  acc = join(acc, v3);
  }
  var o0 = P[0].w;
  var rest_o = row;
  let o_at0 = rest_o;
  o0 += o_at0 * P[1].x;
  let w0: f32 = acc;
  let w1: f32 = bitcast<f32>(P[3].w);
  let w2: f32 = (w0 / w1);
  let w3: f32 = bitcast<f32>(P[4].x);
  let w4: f32 = (w2 + w3);
  let w5: f32 = (1.0 / sqrt(w4));
  b0[o0] = bitcast<u32>(w5);
}

// ----

@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 4>;
@group(0) @binding(1) var<storage, read_write> b0: array<u32>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
@group(0) @binding(3) var<storage, read> b2: array<u32>;
@group(0) @binding(4) var<storage, read> b3: array<u32>;

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
  var rest_p = i;
  let p_at1 = rest_p % P[0].z; rest_p /= P[0].z;
  p0 += p_at1 * P[1].y;
  p1 += p_at1 * P[2].x;
  p2 += p_at1 * P[2].w;
  p3 += p_at1 * P[3].z;
  let p_at0 = rest_p;
  p0 += p_at0 * P[1].x;
  p1 += p_at0 * P[1].w;
  p2 += p_at0 * P[2].z;
  p3 += p_at0 * P[3].y;
  let v0: f32 = bitcast<f32>(b1[p1]);
  let v1: f32 = bitcast<f32>(b2[p2]);
  let v2: f32 = (v0 - v1);
  let v3: f32 = bitcast<f32>(b3[p3]);
  let v4: f32 = (v2 * v3);
  b0[p0] = bitcast<u32>(v4);
}
