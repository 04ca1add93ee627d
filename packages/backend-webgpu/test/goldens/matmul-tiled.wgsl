@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 5>;
@group(0) @binding(1) var<storage, read_write> b0: array<u32>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
@group(0) @binding(3) var<storage, read> b2: array<u32>;
var<workgroup> tile_a: array<f32, 1024>;
var<workgroup> tile_x: array<f32, 1024>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let workgroup = i32(group.x + group.y * groups.x);
  let column_tile = (workgroup % P[4].y) * 64;
  let row_tile = ((workgroup / P[4].y) % P[4].x) * 64;
  let matrix = workgroup / (P[4].y * P[4].x);
  if (workgroup >= P[0].x) { return; }
  var p0 = P[1].x;
  var p1 = P[2].x;
  var p2 = P[3].x;
  let row_in = i32(lane / 16u) * 4;
  let column_in = i32(lane % 16u) * 4;
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
  for (var t = 0; t < P[0].w; t += 16) {
  for (var e = i32(lane); e < 1024; e += 256) {
  let along = P[2].w == 1;
  let kk = select(e / 64, e % 16, along);
  let o = select(e % 64, e / 16, along);
  let inner = t + kk;
  let place = row_tile + o;
  var value = f32(0);
  if (inner < P[0].w && place < P[0].y) {
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
  if (inner < P[0].w && place < P[0].z) {
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
  workgroupBarrier();
  }
  let row = row_tile + row_in;
  let column = column_tile + column_in;
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
