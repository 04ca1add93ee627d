@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 5>;
@group(0) @binding(1) var<storage, read_write> b0: array<u32>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
@group(0) @binding(3) var<storage, read> b2: array<u32>;
var<workgroup> tile_a: array<f32, 1024>;
var<workgroup> tile_x: array<f32, 1024>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let workgroup = i32(group.x + group.y * groups.x);
  if (workgroup >= P[0].x) { return; }
  let column_tile = (workgroup % P[4].y) * 64;
  let row_tile = ((workgroup / P[4].y) % P[4].x) * 64;
  let product = workgroup / (P[4].y * P[4].x);
  let matrix = product % P[4].z;
  let chunk = product / P[4].z;
  var p0 = P[1].x;
  var p1 = P[2].x;
  var p2 = P[3].x;
  let row_in = i32(lane / 16u) * 4;
  let column_in = i32(lane % 16u) * 4;
  var c0_0 = f32(0);
  var c0_1 = f32(0);
  var c0_2 = f32(0);
  var c0_3 = f32(0);
  var c1_0 = f32(0);
  var c1_1 = f32(0);
  var c1_2 = f32(0);
  var c1_3 = f32(0);
  var c2_0 = f32(0);
  var c2_1 = f32(0);
  var c2_2 = f32(0);
  var c2_3 = f32(0);
  var c3_0 = f32(0);
  var c3_1 = f32(0);
  var c3_2 = f32(0);
  var c3_3 = f32(0);
  let begin = chunk * P[4].w;
  let end = min(begin + P[4].w, P[0].w);
  for (var t = begin; t < end; t += 16) {
  for (var e = i32(lane); e < 1024; e += 256) {
  let along = P[2].w == 1;
  let kk = select(e / 64, e % 16, along);
  let o = select(e % 64, e / 16, along);
  let inner = t + kk;
  let place = row_tile + o;
  var value = f32(0);
  if (inner < end && place < P[0].y) {
  let at = p1 + place * P[2].y + inner * P[2].w;
  value = bitcast<f32>(b1[at]);
  }
  tile_a[kk * 64 + o] = value;
  }
  for (var e = i32(lane); e < 1024; e += 256) {
  let along = P[3].w == 1;
  let kk = select(e / 64, e % 16, along);
  let o = select(e % 64, e / 16, along);
  let inner = t + kk;
  let place = column_tile + o;
  var value = f32(0);
  if (inner < end && place < P[0].z) {
  let at = p2 + place * P[3].z + inner * P[3].w;
  value = bitcast<f32>(b2[at]);
  }
  tile_x[kk * 64 + o] = value;
  }
  workgroupBarrier();
  for (var kk = 0; kk < 16; kk++) {
  let a0 = tile_a[kk * 64 + row_in + 0];
  let a1 = tile_a[kk * 64 + row_in + 1];
  let a2 = tile_a[kk * 64 + row_in + 2];
  let a3 = tile_a[kk * 64 + row_in + 3];
  let x0 = tile_x[kk * 64 + column_in + 0];
  let x1 = tile_x[kk * 64 + column_in + 1];
  let x2 = tile_x[kk * 64 + column_in + 2];
  let x3 = tile_x[kk * 64 + column_in + 3];
  c0_0 = fma(a0, x0, c0_0);
  c0_1 = fma(a0, x1, c0_1);
  c0_2 = fma(a0, x2, c0_2);
  c0_3 = fma(a0, x3, c0_3);
  c1_0 = fma(a1, x0, c1_0);
  c1_1 = fma(a1, x1, c1_1);
  c1_2 = fma(a1, x2, c1_2);
  c1_3 = fma(a1, x3, c1_3);
  c2_0 = fma(a2, x0, c2_0);
  c2_1 = fma(a2, x1, c2_1);
  c2_2 = fma(a2, x2, c2_2);
  c2_3 = fma(a2, x3, c2_3);
  c3_0 = fma(a3, x0, c3_0);
  c3_1 = fma(a3, x1, c3_1);
  c3_2 = fma(a3, x2, c3_2);
  c3_3 = fma(a3, x3, c3_3);
  }
  workgroupBarrier();
  }
  let row = row_tile + row_in;
  let column = column_tile + column_in;
  if (row + 0 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c0_0); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c0_1); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c0_2); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c0_3); }
  }
  if (row + 1 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c1_0); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c1_1); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c1_2); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c1_3); }
  }
  if (row + 2 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c2_0); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c2_1); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c2_2); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c2_3); }
  }
  if (row + 3 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c3_0); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c3_1); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c3_2); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c3_3); }
  }
}
