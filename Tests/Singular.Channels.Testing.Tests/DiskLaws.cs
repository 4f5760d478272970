using Singular.Contracts;

namespace Singular.Channels.Testing.Tests;

[LawsOf(typeof(IBlockDevice))]
public static class DiskLaws
{
    public static bool A_read_gives_what_was_written_and_flushed(IBlockDevice server, byte firstBlock, byte[] data)
    {
        if (!server.Write(firstBlock, data).IsOk)
            return true;
        byte[] read = new byte[data.Length];
        return server.Flush().IsOk && server.Read(firstBlock, read).IsOk && read.AsSpan().SequenceEqual(data);
    }

    public static void Blocks_have_a_size(IBlockDevice server) => Assert.InRange(server.Geometry().BlockSize, 512, 4096);
}
