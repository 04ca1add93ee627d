enable subgroups;
@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 3>;
@group(0) @binding(1) var<storage, read_write> b0: array<u32>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
fn lt_l(a: vec2<u32>, b: vec2<u32>) -> bool {
  if (a.y != b.y) { return bitcast<i32>(a.y) < bitcast<i32>(b.y); }
  return a.x < b.x;
}
struct Extreme { value: vec2<u32>, at: i32 }
fn better(a: vec2<u32>, b: vec2<u32>) -> bool { return lt_l(b, a); }
fn join(a: Extreme, b: Extreme) -> Extreme {
  if (b.at < 0) { return a; }
  if (a.at < 0) { return b; }
  if (better(a.value, b.value)) { return a; }
  if (better(b.value, a.value)) { return b; }
  if (b.at < a.at) { return b; }
  return a;
}
var<workgroup> shared_acc: array<Extreme, 256>;
fn acc_within(x: Extreme, size: u32) -> Extreme {
  var all = x;
  for (var step = size >> 1u; step > 0u; step >>= 1u) { all = join(all, Extreme(vec2<u32>(subgroupShuffleXor(all.value.x, step), subgroupShuffleXor(all.value.y, step)), bitcast<i32>(subgroupShuffleXor(bitcast<u32>(all.at), step)))); }
  return all;
}
fn acc_across(lane: u32, x: Extreme, first: u32, size: u32) -> Extreme {
  let own = acc_within(x, size);
  shared_acc[lane] = Extreme(vec2<u32>(0xffffffffu, 0x7fffffffu), -1);
  if (first == 0u) { shared_acc[lane] = own; }
  workgroupBarrier();
  var all = Extreme(vec2<u32>(0xffffffffu, 0x7fffffffu), -1);
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
  var acc: Extreme = Extreme(vec2<u32>(0xffffffffu, 0x7fffffffu), -1);
  for (var r = i32(lane); r < P[2].y; r += 256) {
  var q1 = p1;
  var rest_q = r;
  let q_at1 = rest_q;
  q1 += q_at1 * P[2].x;
  let v0: vec2<u32> = vec2<u32>(b1[2 * (q1)], b1[2 * (q1) + 1]);
  acc = join(acc, Extreme(v0, r));
  }
  let result = acc_across(lane, acc, subgroup_lane, subgroup_size);
  if (lane == 0u) {
  var o0 = P[0].w;
  var rest_o = row;
  let o_at0 = rest_o;
  o0 += o_at0 * P[1].x;
  let w0: vec2<u32> = vec2<u32>(u32(max(result.at, 0)), 0u);
  b0[2 * (o0)] = w0.x; b0[2 * (o0) + 1] = w0.y;
  }
}
