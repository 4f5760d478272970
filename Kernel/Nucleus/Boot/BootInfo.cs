using System.Runtime.InteropServices;

namespace Singular.Nucleus;

/// <summary>
/// What the loader tells: memory map, command line, boot image, ACPI root (Xen's public/arch-x86/hvm/start_info.h,
/// version 1 and later). Everything is copied out, so that nothing of the loader's records is used after boot.
/// </summary>
internal static unsafe class BootInfo
{
    private const uint Magic = 0x336E_C578;
    private const uint UsableMemory = 1;
    private const int MaximumRanges = 64;
    private const int CommandLineSize = 2048;

    private static RangeTable s_ranges;
    private static LineBuffer s_line;

    public static int RangeCount;
    public static int CommandLineLength;
    public static ulong MemoryEnd;
    public static ulong AcpiRoot;

    /// <summary>The boot image's physical range; empty if the loader gave none.</summary>
    public static ulong ImageStart, ImageEnd;

    /// <summary>The loader's own records: kept until the ACPI tables were read.</summary>
    public static ulong RecordsStart, RecordsEnd;

    public static ulong RangeStart(int index)
    {
        fixed (ulong* words = s_ranges.Words)
            return words[index * 2];
    }

    public static ulong RangeEnd(int index)
    {
        fixed (ulong* words = s_ranges.Words)
            return words[index * 2 + 1];
    }

    public static byte* CommandLine
    {
        get
        {
            fixed (byte* line = s_line.Bytes)
                return line;
        }
    }

    /// <summary>Reads the records. Runs on the boot page tables, whose direct map covers the first 4 GiB.</summary>
    public static void Read(ulong startInfo)
    {
        StartInfo* info = (StartInfo*)Layout.Direct(startInfo);
        if (info->Magic != Magic || info->Version < 1)
            Panic.Stop("the loader gave no PVH start record of version 1 or later", startInfo);
        RecordsStart = Layout.RoundDown(startInfo);
        RecordsEnd = startInfo + (ulong)sizeof(StartInfo);
        AcpiRoot = info->Rsdp;
        ReadMemoryMap((MapEntry*)Layout.Direct(info->MemoryMap), info->MemoryMapEntries);
        if (info->ModuleCount > 0)
        {
            Module* module = (Module*)Layout.Direct(info->Modules);
            ImageStart = module->Address;
            ImageEnd = module->Address + module->Size;
        }
        if (info->CommandLine != 0)
        {
            byte* from = Layout.Direct(info->CommandLine);
            byte* to = CommandLine;
            while (CommandLineLength < CommandLineSize - 1 && from[CommandLineLength] != 0)
            {
                to[CommandLineLength] = from[CommandLineLength];
                CommandLineLength++;
            }
        }
    }

    /// <summary>Whether a word of the command line, between blanks, is exactly this one.</summary>
    public static bool HasWord(string word)
    {
        byte* line = CommandLine;
        for (int start = 0; start < CommandLineLength; start++)
        {
            if (start > 0 && line[start - 1] != ' ')
                continue;
            int i = 0;
            while (i < word.Length && start + i < CommandLineLength && line[start + i] == Text.At(word, i))
                i++;
            if (i == word.Length && (start + i == CommandLineLength || line[start + i] == ' '))
                return true;
        }
        return false;
    }

    private static void ReadMemoryMap(MapEntry* map, uint entries)
    {
        fixed (ulong* words = s_ranges.Words)
        {
            for (uint i = 0; i < entries && RangeCount < MaximumRanges; i++)
            {
                if (map[i].Type != UsableMemory)
                    continue;
                words[RangeCount * 2] = map[i].Address;
                words[RangeCount * 2 + 1] = map[i].Address + map[i].Size;
                RangeCount++;
                if (map[i].Address + map[i].Size > MemoryEnd)
                    MemoryEnd = Layout.RoundDown(map[i].Address + map[i].Size);
            }
        }
        if (RangeCount == 0)
            Panic.Stop("the loader gave no memory map");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct StartInfo
    {
        public uint Magic, Version, Flags, ModuleCount;
        public ulong Modules, CommandLine, Rsdp, MemoryMap;
        public uint MemoryMapEntries, Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MapEntry
    {
        public ulong Address, Size;
        public uint Type, Reserved;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Module
    {
        public ulong Address, Size, CommandLine, Reserved;
    }

    private struct RangeTable
    {
        public fixed ulong Words[MaximumRanges * 2];
    }

    private struct LineBuffer
    {
        public fixed byte Bytes[CommandLineSize];
    }
}
