/**
 * Error functions in float64, errors below 1 ulp (erf, erfc) and about 1e-16 relative (erfinv).
 *
 * erf and erfc use the rational approximations of s_erf.c of fdlibm:
 *   Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunPro, a Sun Microsystems, Inc.
 *   business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this
 *   notice is preserved.
 * erfinv uses those of Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied
 * Statistics 37 (1988), PPND16.
 */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** erf(1) to eight digits, so that the rest can be added with a rounding error of its own size only. */
const ERX = 0.8450629115104675;

/** (erf(x) - x) / x for |x| < 0.84375. */
function central(x: number): number {
  const z = x * x;
  const p =
    0.12837916709551256 +
    z *
      (-0.3250421072470015 +
        z * (-0.02848174957559851 + z * (-0.005770270296489442 + z * -0.000023763016656650163)));
  const q =
    1 +
    z *
      (0.39791722395915535 +
        z *
          (0.0650222499887673 +
            z * (0.005081306281875766 + z * (0.00013249473800432164 + z * -0.000003960228278775368))));
  return p / q;
}

/** erf(a) - ERX for 0.84375 ≤ a < 1.25. */
function nearOne(a: number): number {
  const s = a - 1;
  const p =
    -0.0023621185607526594 +
    s *
      (0.41485611868374833 +
        s *
          (-0.3722078760357013 +
            s *
              (0.31834661990116175 +
                s * (-0.11089469428239668 + s * (0.035478304325618236 + s * -0.002166375594868791)))));
  const q =
    1 +
    s *
      (0.10642088040084423 +
        s *
          (0.540397917702171 +
            s *
              (0.07182865441419627 +
                s * (0.12617121980876164 + s * (0.01363708391202905 + s * 0.011984499846799107)))));
  return p / q;
}

/** erfc(a) for 1.25 ≤ a < 28. */
function tail(a: number): number {
  const s = 1 / (a * a);
  let p: number;
  let q: number;
  if (a < 1 / 0.35) {
    p =
      -0.009864944034847148 +
      s *
        (-0.6938585727071818 +
          s *
            (-10.558626225323291 +
              s *
                (-62.375332450326006 +
                  s *
                    (-162.39666946257347 +
                      s * (-184.60509290671104 + s * (-81.2874355063066 + s * -9.814329344169145))))));
    q =
      1 +
      s *
        (19.651271667439257 +
          s *
            (137.65775414351904 +
              s *
                (434.56587747522923 +
                  s *
                    (645.3872717332679 +
                      s *
                        (429.00814002756783 +
                          s * (108.63500554177944 + s * (6.570249770319282 + s * -0.0604244152148581)))))));
  } else {
    p =
      -0.0098649429247001 +
      s *
        (-0.799283237680523 +
          s *
            (-17.757954917754752 +
              s *
                (-160.63638485582192 +
                  s * (-637.5664433683896 + s * (-1025.0951316110772 + s * -483.5191916086514)))));
    q =
      1 +
      s *
        (30.33806074348246 +
          s *
            (325.7925129965739 +
              s *
                (1536.729586084437 +
                  s *
                    (3199.8582195085955 +
                      s * (2553.0504064331644 + s * (474.52854120695537 + s * -22.44095244658582))))));
  }
  // exp(-a²) with a² split exactly, since its rounding error would be multiplied by a² itself.
  double[0] = a;
  words[0] = 0;
  const z = double[0];
  return (Math.exp(-z * z - 0.5625) * Math.exp((z - a) * (z + a) + p / q)) / a;
}

export function erf(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) return x + x * central(x);
  let y: number;
  if (a < 1.25) y = ERX + nearOne(a);
  else if (a < 6) y = 1 - tail(a);
  else if (!Number.isNaN(x)) y = 1;
  else return x;
  return x < 0 ? -y : y;
}

export function erfc(x: number): number {
  const a = Math.abs(x);
  if (a < 0.84375) {
    if (x < 0.25) return 1 - (x + x * central(x));
    return 0.5 - (x * central(x) + (x - 0.5));
  }
  if (a < 1.25) return x < 0 ? 1 + (ERX + nearOne(a)) : 1 - ERX - nearOne(a);
  if (a < 28) return x < -6 ? 2 : x < 0 ? 2 - tail(a) : tail(a);
  return x > 0 ? 0 : x < 0 ? 2 : x;
}

/** The inverse of erf on [-1, 1]; ±1 give ±∞, anything beyond NaN. */
export function erfinv(x: number): number {
  const q = x / 2;
  if (Math.abs(q) <= 0.425) {
    const r = 0.180625 - q * q;
    const p =
      (((((((2509.0809287301227 * r + 33430.57558358813) * r + 67265.7709270087) * r + 45921.95393154987) *
        r +
        13731.69376550946) *
        r +
        1971.5909503065513) *
        r +
        133.14166789178438) *
        r +
        3.3871328727963665) *
      q;
    const d =
      ((((((5226.495278852854 * r + 28729.085735721943) * r + 39307.89580009271) * r + 21213.794301586597) *
        r +
        5394.196021424751) *
        r +
        687.1870074920579) *
        r +
        42.31333070160091) *
        r +
      1;
    return (p / d) * Math.SQRT1_2;
  }
  // (1 - |x|) / 2 is exact here.
  const smaller = (1 - Math.abs(x)) / 2;
  if (!(smaller > 0)) return smaller === 0 ? x * Number.POSITIVE_INFINITY : Number.NaN;
  let r = Math.sqrt(-Math.log(smaller));
  let value: number;
  if (r <= 5) {
    r -= 1.6;
    value =
      (((((((0.0007745450142783414 * r + 0.022723844989269184) * r + 0.2417807251774506) * r +
        1.2704582524523684) *
        r +
        3.6478483247632045) *
        r +
        5.769497221460691) *
        r +
        4.630337846156546) *
        r +
        1.4234371107496835) /
      (((((((1.0507500716444169e-9 * r + 0.0005475938084995345) * r + 0.015198666563616457) * r +
        0.14810397642748008) *
        r +
        0.6897673349851) *
        r +
        1.6763848301838038) *
        r +
        2.053191626637759) *
        r +
        1);
  } else {
    r -= 5;
    value =
      (((((((2.0103343992922881e-7 * r + 0.000027115555687434876) * r + 0.0012426609473880784) * r +
        0.026532189526576124) *
        r +
        0.29656057182850487) *
        r +
        1.7848265399172913) *
        r +
        5.463784911164114) *
        r +
        6.657904643501103) /
      (((((((2.0442631033899397e-15 * r + 1.421511758316446e-7) * r + 0.000018463183175100548) * r +
        0.0007868691311456133) *
        r +
        0.014875361290850615) *
        r +
        0.1369298809227358) *
        r +
        0.599832206555888) *
        r +
        1);
  }
  return (x < 0 ? -value : value) * Math.SQRT1_2;
}
