using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Singular.Channels.Runtime;

/// <summary>The memory of a channel between two processes of a Linux host: an anonymous file that only those who are handed
/// its path can open, and that nobody can shrink, so that an access never meets a hole.</summary>
public sealed unsafe partial class LinuxChannelMemory : IChannelMemory
{
    // <linux/memfd.h>, <linux/fcntl.h>
    private const uint AllowSealing = 2;
    private const uint CloseOnExec = 1;
    private const int AddSeals = 1033;
    private const int SealSeal = 1;
    private const int SealShrink = 2;
    private const int SealGrow = 4;

    private readonly SafeFileHandle _file;
    private readonly MemoryMappedFile _mapping;
    private readonly MemoryMappedViewAccessor _view;
    private bool _disposed;

    private LinuxChannelMemory(SafeFileHandle file, int length)
    {
        _file = file;
        Length = length;
        var stream = new FileStream(file, FileAccess.ReadWrite, 0);
        _mapping = MemoryMappedFile.CreateFromFile(
            stream, null, 0, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _mapping.CreateViewAccessor(0, length);
        // Sound: the pointer is given back in Dispose, and ChannelRegion disposes after the last access.
        byte* pointer = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref pointer);
        Address = (nint)pointer;
    }

    public nint Address { get; }

    public int Length { get; }

    /// <summary>Where another process of the same user can open the memory while this object lives.</summary>
    public string Path => $"/proc/{Environment.ProcessId}/fd/{_file.DangerousGetHandle()}";

    /// <summary>Makes a new region of zeros.</summary>
    /// <param name="length"><see cref="ChannelLayout.RegionBytes"/> or <see cref="ChannelLayout.RegionBytesWithBuffers"/>.</param>
    /// <exception cref="IOException">The system refused.</exception>
    public static LinuxChannelMemory Create(int length = ChannelLayout.RegionBytes)
    {
        int descriptor = MemfdCreate("singular-channel", CloseOnExec | AllowSealing);
        if (descriptor < 0)
            throw new IOException($"memfd_create failed with error {Marshal.GetLastPInvokeError()}.");
        var file = new SafeFileHandle(descriptor, ownsHandle: true);
        RandomAccess.SetLength(file, length);
        if (Fcntl(descriptor, AddSeals, SealSeal | SealShrink | SealGrow) != 0)
            throw new IOException($"Sealing the channel's memory failed with error {Marshal.GetLastPInvokeError()}.");
        return new LinuxChannelMemory(file, length);
    }

    /// <summary>Opens the memory that another process made.</summary>
    /// <param name="path">Its <see cref="Path"/>.</param>
    /// <exception cref="IOException">It is not there, or has another size.</exception>
    public static LinuxChannelMemory Open(string path)
    {
        SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        long length = RandomAccess.GetLength(file);
        if (length is ChannelLayout.RegionBytes or ChannelLayout.RegionBytesWithBuffers)
            return new LinuxChannelMemory(file, (int)length);
        file.Dispose();
        throw new IOException($"{path} is not the memory of a channel: it has {length} bytes, not {ChannelLayout.RegionBytes} or {ChannelLayout.RegionBytesWithBuffers}.");
    }

    /// <summary>Maps the beginning of a file that a machine shares, in which an emulator shows it to its guest.</summary>
    /// <param name="path">The file; it must not shrink while this object lives.</param>
    /// <param name="length">Bytes to map.</param>
    /// <exception cref="IOException">It is not there, or shorter.</exception>
    public static LinuxChannelMemory OfFile(string path, int length)
    {
        SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        if (RandomAccess.GetLength(file) >= length)
            return new LinuxChannelMemory(file, length);
        file.Dispose();
        throw new IOException($"{path} is shorter than {length} bytes.");
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _mapping.Dispose();
        _file.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "memfd_create", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MemfdCreate(string name, uint flags);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    private static partial int Fcntl(int descriptor, int command, long argument);
}
