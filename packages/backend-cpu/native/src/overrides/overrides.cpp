#include "overrides/overrides.h"

#include "command.h"

namespace cresset {
namespace {

struct Entry {
  const char* name;
  void (*run)(Arguments&);
};

const Entry entries[] = {
    {"linear", runLinear},
    {"convolution", runConvolution},
    {"convolutionBackwardInput", runConvolutionBackwardInput},
    {"convolutionBackwardWeight", runConvolutionBackwardWeight},
    {"maxPool", runMaxPool},
    {"maxPoolBackward", runMaxPoolBackward},
    {"avgPool", runAvgPool},
    {"avgPoolBackward", runAvgPoolBackward},
    {"adaptiveAvgPool", runAdaptiveAvgPool},
    {"adaptiveAvgPoolBackward", runAdaptiveAvgPoolBackward},
    {"batchNormTrain", runBatchNormTrain},
    {"batchNormBackward", runBatchNormBackward},
    {"layerNormStats", runLayerNormStats},
    {"layerNormBackward", runLayerNormBackward},
    {"scaledDotProductAttention", runAttention},
    {"scaledDotProductAttentionBackward", runAttentionBackward},
    {"lstmSequence", runLstm},
    {"lstmSequenceBackward", runLstmBackward},
    {"gruSequence", runGru},
    {"gruSequenceBackward", runGruBackward},
    {"resample", runResample},
    {"gridSample", runGridSample},
    {"gridSampleBackward", runGridSampleBackward},
    {"softmax", runSoftmax},
    {"logSoftmax", runLogSoftmax},
    {"softmaxBackward", runSoftmaxBackward},
    {"logSoftmaxBackward", runLogSoftmaxBackward},
};

}  // namespace

constexpr int kCount = static_cast<int>(sizeof entries / sizeof entries[0]);
const int kOverrides = kCount;
const char* overrideName(int i) { return entries[i].name; }

void runOverride(double id, const double* words, size_t length) {
  if (!(id >= 0 && id < kCount)) fail(ErrorKind::Internal, "override: no number %g", id);
  Arguments arguments(words, length);
  entries[static_cast<int>(id)].run(arguments);
}

double Arguments::number() {
  if (at_ >= length_) fail(ErrorKind::Internal, "override: the arguments end early");
  return words_[at_++];
}

int64_t Arguments::integer(int64_t low, int64_t high) {
  const double v = number();
  if (!(v >= static_cast<double>(low) && v <= static_cast<double>(high))) {
    fail(ErrorKind::Internal, "override: %g is not in [%lld, %lld]", v, static_cast<long long>(low), static_cast<long long>(high));
  }
  return static_cast<int64_t>(v);
}

std::vector<int64_t> Arguments::list(int64_t low, int64_t high) {
  std::vector<int64_t> values(static_cast<size_t>(integer(0, kMaxRank)));
  for (int64_t& v : values) v = integer(low, high);
  return values;
}

Dense Arguments::optional() {
  Dense d;
  const double id = number();
  if (id == 0) return d;
  const double offset = number();
  d.type = static_cast<Type>(integer(0, kTypes - 1));
  d.rank = static_cast<int>(integer(0, kMaxRank));
  double count = 1;
  for (int i = 0; i < d.rank; i++) {
    d.dims[i] = integer(0, int64_t{1} << 53);
    count *= static_cast<double>(d.dims[i]);
  }
  require(count <= 9007199254740992.0, "an operand has too many elements");
  d.count = static_cast<int64_t>(count);
  const int64_t dims[1] = {d.count > 0 ? d.count : 1}, strides[1] = {1};
  // An empty operand is still an address, so that it is told from an absent one.
  d.at = checkedWindow(id, d.count > 0 ? offset : 0, dims, strides, d.count > 0 ? 1 : 0, d.count > 0 ? bytesOf(d.type) : 0);
  return d;
}

Dense Arguments::operand(Type type) {
  const Dense d = optional();
  require(static_cast<bool>(d), "a required operand is absent");
  require(d.type == type, "an operand has a type that this path doesn't take");
  return d;
}

}  // namespace cresset
