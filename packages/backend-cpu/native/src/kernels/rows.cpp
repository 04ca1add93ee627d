#include "kernels/tile.h"
namespace cresset { namespace CRESSET_ISA {
void registerRows(KernelTable&) {}
} }
