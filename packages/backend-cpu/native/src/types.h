#pragma once
#include <cstddef>
#include <cstdint>

namespace cresset {

/** Element types in memory; the numbers are the ids of dtype.ts. */
enum class Type : uint8_t { Bool, U8, I8, I16, I32, I64, F16, BF16, F32, F64, C64, C128 };
constexpr int kTypes = 12;

/** Types in which the tile interpreter computes: narrow integers in i32, halves in f32. */
enum class Lane : uint8_t { Bool, I32, I64, F32, F64, C64, C128 };
constexpr int kLanes = 7;

struct Complex64 {
  float re, im;
};
struct Complex128 {
  double re, im;
};

constexpr size_t bytesOf(Type t) {
  constexpr uint8_t table[kTypes] = {1, 1, 1, 2, 4, 8, 2, 2, 4, 8, 8, 16};
  return table[static_cast<int>(t)];
}

constexpr size_t bytesOf(Lane l) {
  constexpr uint8_t table[kLanes] = {1, 4, 8, 4, 8, 8, 16};
  return table[static_cast<int>(l)];
}

constexpr Lane laneOf(Type t) {
  constexpr Lane table[kTypes] = {Lane::Bool, Lane::I32, Lane::I32, Lane::I32, Lane::I32, Lane::I64,
                                  Lane::F32,  Lane::F32, Lane::F32, Lane::F64, Lane::C64, Lane::C128};
  return table[static_cast<int>(t)];
}

/** Whether an element in memory is what the interpreter computes with, so that no conversion is needed. */
constexpr bool isNative(Type t) { return bytesOf(t) == bytesOf(laneOf(t)); }

constexpr bool isFloating(Type t) { return t == Type::F16 || t == Type::BF16 || t == Type::F32 || t == Type::F64; }

const char* nameOf(Type t);

/** Highest rank of an iteration space. */
constexpr int kMaxRank = 16;
/** Most operands of a command. */
constexpr int kMaxOperands = 32;

}  // namespace cresset
