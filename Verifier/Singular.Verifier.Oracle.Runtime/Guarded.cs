using System.Runtime.InteropServices;

namespace Singular.Verifier.Oracle.Runtime;

/// <summary>A variable that is passed by reference, between two of its kind that stay zero: a write of the wrong width shows.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct Guarded<T>
{
    public T Before;
    public T Value;
    public T After;
}
