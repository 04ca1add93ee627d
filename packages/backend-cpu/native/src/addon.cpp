// The edge between JavaScript and the kernels: memory, batches, overrides, threads. Node-API's C interface directly:
// a call costs 8 ns of which a wrapper would add as much again.
// The experimental version, under the name that the headers' own NAPI_EXPERIMENTAL no longer gives it: only modules that
// report it get finalizers that run during garbage collection. With an ordinary version they wait for the event loop,
// and a synchronous loop never frees anything. (addon tests assert that memory is reused inside one.)
#define NAPI_VERSION 2147483647
#include <node_api.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "blas.h"
#include "command.h"
#include "error.h"
#include "memory.h"
#include "overrides/overrides.h"
#include "routines/routines.h"
#include "threads.h"

namespace cresset {
namespace {

/** Words of a batch, of a spec, and the head: [length, count, arguments of overrides…] live in native memory. */
constexpr size_t kBatchWords = 16384;
constexpr size_t kCallWords = 1024;
/** Changes of used memory are told to V8 in steps of this size: a call for every chunk would cost more than the chunk. */
constexpr int64_t kReportStep = 1 << 20;

/** What one JavaScript environment (main thread or worker) has. */
struct Environment {
  napi_env env = nullptr;
  double* words = nullptr;  // kCallWords for calls, then kBatchWords for the batch
  std::vector<std::unique_ptr<Executable>> executables;
  Failure error;
  int64_t unreported = 0;
  bool closing = false;
};

/** Behind an external: the block, null once it was released. */
struct Owner {
  void* block;
  int64_t bytes;
  Environment* environment;
};

Environment* environmentOf(node_api_basic_env env) {
  void* data = nullptr;
  napi_get_instance_data(env, &data);
  return static_cast<Environment*>(data);
}

void report(Environment* e, int64_t change) {
  e->unreported += change;
  if (e->unreported < kReportStep && e->unreported > -kReportStep) return;
  const int64_t amount = e->unreported;
  e->unreported = 0;
  int64_t total;
  // May collect garbage at once, and so come back here through finalizers: all state is settled before.
  napi_adjust_external_memory(e->env, amount, &total);
}

void finalize(node_api_basic_env, void* data, void*) {
  Owner* owner = static_cast<Owner*>(data);
  if (owner->block != nullptr) {
    poolFree(owner->block);
    if (!owner->environment->closing) report(owner->environment, -owner->bytes);
  }
  delete owner;
}

napi_value number(napi_env env, double value) {
  napi_value v = nullptr;
  napi_create_double(env, value, &v);
  return v;
}

/** Keeps the failure for lastError() and returns 1; success returns undefined, which costs nothing. */
napi_value failed(napi_env env, Environment* e, Failure f) {
  e->error = std::move(f);
  return number(env, 1);
}

double argument(napi_env env, napi_value v) {
  double d = NAN;
  napi_get_value_double(env, v, &d);
  return d;
}

/** words[0] = bytes; returns an external and writes words[0] = address, or returns undefined when there is no memory. */
napi_value Allocate(napi_env env, napi_callback_info) {
  Environment* e = environmentOf(env);
  const double bytes = e->words[0];
  if (!(bytes >= 0 && bytes <= 0x1p46)) return nullptr;
  void* block = poolAllocate(static_cast<size_t>(bytes));
  if (block == nullptr) return nullptr;
  Owner* owner = new Owner{block, static_cast<int64_t>(headerOf(block)->capacity), e};
  napi_value external = nullptr;
  if (napi_create_external(env, owner, finalize, nullptr, &external) != napi_ok) {
    poolFree(block);
    delete owner;
    return nullptr;
  }
  report(e, owner->bytes);
  e->words[0] = static_cast<double>(reinterpret_cast<uintptr_t>(block));
  return external;
}

Owner* ownerOf(napi_env env, napi_value v) {
  void* data = nullptr;
  if (napi_get_value_external(env, v, &data) != napi_ok) return nullptr;
  return static_cast<Owner*>(data);
}

/** release(external): the block goes back at once; the external stays behind, empty. */
napi_value Release(napi_env env, napi_callback_info info) {
  size_t n = 1;
  napi_value args[1];
  napi_get_cb_info(env, info, &n, args, nullptr, nullptr);
  Owner* owner = ownerOf(env, args[0]);
  if (owner == nullptr || owner->block == nullptr) return nullptr;
  poolFree(owner->block);
  owner->block = nullptr;
  report(environmentOf(env), -owner->bytes);
  return nullptr;
}

/** copy(external, byteOffset, bytes: Uint8Array, toDevice): both directions; false when the window doesn't fit. */
napi_value Copy(napi_env env, napi_callback_info info) {
  size_t n = 4;
  napi_value args[4];
  napi_get_cb_info(env, info, &n, args, nullptr, nullptr);
  Environment* e = environmentOf(env);
  Owner* owner = n == 4 ? ownerOf(env, args[0]) : nullptr;
  if (owner == nullptr || owner->block == nullptr) return failed(env, e, {ErrorKind::Internal, "copy: the buffer was released"});
  void* data = nullptr;
  size_t length = 0;
  if (napi_get_typedarray_info(env, args[2], nullptr, &length, &data, nullptr, nullptr) != napi_ok) {
    return failed(env, e, {ErrorKind::Internal, "copy: bytes must be a Uint8Array"});
  }
  const double offset = argument(env, args[1]);
  const double size = static_cast<double>(headerOf(owner->block)->bytes);
  if (!(offset >= 0 && offset + static_cast<double>(length) <= size)) {
    return failed(env, e, {ErrorKind::Internal, "copy: the window lies outside the buffer"});
  }
  bool toDevice = false;
  napi_get_value_bool(env, args[3], &toDevice);
  char* at = static_cast<char*>(owner->block) + static_cast<size_t>(offset);
  if (length > 0) {
    if (toDevice) {
      memcpy(at, data, length);
    } else {
      memcpy(data, at, length);
    }
  }
  return nullptr;
}

template <class Body>
napi_value guarded(napi_env env, Environment* e, const Body& body) {
  try {
    return body();
  } catch (Failure& f) {
    return failed(env, e, std::move(f));
  } catch (const std::bad_alloc&) {
    return failed(env, e, {ErrorKind::OutOfMemory, "cpu: the system has no more memory"});
  } catch (const std::exception& x) {
    return failed(env, e, {ErrorKind::Internal, std::string("cpu: ") + x.what()});
  }
}

/** prepare(spec: Float64Array): the kernel's number (words[0]), or 1 for a failure. */
napi_value Prepare(napi_env env, napi_callback_info info) {
  size_t n = 1;
  napi_value args[1];
  napi_get_cb_info(env, info, &n, args, nullptr, nullptr);
  Environment* e = environmentOf(env);
  return guarded(env, e, [&]() -> napi_value {
    void* data = nullptr;
    size_t length = 0;
    napi_typedarray_type type;
    if (n != 1 || napi_get_typedarray_info(env, args[0], &type, &length, &data, nullptr, nullptr) != napi_ok || type != napi_float64_array) {
      fail(ErrorKind::Internal, "prepare: the spec must be a Float64Array");
    }
    e->executables.push_back(prepare(static_cast<const double*>(data), length));
    e->words[0] = static_cast<double>(e->executables.size());
    return nullptr;
  });
}

/** submit(): runs the batch; words[0] = length, words[1] = commands. */
napi_value Submit(napi_env env, napi_callback_info) {
  Environment* e = environmentOf(env);
  const double* batch = e->words + kCallWords;
  const double length = e->words[0], count = e->words[1];
  return guarded(env, e, [&]() -> napi_value {
    if (!(length >= 0 && length <= static_cast<double>(kBatchWords) && count >= 0 && count <= length)) {
      fail(ErrorKind::Internal, "submit: %g words in %g commands are no batch (at most %zu words)", length, count, kBatchWords);
    }
    const size_t end = static_cast<size_t>(length);
    size_t at = 0;
    for (size_t left = static_cast<size_t>(count); left > 0; left--) {
      if (at + 2 > end) fail(ErrorKind::Internal, "submit: the batch ends within a command");
      const double id = batch[at];
      if (!(id >= 1 && id <= static_cast<double>(e->executables.size()))) fail(ErrorKind::Internal, "submit: no executable %g", id);
      at += e->executables[static_cast<size_t>(id) - 1]->run(batch + at, end - at);
    }
    return nullptr;
  });
}

/** override(id): a fused op; its words lie at words[0…]. */
napi_value CallOverride(napi_env env, napi_callback_info info) {
  size_t n = 1;
  napi_value args[1];
  napi_get_cb_info(env, info, &n, args, nullptr, nullptr);
  Environment* e = environmentOf(env);
  return guarded(env, e, [&]() -> napi_value {
    runOverride(argument(env, args[0]), e->words, kCallWords);
    return nullptr;
  });
}

/** routine(id): words as for an override; afterwards words[0] = the first matrix that failed or −1, words[1] = its info. */
napi_value CallRoutine(napi_env env, napi_callback_info info) {
  size_t n = 1;
  napi_value args[1];
  napi_get_cb_info(env, info, &n, args, nullptr, nullptr);
  Environment* e = environmentOf(env);
  return guarded(env, e, [&]() -> napi_value {
    const Outcome outcome = runRoutine(argument(env, args[0]), e->words, kCallWords);
    e->words[0] = static_cast<double>(outcome.batch);
    e->words[1] = static_cast<double>(outcome.info);
    return nullptr;
  });
}

napi_value LastError(napi_env env, napi_callback_info) {
  Environment* e = environmentOf(env);
  e->words[0] = static_cast<double>(e->error.kind);
  napi_value text = nullptr;
  napi_create_string_utf8(env, e->error.message.c_str(), e->error.message.size(), &text);
  return text;
}

napi_value SetThreads(napi_env env, napi_callback_info info) {
  size_t n = 1;
  napi_value args[1];
  napi_get_cb_info(env, info, &n, args, nullptr, nullptr);
  const double threads = argument(env, args[0]);
  if (threads >= 1 && threads <= 4096) setNumThreads(static_cast<int>(threads));
  return nullptr;
}

napi_value GetThreads(napi_env env, napi_callback_info) { return number(env, numThreads()); }

/** memory(): words[0] = bytes in use, words[1] = bytes kept for reuse. */
napi_value Memory(napi_env env, napi_callback_info) {
  Environment* e = environmentOf(env);
  const PoolStats s = poolStats();
  e->words[0] = static_cast<double>(s.live);
  e->words[1] = static_cast<double>(s.cached);
  return nullptr;
}

/** setIsa(name): for tests, which run every kernel on every instruction set. */
napi_value SetIsa(napi_env env, napi_callback_info info) {
  size_t n = 1;
  napi_value args[1];
  napi_get_cb_info(env, info, &n, args, nullptr, nullptr);
  Environment* e = environmentOf(env);
  return guarded(env, e, [&]() -> napi_value {
    char name[32] = {};
    napi_get_value_string_utf8(env, args[0], name, sizeof name, nullptr);
    chooseKernels(name);
    return nullptr;
  });
}

napi_value Trim(napi_env, napi_callback_info) {
  poolTrim();
  return nullptr;
}

/**
 * The struct itself (some 100 bytes a worker) stays: externals are finalized after the instance data, in an order that
 * Node-API leaves open.
 */
void closeEnvironment(node_api_basic_env, void* data, void*) {
  Environment* e = static_cast<Environment*>(data);
  e->closing = true;
  e->executables.clear();
  std::free(e->words);
  e->words = nullptr;
}
void closing(void* data) { static_cast<Environment*>(data)->closing = true; }
/** The words are freed with the environment, not with the array buffer: a transferred one must not take them along. */
void keepWords(node_api_basic_env, void*, void*) {}

napi_value strings(napi_env env, const char* const* names, int count) {
  napi_value list = nullptr;
  napi_create_array_with_length(env, static_cast<size_t>(count), &list);
  for (int i = 0; i < count; i++) {
    napi_value text = nullptr;
    napi_create_string_utf8(env, names[i], NAPI_AUTO_LENGTH, &text);
    napi_set_element(env, list, static_cast<uint32_t>(i), text);
  }
  return list;
}

napi_value Init(napi_env env, napi_value exports) {
  Environment* e = new Environment;
  e->env = env;
  const size_t bytes = (kCallWords + kBatchWords) * sizeof(double);
  e->words = static_cast<double*>(aligned_alloc(64, bytes));
  memset(e->words, 0, bytes);
  napi_set_instance_data(env, e, closeEnvironment, nullptr);
  napi_add_env_cleanup_hook(env, closing, e);
  try {
    if (currentKernels == nullptr) chooseKernels(nullptr);
    // The array buffer stands on memory of ours: transferring it away from JavaScript can't take it from a batch.
    napi_value buffer = nullptr;
    if (napi_create_external_arraybuffer(env, e->words, bytes, keepWords, nullptr, &buffer) != napi_ok) {
      fail(ErrorKind::Unsupported, "this JavaScript engine allows no external array buffers");
    }
    napi_value call = nullptr, batch = nullptr;
    napi_create_typedarray(env, napi_float64_array, kCallWords, buffer, 0, &call);
    napi_create_typedarray(env, napi_float64_array, kBatchWords, buffer, kCallWords * sizeof(double), &batch);
    napi_set_named_property(env, exports, "call", call);
    napi_set_named_property(env, exports, "batch", batch);
    // Reference: the memory must outlive every command of this environment.
    napi_ref reference = nullptr;
    napi_create_reference(env, buffer, 1, &reference);
    napi_set_named_property(env, exports, "ops", strings(env, kOpNames, kOps));
    std::vector<const char*> names;
    for (int i = 0; i < kOverrides; i++) names.push_back(overrideName(i));
    napi_set_named_property(env, exports, "overrides", strings(env, names.data(), kOverrides));
    names.clear();
    for (int i = 0; i < kRoutines; i++) names.push_back(routineName(i));
    napi_set_named_property(env, exports, "routines", strings(env, names.data(), kRoutines));
    napi_value isa = nullptr;
    napi_create_string_utf8(env, kernels().name, NAPI_AUTO_LENGTH, &isa);
    napi_set_named_property(env, exports, "isa", isa);
    loadBlas();
    numThreads();
  } catch (const Failure& f) {
    napi_throw_error(env, "UNSUPPORTED", f.message.c_str());
    return nullptr;
  }
  const struct {
    const char* name;
    napi_callback function;
  } functions[] = {{"allocate", Allocate},     {"release", Release},     {"copy", Copy},         {"prepare", Prepare},
                   {"submit", Submit},         {"override", CallOverride}, {"routine", CallRoutine}, {"lastError", LastError}, {"setThreads", SetThreads},
                   {"getThreads", GetThreads}, {"memory", Memory},       {"trim", Trim},           {"setIsa", SetIsa}};
  for (const auto& f : functions) {
    napi_value v = nullptr;
    napi_create_function(env, f.name, NAPI_AUTO_LENGTH, f.function, nullptr, &v);
    napi_set_named_property(env, exports, f.name, v);
  }
  return exports;
}

}  // namespace
}  // namespace cresset

NAPI_MODULE_INIT() { return cresset::Init(env, exports); }
