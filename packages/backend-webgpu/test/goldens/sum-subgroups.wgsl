enable subgroups;
@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 3>;
@group(0) @binding(1) var<storage, read_write> b0: array<u32>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
fn join(a: f32, b: f32) -> f32 { return (a + b); }
var<workgroup> shared_acc: array<f32, 256>;
fn acc_within(x: f32, size: u32) -> f32 {
  return subgroupAdd(x);
}
fn acc_across(lane: u32, x: f32, first: u32, size: u32) -> f32 {
  let own = acc_within(x, size);
  shared_acc[lane] = f32(0);
  if (first == 0u) { shared_acc[lane] = own; }
  workgroupBarrier();
  var all = f32(0);
  for (var i = first; i < 256u; i += size) { all = join(all, shared_acc[i]); }
  return acc_within(all, size);
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32, @builtin(subgroup_invocation_id) subgroup_lane: u32, @builtin(subgroup_size) subgroup_size: u32) {
  let workgroup = i32(group.x + group.y * groups.x);
  let row = workgroup;
  if (row >= P[2].z) { return; }
  var p1 = P[1].z;
  var rest_p = row;
  let p_at0 = rest_p;
  p1 += p_at0 * P[1].w;
  var acc: f32 = f32(0);
  for (var r = i32(lane); r < P[2].y; r += 256) {
  var q1 = p1;
  var rest_q = r;
  let q_at1 = rest_q;
  q1 += q_at1 * P[2].x;
  let v0: f32 = bitcast<f32>(b1[q1]);
  acc = join(acc, v0);
  }
  let result = acc_across(lane, acc, subgroup_lane, subgroup_size);
  if (lane == 0u) {
  var o0 = P[0].w;
  var rest_o = row;
  let o_at0 = rest_o;
  o0 += o_at0 * P[1].x;
  let w0: f32 = result;
  b0[o0] = bitcast<u32>(w0);
  }
}
