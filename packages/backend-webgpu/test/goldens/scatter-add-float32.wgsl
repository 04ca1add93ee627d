@group(0) @binding(0) var<uniform> P: array<vec4<i32>, 3>;
@group(0) @binding(1) var<storage, read_write> b0: array<atomic<u32>>;
@group(0) @binding(2) var<storage, read> b1: array<u32>;
@group(0) @binding(3) var<storage, read> b2: array<u32>;
@group(0) @binding(4) var<storage, read_write> b3: array<atomic<u32>>;

@compute @workgroup_size(64)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  let workgroup = i32(group.x + group.y * groups.x);
  let i = workgroup * 64 + i32(lane);
  if (i >= P[0].x) { return; }
  var p0 = P[0].z;
  var p1 = P[1].x;
  var p2 = P[1].z;
  var rest_p = i;
  let p_at0 = rest_p;
  p0 += p_at0 * P[0].w;
  p1 += p_at0 * P[1].y;
  p2 += p_at0 * P[1].w;
  var inside = true;
  var address = 0;
  let index0 = bitcast<i32>(b2[p2]);
  let fits0 = true;
  if (!fits0 || index0 >= P[2].x || index0 < -P[2].x) {
    inside = false;
    if (atomicCompareExchangeWeak(&b3[0], 0u, 2u).exchanged) {
      atomicStore(&b3[1], bitcast<u32>(index0)); atomicStore(&b3[2], bitcast<u32>(P[2].x));
    }
  }
  address += select(index0, index0 + P[2].x, index0 < 0) * P[2].y;
  if (inside) {
  p0 += address;
  let value = bitcast<f32>(b1[p1]);
  var seen = atomicLoad(&b0[p0]);
  loop {
    let element = bitcast<f32>(seen);
    let result = (element + value);
    let exchange = atomicCompareExchangeWeak(&b0[p0], seen, bitcast<u32>(result));
    if (exchange.exchanged) { break; }
    seen = exchange.old_value;
  }
  }
}
