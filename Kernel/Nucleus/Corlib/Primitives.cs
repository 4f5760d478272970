// The core library of the nucleus: exactly the types that the C# compiler and ilc look for by name. Nothing here has a
// garbage collector, a runtime or an allocator behind it; objects exist only as frozen data made at compile time.
#pragma warning disable CS0169, CS0649, CS8618

namespace System;

public class Object
{
    // The compiler writes a pointer to the type's MethodTable into the first word of every frozen object.
    internal IntPtr m_pMethodTable;
}

public struct Void { }
public struct Boolean { }
public struct Char { }
public struct SByte { }
public struct Byte { }
public struct Int16 { }
public struct UInt16 { }
public struct Int32 { }
public struct UInt32 { public const uint MaxValue = 0xFFFF_FFFF; }
public struct Int64 { public const long MinValue = -0x7FFF_FFFF_FFFF_FFFF - 1, MaxValue = 0x7FFF_FFFF_FFFF_FFFF; }
public struct UInt64 { public const ulong MaxValue = 0xFFFF_FFFF_FFFF_FFFF; }
public struct Single { }
public struct Double { }
public unsafe struct IntPtr { private void* _value; }
public unsafe struct UIntPtr { private void* _value; }
public abstract class ValueType { }
public abstract class Enum : ValueType { }
public struct Nullable<T> where T : struct { }

public sealed class String
{
    // ilc looks for these two names and this order when it freezes a literal.
    public readonly int _stringLength;
    public readonly char _firstChar;

    public int Length => _stringLength;
}

public abstract class Array
{
    private int _numComponents;

    public int Length => _numComponents;
}

public class Array<T> : Array { }

public abstract class Delegate { }
public abstract class MulticastDelegate : Delegate { }
public struct RuntimeTypeHandle { private IntPtr _value; }
public struct RuntimeMethodHandle { private IntPtr _value; }
public struct RuntimeFieldHandle { private IntPtr _value; }
public class Type { }
public class Exception { }

public class Attribute { }

public enum AttributeTargets { All = 0x7FFF }

public sealed class AttributeUsageAttribute(AttributeTargets validOn) : Attribute
{
    public AttributeTargets ValidOn => validOn;
    public bool AllowMultiple { get; set; }
    public bool Inherited { get; set; }
}

public sealed class ParamArrayAttribute : Attribute { }
public sealed class FlagsAttribute : Attribute { }
