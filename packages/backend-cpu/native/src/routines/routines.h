#pragma once
#include <cstddef>
#include <cstdint>

#include "overrides/overrides.h"

namespace cresset {

/** Name of routine i; its number is what JavaScript calls it by. */
const char* routineName(int i);
extern const int kRoutines;

/** Which matrix of a batch has no such decomposition, and LAPACK's info; batch −1: all went well. */
struct Outcome {
  int64_t batch = -1;
  int64_t info = 0;
};

/** `info` for values that aren't finite: LAPACK's iterations might not end. */
constexpr int64_t kNotFinite = -1;

/** Runs the routine of that number; its arguments are words as those of overrides. @throws Failure */
Outcome runRoutine(double id, const double* words, size_t length);

Outcome runLuFactor(Arguments& a);
Outcome runLuSolve(Arguments& a);
Outcome runPivotsToPermutation(Arguments& a);
Outcome runTriangularSolve(Arguments& a);
Outcome runCholesky(Arguments& a);
Outcome runQr(Arguments& a);
Outcome runEigh(Arguments& a);
Outcome runSvd(Arguments& a);
Outcome runEig(Arguments& a);
Outcome runLstsq(Arguments& a);
Outcome runMatrixExp(Arguments& a);
Outcome runFftComplex(Arguments& a);
Outcome runFftReal(Arguments& a);
Outcome runFftHermitian(Arguments& a);

}  // namespace cresset
