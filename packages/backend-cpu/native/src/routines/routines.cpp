#include "routines/routines.h"

namespace cresset {
namespace {

struct Entry {
  const char* name;
  Outcome (*run)(Arguments&);
};

const Entry entries[] = {
    {"luFactor", runLuFactor},
    {"luSolve", runLuSolve},
    {"pivotsToPermutation", runPivotsToPermutation},
    {"triangularSolve", runTriangularSolve},
    {"cholesky", runCholesky},
    {"qr", runQr},
    {"eigh", runEigh},
    {"svd", runSvd},
    {"eig", runEig},
    {"lstsq", runLstsq},
    {"matrixExp", runMatrixExp},
    {"fftComplex", runFftComplex},
    {"fftReal", runFftReal},
    {"fftHermitian", runFftHermitian},
};

}  // namespace

constexpr int kCount = static_cast<int>(sizeof entries / sizeof entries[0]);
const int kRoutines = kCount;
const char* routineName(int i) { return entries[i].name; }

Outcome runRoutine(double id, const double* words, size_t length) {
  if (!(id >= 0 && id < kCount)) fail(ErrorKind::Internal, "routine: no number %g", id);
  Arguments arguments(words, length);
  return entries[static_cast<int>(id)].run(arguments);
}

}  // namespace cresset
