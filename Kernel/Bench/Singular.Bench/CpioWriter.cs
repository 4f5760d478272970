using System.Globalization;
using System.Text;

namespace Singular.Bench;

/// <summary>Writes a cpio archive in the "newc" format that Linux takes as initial RAM disk (Linux,
/// Documentation/driver-api/early-userspace/buffer-format.rst). Debian's cpio would need root to make the console's node.</summary>
internal sealed class CpioWriter(Stream stream) : IDisposable
{
    private const int DirectoryMode = 0x41ED; // S_IFDIR, 0755
    private const int CharacterMode = 0x2180; // S_IFCHR, 0600
    private const int ProgramMode = 0x81ED; // S_IFREG, 0755

    private int _next = 1;

    public void AddDirectory(string name) => Add(name, DirectoryMode, [], 0, 0);

    public void AddCharacterDevice(string name, int major, int minor) => Add(name, CharacterMode, [], major, minor);

    public void AddProgram(string name, byte[] content) => Add(name, ProgramMode, content, 0, 0);

    public void Dispose()
    {
        Add("TRAILER!!!", 0, [], 0, 0);
        stream.Dispose();
    }

    private void Add(string name, int mode, byte[] content, int major, int minor)
    {
        byte[] path = Encoding.ASCII.GetBytes(name + "\0");
        int number = mode == 0 ? 0 : _next++;
        // Inode, mode, owner, group, links, time, size, device of the file (two), device that it is (two), name length, check.
        int[] fields = [number, mode, 0, 0, 1, 0, content.Length, 0, 0, major, minor, path.Length, 0];
        var header = new StringBuilder("070701");
        foreach (int field in fields)
            header.Append(field.ToString("X8", CultureInfo.InvariantCulture));
        stream.Write(Encoding.ASCII.GetBytes(header.ToString()));
        stream.Write(path);
        Pad(header.Length + path.Length);
        stream.Write(content);
        Pad(content.Length);
    }

    private void Pad(int written) => stream.Write(new byte[-written & 3]);
}
