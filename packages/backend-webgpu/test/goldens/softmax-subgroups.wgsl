enable subgroups;
@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 2>;
@group(0) @binding(1) var<storage, read_write> b0: array<u32>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
fn max_f(a: f32, b: f32) -> f32 {
  return select(select(select(b, a, a > b), b, isnan_f(b)), a, isnan_f(a));
}
fn isnan_f(x: f32) -> bool { return (bitcast<u32>(x) & 0x7fffffffu) > 0x7f800000u; }
var<private> inf_bits: u32 = 0x7f800000u;
fn inf_f() -> f32 { return bitcast<f32>(inf_bits); }
fn exp_f(x: f32) -> f32 {
  let c = clamp(x, -104.0, 88.8);
  let n = floor(1.44269504088896341 * c + 0.5);
  let r = (c - n * 0.693359375) + n * 2.12194440e-4;
  let y = scaled_f(exp_part(r), i32(n));
  return select(select(select(y, inf_f(), x > 88.8), 0.0, x < -104.0), x, isnan_f(x));
}
fn scaled_f(y: f32, n: i32) -> f32 {
  let h = n / 2;
  return y * bitcast<f32>(u32(h + 127) << 23u) * bitcast<f32>(u32(n - h + 127) << 23u);
}
fn exp_part(r: f32) -> f32 {
  var p = 1.9875691500e-4;
  p = p * r + 1.3981999507e-3;
  p = p * r + 8.3334519073e-3;
  p = p * r + 4.1665795894e-2;
  p = p * r + 1.6666665459e-1;
  p = p * r + 5.0000001201e-1;
  return p * r * r + r + 1.0;
}
var<workgroup> shared_max: array<f32, 256>;
fn max_within(x: f32, size: u32) -> f32 {
  var all = x;
  for (var step = size >> 1u; step > 0u; step >>= 1u) { all = max_f(all, subgroupShuffleXor(all, step)); }
  return all;
}
fn max_across(lane: u32, x: f32, first: u32, size: u32) -> f32 {
  let own = max_within(x, size);
  shared_max[lane] = -inf_f();
  if (first == 0u) { shared_max[lane] = own; }
  workgroupBarrier();
  var all = -inf_f();
  for (var i = first; i < 256u; i += size) { all = max_f(all, shared_max[i]); }
  workgroupBarrier();
  return max_within(all, size);
}
var<workgroup> shared_sum: array<f32, 256>;
fn sum_within(x: f32, size: u32) -> f32 {
  return subgroupAdd(x);
}
fn sum_across(lane: u32, x: f32, first: u32, size: u32) -> f32 {
  let own = sum_within(x, size);
  shared_sum[lane] = f32(0);
  if (first == 0u) { shared_sum[lane] = own; }
  workgroupBarrier();
  var all = f32(0);
  for (var i = first; i < 256u; i += size) { all = all + shared_sum[i]; }
  workgroupBarrier();
  return sum_within(all, size);
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32, @builtin(subgroup_invocation_id) subgroup_lane: u32, @builtin(subgroup_size) subgroup_size: u32) {
  let workgroup = i32(group.x + group.y * groups.x);
  let row = workgroup;
  if (row >= P[0].z) { return; }
  let base = (row / P[1].x) * P[0].w * P[1].x + row % P[1].x;
  var acc0 = -inf_f();
  for (var k = i32(lane); k < P[0].w; k += 256) {
  let at = base + k * P[1].x;
  acc0 = max_f(acc0, bitcast<f32>(b1[(P[0].y + at)]));
  }
  let combined0 = max_across(lane, acc0, subgroup_lane, subgroup_size);
  let r0 = combined0;
  var acc1 = 0.0f;
  for (var k = i32(lane); k < P[0].w; k += 256) {
  let at = base + k * P[1].x;
  acc1 = acc1 + (exp_f(bitcast<f32>(b1[(P[0].y + at)]) - r0));
  }
  let combined1 = sum_across(lane, acc1, subgroup_lane, subgroup_size);
  let r1 = combined1;
  for (var k = i32(lane); k < P[0].w; k += 256) {
  let at = base + k * P[1].x;
  let y0 = exp_f(bitcast<f32>(b1[(P[0].y + at)]) - r0) / r1;
  b0[(P[0].x + at)] = bitcast<u32>(y0);
  }
}
