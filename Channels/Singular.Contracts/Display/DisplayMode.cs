using Singular.Channels;

namespace Singular.Contracts;

/// <summary>A mode of a display.</summary>
/// <param name="Width">Pixels in a row, 1 to 16,384.</param>
/// <param name="Height">Rows, 1 to 16,384.</param>
/// <param name="Format">How a pixel is stored.</param>
/// <param name="RefreshMillihertz">Pictures in 1,000 seconds; 0 where the display does not say.</param>
[Exchangeable]
public readonly record struct DisplayMode(int Width, int Height, PixelFormat Format, int RefreshMillihertz);
