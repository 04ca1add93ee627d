#pragma once
// Special functions that the C library lacks, one element at a time in float64.
#include <cmath>
#include <initializer_list>

namespace cresset {
namespace CRESSET_ISA {

/** log|Γ(x)|; the re-entrant form, since lgamma() writes a global. */
inline double logGamma(double x) {
  int sign;
  return ::lgamma_r(x, &sign);
}

/** Inverse of erf: a rational start (Giles, 2010), then two Newton-Halley steps with erfc on the side that keeps digits. */
inline double erfinv(double x) {
  const double a = std::fabs(x);
  if (!(a <= 1)) return NAN;
  if (a == 1) return std::copysign(INFINITY, x);
  if (a == 0) return x;
  const double w = -std::log((1 - a) * (1 + a));
  double r;
  if (w < 5) {
    const double u = w - 2.5;
    r = 2.81022636e-08;
    for (double c : {3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164,
                     0.246640727, 1.50140941}) {
      r = r * u + c;
    }
  } else {
    const double u = std::sqrt(w) - 3;
    r = -0.000200214257;
    for (double c : {0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
                     1.00167406, 2.83297682}) {
      r = r * u + c;
    }
  }
  double y = r * a;
  for (int i = 0; i < 2; i++) {
    const double error = a > 0.5 ? (1 - a) - std::erfc(y) : std::erf(y) - a;
    const double step = error / (1.1283791670955126 * std::exp(-y * y));
    y -= step / (1 + y * step);
  }
  return std::copysign(y, x);
}

/** ψ(x): reflection below 0, recurrence up to 10, then the asymptotic series. */
inline double digamma(double x) {
  if (x == 0) return std::copysign(INFINITY, -x);
  double result = 0;
  if (x < 0) {
    if (x == std::trunc(x)) return NAN;
    const double fraction = x - std::trunc(x);
    result = -M_PI / std::tan(M_PI * fraction);
    x = 1 - x;
  }
  for (; x < 10; x += 1) result -= 1 / x;
  if (x == 10) return result + 2.25175258906672110764;
  if (x > 1e17) return result + std::log(x);
  const double z = 1 / (x * x);
  double p = 8.33333333333333333333e-2;
  for (double c : {-2.10927960927960927961e-2, 7.57575757575757575758e-3, -4.16666666666666666667e-3,
                   3.96825396825396825397e-3, -8.33333333333333333333e-3, 8.33333333333333333333e-2}) {
    p = p * z + c;
  }
  return result + std::log(x) - 0.5 / x - z * p;
}

/** The Hurwitz zeta function by the Euler–Maclaurin formula; 24 terms are enough for q above −14. */
inline double zeta(double s, double q) {
  if (!(s >= 1) || std::isnan(q)) return NAN;
  if (s == 1 || (q <= 0 && q == std::floor(q))) return INFINITY;
  double sum = 0, last = 0;
  for (int k = 0; k <= 24; k++) {
    last = std::pow(q + k, -s);
    sum += last;
  }
  if (last == 0) return sum;  // it underflows before the sum does, and 0 · ∞ would follow
  if (q < 0 && s != std::floor(s)) return NAN;
  const double w = q + 24;
  sum += last * w / (s - 1) - last * 0.5;
  double factor = s, power = last / w;
  int i = 0;
  for (double d : {12.0, -720.0, 30240.0, -1209600.0, 47900160.0, -1892437580.3183792, 74724249600.0,
                   -2950130727918.164}) {
    sum += factor * power / d;
    factor *= (s + i + 1) * (s + i + 2);
    power = power / w / w;
    i += 2;
  }
  return sum;
}

}  // namespace CRESSET_ISA
}  // namespace cresset
