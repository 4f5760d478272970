using Singular.Channels;

namespace Singular.Contracts;

/// <summary>A screen that is drawn on.</summary>
/// <remarks>
/// Pixels are counted from 0 at the upper left, x to the right and y downwards. An area that is not wholly on the screen is refused and
/// nothing is drawn. What is drawn is seen at the latest when <see cref="Show"/> returns.
/// </remarks>
[Contract("singular.display", 1, 0)]
public interface IDisplay
{
    /// <summary>How many modes there are, at least 1; the same for as long as the display runs.</summary>
    [Repeatable]
    int ModeCount();

    /// <summary>A mode that can be set.</summary>
    /// <param name="index">Its number, from 0.</param>
    [Repeatable]
    Result<DisplayMode, DisplayError> Mode(int index);

    /// <summary>The mode that is set: one is from the start.</summary>
    [Repeatable]
    DisplayMode Current();

    /// <summary>Sets a mode. The screen is black afterwards, also where it was set before; on a failure nothing has changed.</summary>
    /// <param name="index">Its number, from 0.</param>
    Result<Done, DisplayError> SetMode(int index);

    /// <summary>Draws pixels, row by row without gaps.</summary>
    /// <param name="area">Where.</param>
    /// <param name="pixels">Width × height pixels in the mode's <see cref="DisplayMode.Format"/>; at most 64 KiB.</param>
    Result<Done, DisplayError> Draw(PixelArea area, ReadOnlySpan<byte> pixels);

    /// <summary>Draws more pixels than a span can carry.</summary>
    /// <param name="area">Where.</param>
    /// <param name="pixels">As for <see cref="Draw"/>, of any size. The buffer moves, whatever comes back.</param>
    Result<Done, DisplayError> DrawBuffer(PixelArea area, Owned<byte> pixels);

    /// <summary>Draws one colour.</summary>
    /// <param name="area">Where.</param>
    /// <param name="pixel">A pixel in the mode's format; of a format with fewer than 32 bits the low ones count.</param>
    Result<Done, DisplayError> Fill(PixelArea area, uint pixel);

    /// <summary>Copies a part of the screen to another place, as if through a buffer: the two may overlap.</summary>
    /// <param name="from">What is copied.</param>
    /// <param name="x">Column of the first pixel that is written.</param>
    /// <param name="y">Row of the first pixel that is written.</param>
    Result<Done, DisplayError> Copy(PixelArea from, int x, int y);

    /// <summary>Returns when all that was drawn can be seen.</summary>
    Result<Done, DisplayError> Show();
}
