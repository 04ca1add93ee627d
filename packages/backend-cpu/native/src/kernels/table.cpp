#include "kernels/tile.h"

namespace cresset {
namespace CRESSET_ISA {

#define CRESSET_TEXT2(x) #x
#define CRESSET_TEXT(x) CRESSET_TEXT2(x)

const KernelTable& table() {
  static const KernelTable* built = [] {
    KernelTable* t = new KernelTable();
    t->name = CRESSET_TEXT(CRESSET_ISA) + 4;  // without isa_
    registerArithmetic(*t);
    registerIntegers(*t);
    registerCompare(*t);
    registerMath32(*t);
    registerMath64(*t);
    registerCast(*t);
    registerPhilox(*t);
    registerCopy(*t);
    registerReduce(*t);
    registerGemm(*t);
    registerRows(*t);
    registerRecurrent(*t);
    registerResample(*t);
    registerAttention(*t);
    registerFft(*t);
    return t;
  }();
  return *built;
}

}  // namespace CRESSET_ISA
}  // namespace cresset
