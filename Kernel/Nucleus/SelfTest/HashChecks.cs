namespace Singular.Nucleus;

/// <summary>SHA-256 against the example messages of FIPS 180-4 (NIST, "Examples with Intermediate Values").</summary>
internal static unsafe class HashChecks
{
    private static readonly uint[] s_empty = [0xe3b0c442, 0x98fc1c14, 0x9afbf4c8, 0x996fb924, 0x27ae41e4, 0x649b934c, 0xa495991b, 0x7852b855];
    private static readonly uint[] s_three = [0xba7816bf, 0x8f01cfea, 0x414140de, 0x5dae2223, 0xb00361a3, 0x96177a9c, 0xb410ff61, 0xf20015ad];
    private static readonly uint[] s_long = [0x248d6a61, 0xd20638b8, 0xe5c02693, 0x0c3e6039, 0xa33ce459, 0x64ff2167, 0xf6ecedd4, 0x19db06c1];
    private static readonly uint[] s_twoBlocks = [0xcf5b16a7, 0x78af8380, 0x036ce59e, 0x7b049237, 0x0b249b11, 0xe8f07a51, 0xafac4503, 0x7afee9d1];

    public static void Run()
    {
        CheckMessage("", s_empty);
        CheckMessage("abc", s_three);
        CheckMessage("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", s_long);
        CheckMessage("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
            s_twoBlocks);
    }

    private static void CheckMessage(string message, uint[] expected)
    {
        byte* bytes = stackalloc byte[128];
        byte* digest = stackalloc byte[32];
        for (int i = 0; i < message.Length; i++)
            bytes[i] = Text.At(message, i);
        Sha256.Hash(bytes, (ulong)message.Length, digest);
        for (int i = 0; i < 32; i++)
            SelfTest.Check(digest[i] == (byte)(expected[i / 4] >> (24 - 8 * (i % 4))), "SHA-256 of a known message");
    }
}
