using Singular.Channels;

namespace Singular.Contracts.Laws.Tests.Servers;

/// <summary>How a display is wrong.</summary>
public enum DisplayFault
{
    None,
    DrawsOutside,
    TakesAnySize,
    HasOneModeMore,
    ForgetsTheMode,
    CannotCopyToTheEdge,
}

/// <summary>A display whose screen is an array.</summary>
public sealed class MemoryDisplay(DisplayFault fault) : IDisplay
{
    private static readonly DisplayMode[] s_modes = [new(80, 50, PixelFormat.Xrgb8888, 60_000), new(40, 25, PixelFormat.Rgb565, 0)];

    private int _mode;
    private byte[] _screen = new byte[80 * 50 * 4];

    private DisplayMode Now => s_modes[_mode];

    private int PixelBytes => Now.Format == PixelFormat.Rgb565 ? 2 : 4;

    public int ModeCount() => s_modes.Length + (fault == DisplayFault.HasOneModeMore ? 1 : 0);

    public Result<DisplayMode, DisplayError> Mode(int index) => index >= 0 && index < s_modes.Length ? s_modes[index] : DisplayError.NoSuchMode;

    public DisplayMode Current() => Now;

    public Result<Done, DisplayError> SetMode(int index)
    {
        if (index < 0 || index >= s_modes.Length)
            return DisplayError.NoSuchMode;
        if (fault != DisplayFault.ForgetsTheMode)
            _mode = index;
        _screen = new byte[Now.Width * Now.Height * PixelBytes];
        return new Done();
    }

    public Result<Done, DisplayError> Draw(PixelArea area, ReadOnlySpan<byte> pixels)
    {
        if (!IsOn(area))
            return DisplayError.OutOfRange;
        int row = area.Width * PixelBytes;
        if (pixels.Length != row * area.Height)
            return fault == DisplayFault.TakesAnySize ? new Done() : DisplayError.WrongSize;
        for (int y = 0; y < area.Height; y++)
            pixels.Slice(y * row, row).CopyTo(_screen.AsSpan(((area.Y + y) * Now.Width + area.X) * PixelBytes));
        return new Done();
    }

    public Result<Done, DisplayError> DrawBuffer(PixelArea area, Owned<byte> pixels)
    {
        using Owned<byte> held = pixels;
        using Pinned<byte> pin = held.Pin();
        return Draw(area, pin.Span);
    }

    public Result<Done, DisplayError> Fill(PixelArea area, uint pixel)
    {
        if (!IsOn(area))
            return fault == DisplayFault.DrawsOutside ? new Done() : DisplayError.OutOfRange;
        byte[] row = new byte[area.Width * PixelBytes];
        for (int i = 0; i < row.Length; i++)
            row[i] = (byte)(pixel >> 8 * (i % PixelBytes));
        for (int y = 0; y < area.Height; y++)
            row.CopyTo(_screen.AsSpan(((area.Y + y) * Now.Width + area.X) * PixelBytes));
        return new Done();
    }

    public Result<Done, DisplayError> Copy(PixelArea from, int x, int y)
    {
        int edge = fault == DisplayFault.CannotCopyToTheEdge ? 1 : 0;
        if (!IsOn(from) || !IsOn(new PixelArea(x, y, from.Width, from.Height)) || x + from.Width > Now.Width - edge)
            return DisplayError.OutOfRange;
        byte[] before = [.. _screen];
        int row = from.Width * PixelBytes;
        for (int line = 0; line < from.Height; line++)
            before.AsSpan(((from.Y + line) * Now.Width + from.X) * PixelBytes, row).CopyTo(_screen.AsSpan(((y + line) * Now.Width + x) * PixelBytes));
        return new Done();
    }

    public Result<Done, DisplayError> Show() => new Done();

    private bool IsOn(PixelArea area) =>
        area is { X: >= 0, Y: >= 0, Width: >= 1, Height: >= 1 } && (long)area.X + area.Width <= Now.Width && (long)area.Y + area.Height <= Now.Height;
}
