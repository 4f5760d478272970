using Singular.Channels;

namespace Singular.Contracts;

/// <summary>A rectangle of pixels.</summary>
/// <param name="X">Its first column, from 0.</param>
/// <param name="Y">Its first row, from 0.</param>
/// <param name="Width">Columns, from 1.</param>
/// <param name="Height">Rows, from 1.</param>
[Exchangeable]
public readonly record struct PixelArea(int X, int Y, int Width, int Height);
