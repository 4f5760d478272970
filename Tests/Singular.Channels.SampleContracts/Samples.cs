namespace Singular.Channels.Samples;

public enum Colour
{
    Red = 1,
    Green = 2,
    Blue = 3,
    Black = 100,
}

public enum Signed : sbyte
{
    Low = -128,
    Minus = -1,
    Zero = 0,
    High = 127,
}

public enum Wide : ulong
{
    Small = 0,
    Huge = ulong.MaxValue,
}

[Flags]
public enum Access : ushort
{
    None = 0,
    Read = 1,
    Write = 2,
    Execute = 0x8000,
}

[Exchangeable]
public readonly record struct Scalars(
    bool Truth,
    byte U8,
    sbyte S8,
    char Letter,
    short S16,
    ushort U16,
    int S32,
    uint U32,
    long S64,
    ulong U64,
    float F32,
    double F64,
    decimal Money,
    DateTime When);

[Exchangeable]
public readonly record struct Choice(Colour Colour, Signed Signed, Wide Wide, Access Access);

/// <summary>Fixed size throughout, with a struct inside.</summary>
[Exchangeable]
public readonly record struct Plain(bool Truth, sbyte S8, Choice Inner, char Letter, short S16, bool Other, float F32, double F64, byte U8);

[Exchangeable]
public readonly record struct Everything(string Name, Scalars Scalars, Choice Choice, string Comment);

/// <summary>Every kind of value, in both directions.</summary>
[Contract("sample.values", 1, 2)]
public interface IValues
{
    Everything Echo(Everything value);

    Result<Everything, Choice> TryEcho(Everything value, bool succeed);

    Scalars EchoScalars(
        bool truth, byte u8, sbyte s8, char letter, short s16, ushort u16, int s32, uint u32, long s64, ulong u64, float f32, double f64,
        decimal money, DateTime when);

    Choice EchoChoice(Colour colour, Signed signed, Wide wide, Access access);

    bool Not(bool value);

    Plain EchoPlain(Plain value);

    string Join(string first, string second);

    void Nothing();

    Result<Done, Colour> Succeed();
}

/// <summary>Spans of several types, several at a time.</summary>
[Contract("sample.spans", 1, 0)]
public interface ISpans
{
    long Sum(ReadOnlySpan<int> numbers);

    void Reverse(Span<byte> bytes);

    int Merge(ReadOnlySpan<long> first, ReadOnlySpan<long> second, Span<long> result);

    double Scale(Span<double> values, double factor, string label);
}

/// <summary>A door that must be unlocked before it is opened.</summary>
[Contract("sample.door", 1, 0)]
[Protocol("Locked", "Unlocked", "Open")]
public interface IDoor
{
    [When("Locked", Then = "Unlocked", ThenOnFailure = "Locked")]
    Result<Done, Colour> Unlock(int key);

    [When("Unlocked", Then = "Open")]
    void Open();

    [When("Open", Then = "Unlocked")]
    void Close();

    bool IsLocked();

    [Ends]
    [When("Locked", "Unlocked")]
    void Leave();
}

/// <summary>Gives doors.</summary>
[Contract("sample.house", 1, 0)]
public interface IHouse
{
    IDoor Enter(string name);

    Result<IDoor, Colour> TryEnter(string name);

    ValueTask<Result<IDoor, Colour>> EnterLater(string name);

    int DoorsInUse();
}

/// <summary>Tasks, and what can go wrong in them.</summary>
[Contract("sample.later", 1, 0)]
[TimeLimit(2_000)]
public interface ILater
{
    ValueTask<int> Next();

    ValueTask<Everything> Echo(Everything value, bool now);

    ValueTask<Result<string, Colour>> Text(int length);

    void Release(int count);

    int Waiting();
}

/// <summary>Calls run at the same time.</summary>
[Contract("sample.crowd", 1, 0)]
[Concurrent]
public interface ICrowd
{
    int Meet(int people);

    int Last();
}

/// <summary>Misbehaves on request.</summary>
[Contract("sample.trouble", 1, 0)]
[TimeLimit(1_000)]
public interface ITrouble
{
    int Do(string what);

    [Repeatable]
    int Life();

    Colour AnyColour(int bits);

    string? AnyString(bool isNull);

    IDoor? AnyDoor(bool isNull);
}

/// <summary>Requests for tasks that may be made once more.</summary>
[Contract("sample.again", 1, 0)]
[TimeLimit(1_000)]
public interface IAgain
{
    [Repeatable]
    ValueTask<int> Life();

    [Repeatable]
    ValueTask<int> LifeAnd(int number);
}

/// <summary>Buffers in every place where they may stand.</summary>
[Contract("sample.buffers", 1, 0)]
[TimeLimit(2_000)]
public interface IBuffers
{
    /// <summary>Keeps the buffer.</summary>
    int Keep(Owned<byte> buffer);

    /// <summary>Gives back one that was kept, the oldest first.</summary>
    Result<Owned<byte>, Colour> Take();

    /// <summary>Adds a number to every element and gives the same buffer back.</summary>
    Owned<int> Add(Owned<int> buffer, int number);

    /// <summary>The sum of both, in a new buffer.</summary>
    Owned<double> Sum(Owned<double> first, Owned<double> second, string comment);

    ValueTask<Owned<byte>> Later(Owned<byte> buffer, bool now);

    ValueTask<Result<Owned<byte>, Colour>> TryLater(int length);

    void Release(int count);

    int Copy(Owned<byte> buffer, ReadOnlySpan<byte> source, Colour colour);

    /// <summary>Misbehaves with the buffer in hand.</summary>
    Owned<byte> Trouble(string what, Owned<byte> buffer);

    int Kept();
}
