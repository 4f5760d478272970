namespace Singular.Nucleus;

/// <summary>SHA-256 (FIPS 180-4, section 6.2) over memory that the nucleus can see. Not thread-safe.</summary>
internal static unsafe class Sha256
{
    private const int BlockBytes = 64;

    /// <summary>FIPS 180-4, section 4.2.2.</summary>
    private static readonly uint[] s_constants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>Writes the 32-byte digest of a message.</summary>
    public static void Hash(byte* message, ulong bytes, byte* digest)
    {
        uint* state = stackalloc uint[8];
        state[0] = 0x6a09e667;
        state[1] = 0xbb67ae85;
        state[2] = 0x3c6ef372;
        state[3] = 0xa54ff53a;
        state[4] = 0x510e527f;
        state[5] = 0x9b05688c;
        state[6] = 0x1f83d9ab;
        state[7] = 0x5be0cd19;
        ulong whole = bytes / BlockBytes;
        for (ulong i = 0; i < whole; i++)
            Compress(state, message + i * BlockBytes);

        // The last one or two blocks: rest, bit 1, zeros, length in bits, big-endian.
        byte* tail = stackalloc byte[BlockBytes * 2];
        ulong rest = bytes % BlockBytes;
        Cpu.Clear(tail, BlockBytes * 2);
        Cpu.Copy(tail, message + whole * BlockBytes, rest);
        tail[rest] = 0x80;
        int tailBytes = rest < BlockBytes - 8 ? BlockBytes : BlockBytes * 2;
        for (int i = 0; i < 8; i++)
            tail[tailBytes - 1 - i] = (byte)(bytes * 8 >> (8 * i));
        for (int at = 0; at < tailBytes; at += BlockBytes)
            Compress(state, tail + at);
        for (int i = 0; i < 32; i++)
            digest[i] = (byte)(state[i / 4] >> (24 - 8 * (i % 4)));
    }

    private static void Compress(uint* state, byte* block)
    {
        uint* w = stackalloc uint[64];
        for (int i = 0; i < 16; i++)
        {
            uint word = ((uint*)block)[i];
            w[i] = (word << 24) | ((word & 0xFF00) << 8) | ((word >> 8) & 0xFF00) | (word >> 24);
        }
        for (int i = 16; i < 64; i++)
        {
            uint s0 = Rotate(w[i - 15], 7) ^ Rotate(w[i - 15], 18) ^ (w[i - 15] >> 3);
            uint s1 = Rotate(w[i - 2], 17) ^ Rotate(w[i - 2], 19) ^ (w[i - 2] >> 10);
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        for (int i = 0; i < 64; i++)
        {
            uint t1 = h + (Rotate(e, 6) ^ Rotate(e, 11) ^ Rotate(e, 25)) + ((e & f) ^ (~e & g)) + s_constants[i] + w[i];
            uint t2 = (Rotate(a, 2) ^ Rotate(a, 13) ^ Rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
        state[4] += e;
        state[5] += f;
        state[6] += g;
        state[7] += h;
    }

    private static uint Rotate(uint value, int bits) => (value >> bits) | (value << (32 - bits));
}
