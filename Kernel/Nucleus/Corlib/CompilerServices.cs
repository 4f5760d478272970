// Attributes and markers through which the C# compiler and ilc talk to each other.
#pragma warning disable CS9113, CS0626

using System.Runtime.CompilerServices;

[module: SkipLocalsInit]

namespace System.Reflection
{
    public sealed class DefaultMemberAttribute(string memberName) : Attribute { }
}

namespace System.Runtime.InteropServices
{
    public enum LayoutKind { Sequential = 0, Explicit = 2, Auto = 3 }

    public enum CharSet { None = 1, Ansi = 2, Unicode = 3, Auto = 4 }

    public sealed class StructLayoutAttribute(LayoutKind kind) : Attribute
    {
        public int Size;
        public int Pack;
        public CharSet CharSet;
    }

    public sealed class FieldOffsetAttribute(int offset) : Attribute { }

    public sealed class InAttribute : Attribute { }
}

namespace System.Runtime.CompilerServices
{
    public static class RuntimeHelpers
    {
        public static int OffsetToStringData => 12;
    }

    public sealed class IntrinsicAttribute : Attribute { }

    /// <summary>ilc supplies the body by name. Unlike `fixed` it leaves no pinned local to clear on entry.</summary>
    public static unsafe class Unsafe
    {
        [Intrinsic]
        public static extern void* AsPointer<T>(ref T value);
    }

    public static class RuntimeFeature
    {
        public const string NumericIntPtr = nameof(NumericIntPtr);
        public const string UnmanagedSignatureCallingConvention = nameof(UnmanagedSignatureCallingConvention);
    }

    public enum MethodImplOptions { NoInlining = 8, AggressiveInlining = 256, InternalCall = 4096 }

    public sealed class MethodImplAttribute(MethodImplOptions options) : Attribute { }

    public sealed class UnsafeValueTypeAttribute : Attribute { }

    public sealed class FixedBufferAttribute(Type elementType, int length) : Attribute { }

    public sealed class SkipLocalsInitAttribute : Attribute { }

    public sealed class CompilerGeneratedAttribute : Attribute { }

    public sealed class IsReadOnlyAttribute : Attribute { }

    public static class IsVolatile { }
}

namespace System.Runtime
{
    public sealed class RuntimeExportAttribute(string entry) : Attribute { }

    public sealed class RuntimeImportAttribute(string library, string entry) : Attribute { }
}

namespace Internal.Runtime
{
    public struct MethodTable { }
}

namespace Internal.Runtime.CompilerHelpers
{
    /// <summary>What ilc calls where the language says that an exception is thrown. The nucleus has none: it stops.</summary>
    internal static class ThrowHelpers
    {
        public static void ThrowOverflowException() => Singular.Nucleus.Panic.Stop("arithmetic overflow in the nucleus");

        public static void ThrowIndexOutOfRangeException() => Singular.Nucleus.Panic.Stop("array index out of range in the nucleus");

        public static void ThrowDivideByZeroException() => Singular.Nucleus.Panic.Stop("division by zero in the nucleus");

        public static void ThrowNullReferenceException() => Singular.Nucleus.Panic.Stop("null reference in the nucleus");

        public static void ThrowPlatformNotSupportedException() => Singular.Nucleus.Panic.Stop("unsupported operation in the nucleus");

        public static void ThrowInvalidProgramException(int id) => Singular.Nucleus.Panic.Stop("invalid program in the nucleus");

        public static void ThrowInvalidProgramExceptionWithArgument(int id, string argument) =>
            Singular.Nucleus.Panic.Stop("invalid program in the nucleus");
    }
}
