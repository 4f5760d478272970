using System.Runtime.CompilerServices;

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
        // Frozen data of the image: its address is fixed.
        uint* k = (uint*)Unsafe.AsPointer(ref s_constants[0]);
        for (int i = 0; i < 16; i++)
        {
            uint word = ((uint*)block)[i];
            w[i] = (word << 24) | ((word & 0xFF00) << 8) | ((word >> 8) & 0xFF00) | (word >> 24);
        }
        for (uint* next = w + 16; next < w + 64; next++)
        {
            uint x = next[-15], y = next[-2];
            *next = next[-16] + (Rotate(Rotate(x, 11) ^ x, 7) ^ (x >> 3)) + next[-7] + (Rotate(Rotate(y, 2) ^ y, 17) ^ (y >> 10));
        }
        uint a = state[0], b = state[1], c = state[2], d = state[3], e = state[4], f = state[5], g = state[6], h = state[7];
        // Eight rounds at a time, so that the working variables change their names instead of their places.
        for (int i = 0; i < 64; i += 8)
        {
            h += SumOf(e, 14, 5, 6) + (g ^ (e & (f ^ g))) + k[i + 0] + w[i + 0];
            d += h;
            h += SumOf(a, 9, 11, 2) + ((a & b) | (c & (a | b)));
            g += SumOf(d, 14, 5, 6) + (f ^ (d & (e ^ f))) + k[i + 1] + w[i + 1];
            c += g;
            g += SumOf(h, 9, 11, 2) + ((h & a) | (b & (h | a)));
            f += SumOf(c, 14, 5, 6) + (e ^ (c & (d ^ e))) + k[i + 2] + w[i + 2];
            b += f;
            f += SumOf(g, 9, 11, 2) + ((g & h) | (a & (g | h)));
            e += SumOf(b, 14, 5, 6) + (d ^ (b & (c ^ d))) + k[i + 3] + w[i + 3];
            a += e;
            e += SumOf(f, 9, 11, 2) + ((f & g) | (h & (f | g)));
            d += SumOf(a, 14, 5, 6) + (c ^ (a & (b ^ c))) + k[i + 4] + w[i + 4];
            h += d;
            d += SumOf(e, 9, 11, 2) + ((e & f) | (g & (e | f)));
            c += SumOf(h, 14, 5, 6) + (b ^ (h & (a ^ b))) + k[i + 5] + w[i + 5];
            g += c;
            c += SumOf(d, 9, 11, 2) + ((d & e) | (f & (d | e)));
            b += SumOf(g, 14, 5, 6) + (a ^ (g & (h ^ a))) + k[i + 6] + w[i + 6];
            f += b;
            b += SumOf(c, 9, 11, 2) + ((c & d) | (e & (c | d)));
            a += SumOf(f, 14, 5, 6) + (h ^ (f & (g ^ h))) + k[i + 7] + w[i + 7];
            e += a;
            a += SumOf(b, 9, 11, 2) + ((b & c) | (d & (b | c)));
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

    /// <summary>The three rotations of FIPS 180-4's upper-case sigmas, nested: one by one they would take two copies more.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint SumOf(uint x, int inner, int middle, int outer) => Rotate(Rotate(Rotate(x, inner) ^ x, middle) ^ x, outer);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Rotate(uint value, int bits) => (value >> bits) | (value << (32 - bits));
}
