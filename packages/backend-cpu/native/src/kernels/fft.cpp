// One pass of Stockham's transform on several lines at once, real and imaginary parts apart.
#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {
namespace {

/** Addresses of one pass: input k at (p + m·k)·stride, output j at (r·p + j)·stride, both plus q < stride. */
template <class T>
struct Pass {
  const T *xr, *xi;
  T *yr, *yi;
  int64_t m, stride;
  const T *wr, *wi;
};

template <class T>
void radix2(const Pass<T>& s) {
  for (int64_t p = 0; p < s.m; p++) {
    const T wr = s.wr[p], wi = s.wi[p];
    const int64_t a = p * s.stride, b = (p + s.m) * s.stride, o = 2 * p * s.stride;
    const T *ar = s.xr + a, *ai = s.xi + a, *br = s.xr + b, *bi = s.xi + b;
    T *cr = s.yr + o, *ci = s.yi + o, *dr = cr + s.stride, *di = ci + s.stride;
#pragma GCC ivdep
    for (int64_t q = 0; q < s.stride; q++) {
      const T ur = ar[q] - br[q], ui = ai[q] - bi[q];
      cr[q] = ar[q] + br[q];
      ci[q] = ai[q] + bi[q];
      dr[q] = ur * wr - ui * wi;
      di[q] = ur * wi + ui * wr;
    }
  }
}

template <class T>
void radix3(const Pass<T>& s) {
  constexpr T kSin = static_cast<T>(0.866025403784438646763723170752936183);
  for (int64_t p = 0; p < s.m; p++) {
    const T* wr = s.wr + 2 * p;
    const T* wi = s.wi + 2 * p;
    const T w1r = wr[0], w1i = wi[0], w2r = wr[1], w2i = wi[1];
    const int64_t a = p * s.stride, step = s.m * s.stride, o = 3 * p * s.stride;
    const T *x0r = s.xr + a, *x0i = s.xi + a, *x1r = x0r + step, *x1i = x0i + step, *x2r = x1r + step, *x2i = x1i + step;
    T *y0r = s.yr + o, *y0i = s.yi + o, *y1r = y0r + s.stride, *y1i = y0i + s.stride, *y2r = y1r + s.stride, *y2i = y1i + s.stride;
#pragma GCC ivdep
    for (int64_t q = 0; q < s.stride; q++) {
      const T sr = x1r[q] + x2r[q], si = x1i[q] + x2i[q];
      const T dr = kSin * (x1i[q] - x2i[q]), di = -kSin * (x1r[q] - x2r[q]);
      const T cr = x0r[q] - T(0.5) * sr, ci = x0i[q] - T(0.5) * si;
      const T ar = cr + dr, ai = ci + di, br = cr - dr, bi = ci - di;
      y0r[q] = x0r[q] + sr;
      y0i[q] = x0i[q] + si;
      y1r[q] = ar * w1r - ai * w1i;
      y1i[q] = ar * w1i + ai * w1r;
      y2r[q] = br * w2r - bi * w2i;
      y2i[q] = br * w2i + bi * w2r;
    }
  }
}

template <class T>
void radix4(const Pass<T>& s) {
  for (int64_t p = 0; p < s.m; p++) {
    const T* wr = s.wr + 3 * p;
    const T* wi = s.wi + 3 * p;
    const T w1r = wr[0], w1i = wi[0], w2r = wr[1], w2i = wi[1], w3r = wr[2], w3i = wi[2];
    const int64_t a = p * s.stride, step = s.m * s.stride, o = 4 * p * s.stride;
    const T *x0r = s.xr + a, *x0i = s.xi + a, *x1r = x0r + step, *x1i = x0i + step, *x2r = x1r + step, *x2i = x1i + step,
            *x3r = x2r + step, *x3i = x2i + step;
    T *y0r = s.yr + o, *y0i = s.yi + o, *y1r = y0r + s.stride, *y1i = y0i + s.stride, *y2r = y1r + s.stride, *y2i = y1i + s.stride,
      *y3r = y2r + s.stride, *y3i = y2i + s.stride;
#pragma GCC ivdep
    for (int64_t q = 0; q < s.stride; q++) {
      const T pr = x0r[q] + x2r[q], pi = x0i[q] + x2i[q], mr = x0r[q] - x2r[q], mi = x0i[q] - x2i[q];
      const T qr = x1r[q] + x3r[q], qi = x1i[q] + x3i[q];
      // −i·(x1 − x3)
      const T nr = x1i[q] - x3i[q], ni = x3r[q] - x1r[q];
      const T ar = mr + nr, ai = mi + ni, br = pr - qr, bi = pi - qi, cr = mr - nr, ci = mi - ni;
      y0r[q] = pr + qr;
      y0i[q] = pi + qi;
      y1r[q] = ar * w1r - ai * w1i;
      y1i[q] = ar * w1i + ai * w1r;
      y2r[q] = br * w2r - bi * w2i;
      y2i[q] = br * w2i + bi * w2r;
      y3r[q] = cr * w3r - ci * w3i;
      y3i[q] = cr * w3i + ci * w3r;
    }
  }
}

template <class T>
void radix5(const Pass<T>& s) {
  constexpr T kC1 = static_cast<T>(0.309016994374947424102293417182819059), kC2 = static_cast<T>(-0.809016994374947424102293417182819059);
  constexpr T kS1 = static_cast<T>(0.951056516295153572116439333379382143), kS2 = static_cast<T>(0.587785252292473129168705954639072769);
  for (int64_t p = 0; p < s.m; p++) {
    const T* wr = s.wr + 4 * p;
    const T* wi = s.wi + 4 * p;
    const T w1r = wr[0], w1i = wi[0], w2r = wr[1], w2i = wi[1], w3r = wr[2], w3i = wi[2], w4r = wr[3], w4i = wi[3];
    const int64_t a = p * s.stride, step = s.m * s.stride, o = 5 * p * s.stride;
    const T *x0r = s.xr + a, *x0i = s.xi + a, *x1r = x0r + step, *x1i = x0i + step, *x2r = x1r + step, *x2i = x1i + step,
            *x3r = x2r + step, *x3i = x2i + step, *x4r = x3r + step, *x4i = x3i + step;
    T *y0r = s.yr + o, *y0i = s.yi + o, *y1r = y0r + s.stride, *y1i = y0i + s.stride, *y2r = y1r + s.stride, *y2i = y1i + s.stride,
      *y3r = y2r + s.stride, *y3i = y2i + s.stride, *y4r = y3r + s.stride, *y4i = y3i + s.stride;
#pragma GCC ivdep
    for (int64_t q = 0; q < s.stride; q++) {
      const T a1r = x1r[q] + x4r[q], a1i = x1i[q] + x4i[q], b1r = x1r[q] - x4r[q], b1i = x1i[q] - x4i[q];
      const T a2r = x2r[q] + x3r[q], a2i = x2i[q] + x3i[q], b2r = x2r[q] - x3r[q], b2i = x2i[q] - x3i[q];
      const T m1r = x0r[q] + kC1 * a1r + kC2 * a2r, m1i = x0i[q] + kC1 * a1i + kC2 * a2i;
      const T m2r = x0r[q] + kC2 * a1r + kC1 * a2r, m2i = x0i[q] + kC2 * a1i + kC1 * a2i;
      // −i times the antisymmetric parts.
      const T n1r = kS1 * b1i + kS2 * b2i, n1i = -(kS1 * b1r + kS2 * b2r);
      const T n2r = kS2 * b1i - kS1 * b2i, n2i = -(kS2 * b1r - kS1 * b2r);
      const T u1r = m1r + n1r, u1i = m1i + n1i, u4r = m1r - n1r, u4i = m1i - n1i;
      const T u2r = m2r + n2r, u2i = m2i + n2i, u3r = m2r - n2r, u3i = m2i - n2i;
      y0r[q] = x0r[q] + a1r + a2r;
      y0i[q] = x0i[q] + a1i + a2i;
      y1r[q] = u1r * w1r - u1i * w1i;
      y1i[q] = u1r * w1i + u1i * w1r;
      y2r[q] = u2r * w2r - u2i * w2i;
      y2i[q] = u2r * w2i + u2i * w2r;
      y3r[q] = u3r * w3r - u3i * w3i;
      y3i[q] = u3r * w3i + u3i * w3r;
      y4r[q] = u4r * w4r - u4i * w4i;
      y4i[q] = u4r * w4i + u4i * w4r;
    }
  }
}

/** Any small radix by its definition; `roots` are those of unity of order r. */
template <class T>
void radixAny(const Pass<T>& s, int r, const T* rootR, const T* rootI) {
  constexpr int kMost = 32, kBlock = 16;
  T ar[kMost][kBlock], ai[kMost][kBlock];
  for (int64_t p = 0; p < s.m; p++) {
    for (int64_t q0 = 0; q0 < s.stride; q0 += kBlock) {
      const int64_t n = s.stride - q0 < kBlock ? s.stride - q0 : kBlock;
      for (int k = 0; k < r; k++) {
        const int64_t from = (p + s.m * k) * s.stride + q0;
        for (int64_t q = 0; q < n; q++) {
          ar[k][q] = s.xr[from + q];
          ai[k][q] = s.xi[from + q];
        }
      }
      for (int j = 0; j < r; j++) {
        T sr[kBlock], si[kBlock];
        for (int64_t q = 0; q < n; q++) {
          sr[q] = ar[0][q];
          si[q] = ai[0][q];
        }
        int at = 0;
        for (int k = 1; k < r; k++) {
          at += j;
          if (at >= r) at -= r;
          const T wr = rootR[at], wi = rootI[at];
          for (int64_t q = 0; q < n; q++) {
            sr[q] += ar[k][q] * wr - ai[k][q] * wi;
            si[q] += ar[k][q] * wi + ai[k][q] * wr;
          }
        }
        const T wr = j == 0 ? T(1) : s.wr[p * (r - 1) + j - 1], wi = j == 0 ? T(0) : s.wi[p * (r - 1) + j - 1];
        const int64_t to = (r * p + j) * s.stride + q0;
        for (int64_t q = 0; q < n; q++) {
          s.yr[to + q] = sr[q] * wr - si[q] * wi;
          s.yi[to + q] = sr[q] * wi + si[q] * wr;
        }
      }
    }
  }
}

template <class T>
void pass(const void* xr, const void* xi, void* yr, void* yi, int64_t m, int64_t stride, int r, const void* wr, const void* wi,
          const void* rootR, const void* rootI) {
  const Pass<T> s{static_cast<const T*>(xr), static_cast<const T*>(xi), static_cast<T*>(yr), static_cast<T*>(yi), m, stride,
                  static_cast<const T*>(wr), static_cast<const T*>(wi)};
  if (r == 2) radix2(s);
  else if (r == 3) radix3(s);
  else if (r == 4) radix4(s);
  else if (r == 5) radix5(s);
  else radixAny(s, r, static_cast<const T*>(rootR), static_cast<const T*>(rootI));
}

}  // namespace

void registerFft(KernelTable& t) {
  t.fftPass[0] = pass<float>;
  t.fftPass[1] = pass<double>;
}

}  // namespace CRESSET_ISA
}  // namespace cresset
