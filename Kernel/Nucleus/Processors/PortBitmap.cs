using System.Runtime.CompilerServices;

namespace Singular.Nucleus;

/// <summary>The I/O permission bitmap of a processor follows the ring-3 process that it runs.</summary>
internal static unsafe class PortBitmap
{
    /// <summary>Makes the bitmap show exactly the ports of a process. Most processes have none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Show(Processor* self, Process* process)
    {
        bool any = process->PortRanges != 0;
        Processor.ShowBitmap(self, any);
        if (any)
            Fill(self, process);
    }

    private static void Fill(Processor* self, Process* process)
    {
        if (self->PortsOf == process->Id && self->PortsGeneration == process->PortGeneration)
            return;
        byte* bitmap = Processor.Bitmap(self);
        for (int i = 0; i < self->PortsShownCount; i++)
            Set(bitmap, self->PortsShown[i], true);
        for (int i = 0; i < process->PortRanges; i++)
        {
            self->PortsShown[i] = process->Ports[i];
            Set(bitmap, process->Ports[i], false);
        }
        self->PortsShownCount = process->PortRanges;
        self->PortsOf = process->Id;
        self->PortsGeneration = process->PortGeneration;
    }

    /// <summary>Whether the bitmap lags behind what the process enabled on another processor.</summary>
    public static bool IsStale(Processor* self, Process* process) =>
        process->PortRanges != 0 && (self->PortsOf != process->Id || self->PortsGeneration != process->PortGeneration);

    private static void Set(byte* bitmap, uint range, bool denied)
    {
        uint first = range & 0xFFFF;
        for (uint port = first; port < first + (range >> 16); port++)
        {
            byte bit = (byte)(1 << (int)(port & 7));
            if (denied)
                bitmap[port >> 3] |= bit;
            else
                bitmap[port >> 3] &= (byte)~bit;
        }
    }
}
