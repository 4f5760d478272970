using Singular.Verifier.Types;

namespace Singular.Verifier.Bodies;

/// <summary>How much memory a localloc took and which part of it an address means.</summary>
/// <param name="Allocation">Number of the localloc instruction.</param>
/// <param name="Bytes">Size in bytes where it is a constant, else -1.</param>
/// <param name="Count">Number of elements where it is a constant and the element's size is not, else -1.</param>
/// <param name="CountVariable">The variable that holds the number of elements, -1 when it is a constant.</param>
/// <param name="ElementSize">Bytes per counted element, 0 when <paramref name="Element"/> says it.</param>
/// <param name="Element">The type whose size was multiplied by, null where the size was a number.</param>
/// <param name="Offset">Distance of the address from the start in bytes.</param>
internal sealed record StackMemoryExtent(int Allocation, long Bytes, long Count, int CountVariable, long ElementSize, IlType? Element, long Offset);
