using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Singular.Verifier.Oracle.Runtime;

/// <summary>
/// The checks that are woven into a mutant. Each takes what the mutant has on its stack and looks at the object or address itself;
/// none is inlined, so that no compiler can decide a check from the static type that is being doubted.
/// </summary>
public static class Sentinel
{
    /// <summary>Method entries and backward jumps that one trial may make.</summary>
    private const int Fuel = 20_000;

    /// <summary>Throws for want of fuel that a trial may swallow before it counts as one that cannot be stopped.</summary>
    private const int SwallowedThrows = 2_000;

    /// <summary>Most bytes that one <c>localloc</c> of a mutant may take.</summary>
    private const nuint StackAllocation = 16 << 10;

    /// <summary>How much of the stack below the present frame counts as dead. Less than the whole, so that no neighbour of the stack is meant.</summary>
    private const nint DeadBytes = 32 << 20;

    /// <summary>How much of the stack a trial's calls may use.</summary>
    private const nint CallBytes = 1 << 20;

    private static int s_fuel;
    private static int s_throws;
    private static nint s_top;

    /// <param name="top">On the stack, in the caller's frame.</param>
    internal static void Refuel(ref byte top)
    {
        s_top = AddressOf(ref top);
        s_fuel = Fuel;
        s_throws = 0;
    }

    /// <summary>At every method's entry.</summary>
    /// <exception cref="InsufficientExecutionStackException">The trial's calls are nested too deeply.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Enter()
    {
        byte here = 0;
        if (s_top - AddressOf(ref here) > CallBytes)
            throw new InsufficientExecutionStackException();
        Burn();
    }

    /// <summary>At every target of a backward jump.</summary>
    /// <exception cref="OutOfFuelException">The trial has run long enough.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Burn()
    {
        if (--s_fuel >= 0)
            return;
        if (++s_throws > SwallowedThrows)
            Trials.EndForWantOfFuel();
        throw new OutOfFuelException();
    }

    /// <summary>In front of every <c>localloc</c>: a stack overflow by size is no matter of types.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static nuint LimitStack(nuint bytes) => bytes <= StackAllocation ? bytes : throw new OutOfFuelException();

    /// <summary>In front of every delegate over a virtual method.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void RequireObject(object? value)
    {
        if (value is null)
            throw new NullReferenceException();
    }

    /// <summary>A reference of static type <typeparamref name="T"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Check<T>(object? value)
    {
        if (value is not null && value is not T)
            Trials.Report("WrongType", $"{Name(value.GetType())} where {Name(typeof(T))} was expected");
    }

    /// <summary>A value whose type is a variable; it is a reference in some instantiations.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CheckVariable<T>(T value)
    {
        if (!typeof(T).IsValueType)
            Check<T>((object?)value);
    }

    /// <summary>An argument after the trial: the reference, and what an array holds.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CheckArgument<T>(object? value)
    {
        Check<T>(value);
        if (value is not object?[] array)
            return;
        Type element = array.GetType().GetElementType()!;
        foreach (object? item in array.AsSpan(0, Math.Min(array.Length, 8)))
        {
            if (item is not null && !element.IsInstanceOfType(item))
                Trials.Report("WrongType", $"{Name(item.GetType())} in an array of {Name(element)}");
        }
    }

    /// <summary>A managed pointer: it must not point into a frame that is gone, and what it points to must be of its type.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CheckReference<T>(ref T reference, Frame frame)
    {
        if (Unsafe.IsNullRef(ref reference))
            return;
        CheckAlive(ref frame, ref Unsafe.As<T, byte>(ref reference), typeof(T));
        if (!typeof(T).IsValueType)
            Check<T>((object?)reference);
    }

    /// <summary>A managed pointer of which only the lifetime can be checked.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CheckLocation<T>(ref T reference, Frame frame)
        where T : allows ref struct
    {
        if (!Unsafe.IsNullRef(ref reference))
            CheckAlive(ref frame, ref Unsafe.As<T, byte>(ref reference), typeof(T));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CheckSpan<T>(Span<T> span, Frame frame) => Look<T>(span, ref frame);

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CheckReadOnlySpan<T>(ReadOnlySpan<T> span, Frame frame) => Look(span, ref frame);

    private static void Look<T>(ReadOnlySpan<T> span, ref Frame frame)
    {
        if (span.IsEmpty)
            return;
        CheckAlive(ref frame, ref Unsafe.As<T, byte>(ref MemoryMarshal.GetReference(span)), typeof(T));
        CheckAlive(ref frame, ref Unsafe.As<T, byte>(ref Unsafe.Add(ref MemoryMarshal.GetReference(span), span.Length - 1)), typeof(T));
        if (typeof(T).IsValueType)
            return;
        foreach (T item in span[..Math.Min(span.Length, 4)])
            Check<T>((object?)item);
    }

    /// <summary>The neighbours of a variable that was passed by reference.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void CheckGuards<T>(ref Guarded<T> guarded)
    {
        if (IsWritten(ref guarded.Before) || IsWritten(ref guarded.After))
            Trials.Report("StrayWrite", $"beside a variable of type {Name(typeof(T))}");
        if (!typeof(T).IsValueType)
            Check<T>((object?)guarded.Value);
    }

    private static bool IsWritten<T>(ref T guard) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref guard), Unsafe.SizeOf<T>()).ContainsAnyExcept((byte)0);

    // The frame was passed by value and is too large for registers: it lies where the caller's frame ends.
    private static void CheckAlive(ref Frame frame, ref byte target, Type type)
    {
        nint distance = Unsafe.ByteOffset(ref target, ref Unsafe.As<Frame, byte>(ref frame));
        if (distance > 0 && distance < DeadBytes)
            Trials.Report("DeadFrame", $"a reference to {Name(type)} points {distance} bytes below the end of the running frame");
    }

    /// <summary>To compare with others; nobody follows it.</summary>
    private static nint AddressOf(ref byte place) => Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref place);

    private static string Name(Type type) => type.ToString();
}
