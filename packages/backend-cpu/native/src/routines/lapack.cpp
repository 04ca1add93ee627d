#include "routines/lapack.h"

#include <string>

#include "blas.h"
#include "error.h"

namespace cresset {
namespace {

template <class F>
void find(F& function, const std::string& name) {
  function = reinterpret_cast<F>(blasSymbol(name.c_str()));
  if (function == nullptr) {
    fail(ErrorKind::Unsupported, "cpu: this OpenBLAS has no LAPACK (%s is missing); on Debian: apt-get install libopenblas0", name.c_str());
  }
}

template <class T>
Lapack<T> open(const char* letter) {
  Lapack<T> l;
  const auto name = [&](const char* rest) { return std::string(letter) + rest + "_"; };
  const auto cblas = [&](const char* rest) { return std::string("cblas_") + letter + rest; };
  find(l.getrf, name("getrf"));
  find(l.getrs, name("getrs"));
  find(l.potrf, name("potrf"));
  find(l.trsmOf, cblas("trsm"));
  find(l.gemmOf, cblas("gemm"));
  find(l.geqrf, name("geqrf"));
  find(l.orgqr, name(isComplex<T> ? "ungqr" : "orgqr"));
  if constexpr (isComplex<T>) {
    find(l.heevd, name("heevd"));
  } else {
    find(l.syevd, name("syevd"));
  }
  find(l.gesdd, name("gesdd"));
  find(l.geev, name("geev"));
  find(l.gels, name("gels"));
  find(l.gelsy, name("gelsy"));
  find(l.gelsd, name("gelsd"));
  find(l.gelss, name("gelss"));
  return l;
}

}  // namespace

template <>
const Lapack<float>& lapack<float>() {
  static const Lapack<float> l = open<float>("s");
  return l;
}

template <>
const Lapack<double>& lapack<double>() {
  static const Lapack<double> l = open<double>("d");
  return l;
}

template <>
const Lapack<std::complex<float>>& lapack<std::complex<float>>() {
  static const Lapack<std::complex<float>> l = open<std::complex<float>>("c");
  return l;
}

template <>
const Lapack<std::complex<double>>& lapack<std::complex<double>>() {
  static const Lapack<std::complex<double>> l = open<std::complex<double>>("z");
  return l;
}

void setBlasThreads(int n) {
  static const auto set = reinterpret_cast<void (*)(int)>(blasSymbol("openblas_set_num_threads"));
  if (set != nullptr) set(n);
}

}  // namespace cresset
