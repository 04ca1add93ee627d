#pragma once
#include <cstddef>
#include <cstdint>
#include <vector>

#include "error.h"
#include "types.h"

namespace cresset {

/** Name of override i; its number is what JavaScript calls it by. */
const char* overrideName(int i);
extern const int kOverrides;

/** Runs the fused op of that number; its arguments are words (see src/overrides.ts). @throws Failure */
void runOverride(double id, const double* words, size_t length);

/** A dense operand of an override. */
struct Dense {
  /** Null: an optional input that is absent. */
  char* at = nullptr;
  Type type = Type::F32;
  int rank = 0;
  int64_t dims[kMaxRank] = {};
  int64_t count = 0;

  template <class T = float>
  T* as() const {
    return reinterpret_cast<T*>(at);
  }
  explicit operator bool() const { return at != nullptr; }
};

/**
 * Reads the words of a call: operands (id, offset, type, rank, dim…), an absent one as a single 0, then attributes.
 * Every operand is checked against the bounds of its block.
 */
class Arguments {
 public:
  Arguments(const double* words, size_t length) : words_(words), length_(length) {}
  Dense optional();
  /** @throws Failure when it is absent or not of type `type` */
  Dense operand(Type type = Type::F32);
  double number();
  int64_t integer(int64_t low, int64_t high);
  bool flag() { return integer(0, 1) == 1; }
  /** A list, written as its length and its numbers. */
  std::vector<int64_t> list(int64_t low, int64_t high);

 private:
  const double* words_;
  size_t length_, at_ = 0;
};

/** Shapes that don't fit together can't come from the core; they must not become wild reads either. */
inline void require(bool holds, const char* what) {
  if (!holds) fail(ErrorKind::Internal, "override: %s", what);
}

void runLinear(Arguments& a);
void runConvolution(Arguments& a);
void runConvolutionBackwardInput(Arguments& a);
void runConvolutionBackwardWeight(Arguments& a);
void runMaxPool(Arguments& a);
void runMaxPoolBackward(Arguments& a);
void runAvgPool(Arguments& a);
void runAvgPoolBackward(Arguments& a);
void runAdaptiveAvgPool(Arguments& a);
void runAdaptiveAvgPoolBackward(Arguments& a);
void runBatchNormTrain(Arguments& a);
void runBatchNormBackward(Arguments& a);
void runLayerNormStats(Arguments& a);
void runLayerNormBackward(Arguments& a);
void runAttention(Arguments& a);
void runAttentionBackward(Arguments& a);
void runLstm(Arguments& a);
void runLstmBackward(Arguments& a);
void runGru(Arguments& a);
void runGruBackward(Arguments& a);
void runResample(Arguments& a);
void runGridSample(Arguments& a);
void runGridSampleBackward(Arguments& a);
void runSoftmax(Arguments& a);
void runLogSoftmax(Arguments& a);
void runSoftmaxBackward(Arguments& a);
void runLogSoftmaxBackward(Arguments& a);

}  // namespace cresset
