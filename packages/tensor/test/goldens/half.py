"""Numbers and their bits in the half types, rounded by PyTorch: python half.py > half.json"""
import json
import struct

import torch

bits = [0x00000000, 0x80000000, 0x3F800000, 0x7F800000, 0xFF800000, 0x7FC00000, 0x00000001, 0x33000000, 0x33000001,
        0x33800000, 0x33C00000, 0x387FFFFF, 0x38800000, 0x477FE000, 0x477FEFFF, 0x477FF000, 0x477FF001, 0x7F7FFFFF,
        0x3F801000, 0x3F803000, 0x3F808000, 0x3F818000, 0xBF808001, 0x3F80FFFF]
state = 12345
for _ in range(300):
    state = (state * 1103515245 + 12345) % 2**32
    bits.append(state if _ % 2 else 0x36000000 + state % 0x12000000)
x = torch.tensor([struct.unpack("<f", struct.pack("<I", b))[0] for b in bits], dtype=torch.float32)


def words(dtype):
    return [w & 0xFFFF for w in x.to(dtype).view(torch.int16).tolist()]


print(json.dumps({"torch": torch.__version__, "float32": bits, "float16": words(torch.float16),
                  "bfloat16": words(torch.bfloat16)}, separators=(",", ":")))
