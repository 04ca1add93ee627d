#pragma once
#include <memory>
#include <vector>

#include "program.h"
#include "types.h"

namespace cresset {

/** A strided window on a block, as a command gives it. */
struct Operand {
  char* base = nullptr;  // at the first element
  int64_t strides[kMaxRank];
};

/** One command of a batch, taken apart and checked. */
struct Command {
  int rank = 0;
  int64_t dims[kMaxRank];
  /** Elements of the iteration space, and of an output. */
  int64_t count = 1, kept = 1;
  int operands = 0;
  Operand operand[kMaxOperands];
  const double* params = nullptr;
};

/** What `prepare` makes of a spec. */
class Executable {
 public:
  virtual ~Executable() = default;
  /** Runs the command at `words` and returns how many words it took. @throws Failure */
  virtual size_t run(const double* words, size_t available) = 0;

 protected:
  /** Reads the command's dims and operands; every window is checked against the bounds of its block. */
  size_t parse(const double* words, size_t available, Command& c) const;
  int rank_ = 0;
  /** Outputs, and how many leading dims they have: an output may have elements where the whole space is empty. */
  size_t outputs_ = 1;
  int keptRank_ = -1;
  /** Types of the operands, outputs first. */
  std::vector<Type> types_;
  int params_ = 0;
};

/** Reads a spec (see src/encode.ts for the words). @throws Failure */
std::unique_ptr<Executable> prepare(const double* words, size_t length);

std::unique_ptr<Executable> prepareMap(const double* words, size_t length);
std::unique_ptr<Executable> prepareReduce(const double* words, size_t length);
std::unique_ptr<Executable> prepareScan(const double* words, size_t length);
std::unique_ptr<Executable> prepareMatmul(const double* words, size_t length);
std::unique_ptr<Executable> prepareGather(const double* words, size_t length);
std::unique_ptr<Executable> prepareScatter(const double* words, size_t length);
std::unique_ptr<Executable> prepareSort(const double* words, size_t length);

/** word `at` as an integer in [low, high]. */
int64_t specWord(const double* words, size_t length, size_t at, int64_t low, int64_t high);

/** A word that must be a whole number of magnitude below 2^53. */
int64_t commandInteger(double word);

/** Checks that a window lies within the live block at `id` and returns the address of its first element. */
char* checkedWindow(double id, double offset, const int64_t* dims, const int64_t* strides, int rank, size_t elementBytes);

/** Evaluates `program` over a space: operands are outputs, then inputs. Used by `map` and by reductions' epilogues. */
void runMap(const Program& p, int rank, const int64_t* dims, Operand* operands, const double* params);

}  // namespace cresset
