#pragma once
#include "command.h"

namespace cresset {

/** Whether strides are those of a dense row-major array of these extents (dims of extent 1 don't count). */
bool isDense(const int64_t* dims, const int64_t* strides, int rank);
/** Whether the window is one element. */
bool isScalar(const int64_t* dims, const int64_t* strides, int rank);

/** Copies a strided window into dense memory, and back. */
void gatherWindow(size_t elementBytes, char* to, const char* from, const int64_t* dims, const int64_t* strides, int rank);
void scatterWindow(size_t elementBytes, char* to, const char* from, const int64_t* dims, const int64_t* strides, int rank);

inline int log2Bytes(size_t bytes) { return __builtin_ctzll(bytes); }

}  // namespace cresset
