@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 5>;
@group(0) @binding(1) var<storage, read_write> b0: array<u32>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
@group(0) @binding(3) var<storage, read> b2: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let workgroup = i32(group.x + group.y * groups.x);
  let task = workgroup * 64 + i32(lane);
  if (task >= P[0].x) { return; }
  let column = (task % P[4].y) * 4;
  let row = ((task / P[4].y) % P[4].x) * 4;
  let matrix = task / (P[4].y * P[4].x);
  var p0 = P[1].x;
  var p1 = P[2].x;
  var p2 = P[3].x;
  var at_a0 = p1 + min(row + 0, P[0].y - 1) * P[2].y;
  var at_a1 = p1 + min(row + 1, P[0].y - 1) * P[2].y;
  var at_a2 = p1 + min(row + 2, P[0].y - 1) * P[2].y;
  var at_a3 = p1 + min(row + 3, P[0].y - 1) * P[2].y;
  var at_x0 = p2 + min(column + 0, P[0].z - 1) * P[3].z;
  var at_x1 = p2 + min(column + 1, P[0].z - 1) * P[3].z;
  var at_x2 = p2 + min(column + 2, P[0].z - 1) * P[3].z;
  var at_x3 = p2 + min(column + 3, P[0].z - 1) * P[3].z;
  let step_a = P[2].w;
  let step_x = P[3].w;
  var c00 = f32(0);
  var c01 = f32(0);
  var c02 = f32(0);
  var c03 = f32(0);
  var c10 = f32(0);
  var c11 = f32(0);
  var c12 = f32(0);
  var c13 = f32(0);
  var c20 = f32(0);
  var c21 = f32(0);
  var c22 = f32(0);
  var c23 = f32(0);
  var c30 = f32(0);
  var c31 = f32(0);
  var c32 = f32(0);
  var c33 = f32(0);
  for (var t = 0; t < P[0].w; t++) {
  let a0 = bitcast<f32>(b1[at_a0]); at_a0 += step_a;
  let a1 = bitcast<f32>(b1[at_a1]); at_a1 += step_a;
  let a2 = bitcast<f32>(b1[at_a2]); at_a2 += step_a;
  let a3 = bitcast<f32>(b1[at_a3]); at_a3 += step_a;
  let x0 = bitcast<f32>(b2[at_x0]); at_x0 += step_x;
  let x1 = bitcast<f32>(b2[at_x1]); at_x1 += step_x;
  let x2 = bitcast<f32>(b2[at_x2]); at_x2 += step_x;
  let x3 = bitcast<f32>(b2[at_x3]); at_x3 += step_x;
  c00 = fma(a0, x0, c00);
  c01 = fma(a0, x1, c01);
  c02 = fma(a0, x2, c02);
  c03 = fma(a0, x3, c03);
  c10 = fma(a1, x0, c10);
  c11 = fma(a1, x1, c11);
  c12 = fma(a1, x2, c12);
  c13 = fma(a1, x3, c13);
  c20 = fma(a2, x0, c20);
  c21 = fma(a2, x1, c21);
  c22 = fma(a2, x2, c22);
  c23 = fma(a2, x3, c23);
  c30 = fma(a3, x0, c30);
  c31 = fma(a3, x1, c31);
  c32 = fma(a3, x2, c32);
  c33 = fma(a3, x3, c33);
  }
  if (row + 0 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c00); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c01); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c02); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c03); }
  }
  if (row + 1 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c10); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c11); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c12); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c13); }
  }
  if (row + 2 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c20); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c21); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c22); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c23); }
  }
  if (row + 3 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c30); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c31); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c32); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c33); }
  }
}
