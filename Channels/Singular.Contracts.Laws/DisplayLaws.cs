using Singular.Channels;
using Singular.Channels.Testing;

namespace Singular.Contracts.Laws;

[LawsOf(typeof(IDisplay), Hash = "91c7b68268f07fde4f084ef0cde63bffeafabb582a18eefbfbda5df39eb3a6dc")]
public static class DisplayLaws
{
    public static bool Modes_are_legal_and_one_is_set(IDisplay server)
    {
        int count = server.ModeCount();
        bool isSet = false;
        for (int i = 0; i < count; i++)
        {
            Result<DisplayMode, DisplayError> mode = server.Mode(i);
            if (!mode.IsOk || mode.Value.Width is < 1 or > 16_384 || mode.Value.Height is < 1 or > 16_384 || mode.Value.RefreshMillihertz < 0)
                return false;
            isSet |= mode.Value == server.Current();
        }
        return count >= 1 && isSet && server.ModeCount() == count;
    }

    public static bool A_mode_that_is_not_there_is_refused(IDisplay server, int index)
    {
        if (index >= 0 && index < server.ModeCount())
            return true;
        DisplayMode before = server.Current();
        return server.Mode(index) is { IsOk: false, Error: DisplayError.NoSuchMode }
            && server.SetMode(index) is { IsOk: false, Error: DisplayError.NoSuchMode or DisplayError.DeviceFailed } && server.Current() == before;
    }

    public static bool A_mode_that_was_set_is_set(IDisplay server, byte index)
    {
        int mode = index % server.ModeCount();
        return !server.SetMode(mode).IsOk || server.Current() == server.Mode(mode).Value;
    }

    public static bool Areas_outside_the_screen_are_refused(IDisplay server, PixelArea area)
    {
        DisplayMode mode = server.Current();
        if (IsOn(mode, area))
            return true;
        return IsRefused(server.Fill(area, 0)) && IsRefused(server.Copy(area, 0, 0)) && IsRefused(server.Draw(area, []));
    }

    public static bool Pixels_must_be_those_of_the_area(IDisplay server, byte width, byte height, ushort bytes)
    {
        DisplayMode mode = server.Current();
        var area = new PixelArea(0, 0, 1 + width % mode.Width, 1 + height % mode.Height);
        if (bytes == BytesOf(mode, area) || !IsOn(mode, area))
            return true;
        return server.Draw(area, new byte[bytes]) is { IsOk: false, Error: DisplayError.WrongSize or DisplayError.DeviceFailed }
            && server.DrawBuffer(area, Owned<byte>.Allocate(bytes)) is { IsOk: false, Error: DisplayError.WrongSize or DisplayError.DeviceFailed };
    }

    public static bool What_fits_is_drawn_in_every_way(IDisplay server, byte width, byte height)
    {
        DisplayMode mode = server.Current();
        var area = new PixelArea(0, 0, 1 + width % Math.Min(mode.Width, 64), 1 + height % Math.Min(mode.Height, 64));
        return Works(server.Draw(area, new byte[BytesOf(mode, area)])) && Works(server.DrawBuffer(area, Owned<byte>.Allocate(BytesOf(mode, area))))
            && Works(server.Fill(area, 0x00FF_FFFF)) && Works(server.Copy(area, mode.Width - area.Width, mode.Height - area.Height)) && Works(server.Show());
    }

    private static bool IsOn(DisplayMode mode, PixelArea area) =>
        area is { X: >= 0, Y: >= 0, Width: >= 1, Height: >= 1 } && (long)area.X + area.Width <= mode.Width && (long)area.Y + area.Height <= mode.Height;

    private static int BytesOf(DisplayMode mode, PixelArea area) => area.Width * area.Height * (mode.Format == PixelFormat.Rgb565 ? 2 : 4);

    private static bool IsRefused(Result<Done, DisplayError> result) => result is { IsOk: false, Error: DisplayError.OutOfRange or DisplayError.DeviceFailed };

    private static bool Works(Result<Done, DisplayError> result) => result.IsOk || result.Error == DisplayError.DeviceFailed;
}
