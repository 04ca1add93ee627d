@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 5>;
@group(0) @binding(1) var<storage, read_write> b0: array<u32>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
@group(0) @binding(3) var<storage, read> b2: array<u32>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let workgroup = i32(group.x + group.y * groups.x);
  let task = workgroup * 64 + i32(lane);
  if (task >= P[0].x) { return; }
  let column = (task % P[4].y) * 8;
  let row = ((task / P[4].y) % P[4].x) * 8;
  let matrix = task / (P[4].y * P[4].x);
  var p0 = P[1].x;
  var p1 = P[2].x;
  var p2 = P[3].x;
  var at_a0 = p1 + min(row + 0, P[0].y - 1) * P[2].y;
  var at_a1 = p1 + min(row + 1, P[0].y - 1) * P[2].y;
  var at_a2 = p1 + min(row + 2, P[0].y - 1) * P[2].y;
  var at_a3 = p1 + min(row + 3, P[0].y - 1) * P[2].y;
  var at_a4 = p1 + min(row + 4, P[0].y - 1) * P[2].y;
  var at_a5 = p1 + min(row + 5, P[0].y - 1) * P[2].y;
  var at_a6 = p1 + min(row + 6, P[0].y - 1) * P[2].y;
  var at_a7 = p1 + min(row + 7, P[0].y - 1) * P[2].y;
  var at_x0 = p2 + min(column + 0, P[0].z - 1) * P[3].z;
  var at_x1 = p2 + min(column + 1, P[0].z - 1) * P[3].z;
  var at_x2 = p2 + min(column + 2, P[0].z - 1) * P[3].z;
  var at_x3 = p2 + min(column + 3, P[0].z - 1) * P[3].z;
  var at_x4 = p2 + min(column + 4, P[0].z - 1) * P[3].z;
  var at_x5 = p2 + min(column + 5, P[0].z - 1) * P[3].z;
  var at_x6 = p2 + min(column + 6, P[0].z - 1) * P[3].z;
  var at_x7 = p2 + min(column + 7, P[0].z - 1) * P[3].z;
  let step_a = P[2].w;
  let step_x = P[3].w;
  var c00 = f32(0);
  var c01 = f32(0);
  var c02 = f32(0);
  var c03 = f32(0);
  var c04 = f32(0);
  var c05 = f32(0);
  var c06 = f32(0);
  var c07 = f32(0);
  var c10 = f32(0);
  var c11 = f32(0);
  var c12 = f32(0);
  var c13 = f32(0);
  var c14 = f32(0);
  var c15 = f32(0);
  var c16 = f32(0);
  var c17 = f32(0);
  var c20 = f32(0);
  var c21 = f32(0);
  var c22 = f32(0);
  var c23 = f32(0);
  var c24 = f32(0);
  var c25 = f32(0);
  var c26 = f32(0);
  var c27 = f32(0);
  var c30 = f32(0);
  var c31 = f32(0);
  var c32 = f32(0);
  var c33 = f32(0);
  var c34 = f32(0);
  var c35 = f32(0);
  var c36 = f32(0);
  var c37 = f32(0);
  var c40 = f32(0);
  var c41 = f32(0);
  var c42 = f32(0);
  var c43 = f32(0);
  var c44 = f32(0);
  var c45 = f32(0);
  var c46 = f32(0);
  var c47 = f32(0);
  var c50 = f32(0);
  var c51 = f32(0);
  var c52 = f32(0);
  var c53 = f32(0);
  var c54 = f32(0);
  var c55 = f32(0);
  var c56 = f32(0);
  var c57 = f32(0);
  var c60 = f32(0);
  var c61 = f32(0);
  var c62 = f32(0);
  var c63 = f32(0);
  var c64 = f32(0);
  var c65 = f32(0);
  var c66 = f32(0);
  var c67 = f32(0);
  var c70 = f32(0);
  var c71 = f32(0);
  var c72 = f32(0);
  var c73 = f32(0);
  var c74 = f32(0);
  var c75 = f32(0);
  var c76 = f32(0);
  var c77 = f32(0);
  for (var t = 0; t < P[0].w; t++) {
  let a0 = bitcast<f32>(b1[at_a0]); at_a0 += step_a;
  let a1 = bitcast<f32>(b1[at_a1]); at_a1 += step_a;
  let a2 = bitcast<f32>(b1[at_a2]); at_a2 += step_a;
  let a3 = bitcast<f32>(b1[at_a3]); at_a3 += step_a;
  let a4 = bitcast<f32>(b1[at_a4]); at_a4 += step_a;
  let a5 = bitcast<f32>(b1[at_a5]); at_a5 += step_a;
  let a6 = bitcast<f32>(b1[at_a6]); at_a6 += step_a;
  let a7 = bitcast<f32>(b1[at_a7]); at_a7 += step_a;
  let x0 = bitcast<f32>(b2[at_x0]); at_x0 += step_x;
  let x1 = bitcast<f32>(b2[at_x1]); at_x1 += step_x;
  let x2 = bitcast<f32>(b2[at_x2]); at_x2 += step_x;
  let x3 = bitcast<f32>(b2[at_x3]); at_x3 += step_x;
  let x4 = bitcast<f32>(b2[at_x4]); at_x4 += step_x;
  let x5 = bitcast<f32>(b2[at_x5]); at_x5 += step_x;
  let x6 = bitcast<f32>(b2[at_x6]); at_x6 += step_x;
  let x7 = bitcast<f32>(b2[at_x7]); at_x7 += step_x;
  c00 = fma(a0, x0, c00);
  c01 = fma(a0, x1, c01);
  c02 = fma(a0, x2, c02);
  c03 = fma(a0, x3, c03);
  c04 = fma(a0, x4, c04);
  c05 = fma(a0, x5, c05);
  c06 = fma(a0, x6, c06);
  c07 = fma(a0, x7, c07);
  c10 = fma(a1, x0, c10);
  c11 = fma(a1, x1, c11);
  c12 = fma(a1, x2, c12);
  c13 = fma(a1, x3, c13);
  c14 = fma(a1, x4, c14);
  c15 = fma(a1, x5, c15);
  c16 = fma(a1, x6, c16);
  c17 = fma(a1, x7, c17);
  c20 = fma(a2, x0, c20);
  c21 = fma(a2, x1, c21);
  c22 = fma(a2, x2, c22);
  c23 = fma(a2, x3, c23);
  c24 = fma(a2, x4, c24);
  c25 = fma(a2, x5, c25);
  c26 = fma(a2, x6, c26);
  c27 = fma(a2, x7, c27);
  c30 = fma(a3, x0, c30);
  c31 = fma(a3, x1, c31);
  c32 = fma(a3, x2, c32);
  c33 = fma(a3, x3, c33);
  c34 = fma(a3, x4, c34);
  c35 = fma(a3, x5, c35);
  c36 = fma(a3, x6, c36);
  c37 = fma(a3, x7, c37);
  c40 = fma(a4, x0, c40);
  c41 = fma(a4, x1, c41);
  c42 = fma(a4, x2, c42);
  c43 = fma(a4, x3, c43);
  c44 = fma(a4, x4, c44);
  c45 = fma(a4, x5, c45);
  c46 = fma(a4, x6, c46);
  c47 = fma(a4, x7, c47);
  c50 = fma(a5, x0, c50);
  c51 = fma(a5, x1, c51);
  c52 = fma(a5, x2, c52);
  c53 = fma(a5, x3, c53);
  c54 = fma(a5, x4, c54);
  c55 = fma(a5, x5, c55);
  c56 = fma(a5, x6, c56);
  c57 = fma(a5, x7, c57);
  c60 = fma(a6, x0, c60);
  c61 = fma(a6, x1, c61);
  c62 = fma(a6, x2, c62);
  c63 = fma(a6, x3, c63);
  c64 = fma(a6, x4, c64);
  c65 = fma(a6, x5, c65);
  c66 = fma(a6, x6, c66);
  c67 = fma(a6, x7, c67);
  c70 = fma(a7, x0, c70);
  c71 = fma(a7, x1, c71);
  c72 = fma(a7, x2, c72);
  c73 = fma(a7, x3, c73);
  c74 = fma(a7, x4, c74);
  c75 = fma(a7, x5, c75);
  c76 = fma(a7, x6, c76);
  c77 = fma(a7, x7, c77);
  }
  if (row + 0 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c00); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c01); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c02); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c03); }
  if (column + 4 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 4) * P[1].z; b0[to] = bitcast<u32>(c04); }
  if (column + 5 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 5) * P[1].z; b0[to] = bitcast<u32>(c05); }
  if (column + 6 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 6) * P[1].z; b0[to] = bitcast<u32>(c06); }
  if (column + 7 < P[0].z) { let to = p0 + (row + 0) * P[1].y + (column + 7) * P[1].z; b0[to] = bitcast<u32>(c07); }
  }
  if (row + 1 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c10); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c11); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c12); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c13); }
  if (column + 4 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 4) * P[1].z; b0[to] = bitcast<u32>(c14); }
  if (column + 5 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 5) * P[1].z; b0[to] = bitcast<u32>(c15); }
  if (column + 6 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 6) * P[1].z; b0[to] = bitcast<u32>(c16); }
  if (column + 7 < P[0].z) { let to = p0 + (row + 1) * P[1].y + (column + 7) * P[1].z; b0[to] = bitcast<u32>(c17); }
  }
  if (row + 2 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c20); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c21); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c22); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c23); }
  if (column + 4 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 4) * P[1].z; b0[to] = bitcast<u32>(c24); }
  if (column + 5 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 5) * P[1].z; b0[to] = bitcast<u32>(c25); }
  if (column + 6 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 6) * P[1].z; b0[to] = bitcast<u32>(c26); }
  if (column + 7 < P[0].z) { let to = p0 + (row + 2) * P[1].y + (column + 7) * P[1].z; b0[to] = bitcast<u32>(c27); }
  }
  if (row + 3 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c30); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c31); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c32); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c33); }
  if (column + 4 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 4) * P[1].z; b0[to] = bitcast<u32>(c34); }
  if (column + 5 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 5) * P[1].z; b0[to] = bitcast<u32>(c35); }
  if (column + 6 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 6) * P[1].z; b0[to] = bitcast<u32>(c36); }
  if (column + 7 < P[0].z) { let to = p0 + (row + 3) * P[1].y + (column + 7) * P[1].z; b0[to] = bitcast<u32>(c37); }
  }
  if (row + 4 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 4) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c40); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 4) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c41); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 4) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c42); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 4) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c43); }
  if (column + 4 < P[0].z) { let to = p0 + (row + 4) * P[1].y + (column + 4) * P[1].z; b0[to] = bitcast<u32>(c44); }
  if (column + 5 < P[0].z) { let to = p0 + (row + 4) * P[1].y + (column + 5) * P[1].z; b0[to] = bitcast<u32>(c45); }
  if (column + 6 < P[0].z) { let to = p0 + (row + 4) * P[1].y + (column + 6) * P[1].z; b0[to] = bitcast<u32>(c46); }
  if (column + 7 < P[0].z) { let to = p0 + (row + 4) * P[1].y + (column + 7) * P[1].z; b0[to] = bitcast<u32>(c47); }
  }
  if (row + 5 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 5) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c50); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 5) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c51); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 5) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c52); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 5) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c53); }
  if (column + 4 < P[0].z) { let to = p0 + (row + 5) * P[1].y + (column + 4) * P[1].z; b0[to] = bitcast<u32>(c54); }
  if (column + 5 < P[0].z) { let to = p0 + (row + 5) * P[1].y + (column + 5) * P[1].z; b0[to] = bitcast<u32>(c55); }
  if (column + 6 < P[0].z) { let to = p0 + (row + 5) * P[1].y + (column + 6) * P[1].z; b0[to] = bitcast<u32>(c56); }
  if (column + 7 < P[0].z) { let to = p0 + (row + 5) * P[1].y + (column + 7) * P[1].z; b0[to] = bitcast<u32>(c57); }
  }
  if (row + 6 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 6) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c60); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 6) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c61); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 6) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c62); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 6) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c63); }
  if (column + 4 < P[0].z) { let to = p0 + (row + 6) * P[1].y + (column + 4) * P[1].z; b0[to] = bitcast<u32>(c64); }
  if (column + 5 < P[0].z) { let to = p0 + (row + 6) * P[1].y + (column + 5) * P[1].z; b0[to] = bitcast<u32>(c65); }
  if (column + 6 < P[0].z) { let to = p0 + (row + 6) * P[1].y + (column + 6) * P[1].z; b0[to] = bitcast<u32>(c66); }
  if (column + 7 < P[0].z) { let to = p0 + (row + 6) * P[1].y + (column + 7) * P[1].z; b0[to] = bitcast<u32>(c67); }
  }
  if (row + 7 < P[0].y) {
  if (column + 0 < P[0].z) { let to = p0 + (row + 7) * P[1].y + (column + 0) * P[1].z; b0[to] = bitcast<u32>(c70); }
  if (column + 1 < P[0].z) { let to = p0 + (row + 7) * P[1].y + (column + 1) * P[1].z; b0[to] = bitcast<u32>(c71); }
  if (column + 2 < P[0].z) { let to = p0 + (row + 7) * P[1].y + (column + 2) * P[1].z; b0[to] = bitcast<u32>(c72); }
  if (column + 3 < P[0].z) { let to = p0 + (row + 7) * P[1].y + (column + 3) * P[1].z; b0[to] = bitcast<u32>(c73); }
  if (column + 4 < P[0].z) { let to = p0 + (row + 7) * P[1].y + (column + 4) * P[1].z; b0[to] = bitcast<u32>(c74); }
  if (column + 5 < P[0].z) { let to = p0 + (row + 7) * P[1].y + (column + 5) * P[1].z; b0[to] = bitcast<u32>(c75); }
  if (column + 6 < P[0].z) { let to = p0 + (row + 7) * P[1].y + (column + 6) * P[1].z; b0[to] = bitcast<u32>(c76); }
  if (column + 7 < P[0].z) { let to = p0 + (row + 7) * P[1].y + (column + 7) * P[1].z; b0[to] = bitcast<u32>(c77); }
  }
}
