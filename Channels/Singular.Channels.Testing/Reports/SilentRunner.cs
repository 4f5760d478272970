using FsCheck;
using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;

namespace Singular.Channels.Testing;

/// <summary>Lets FsCheck run without printing; what was found is kept by the property itself.</summary>
internal sealed class SilentRunner : IRunner
{
    /// <summary>FsCheck's own words about the end of the run.</summary>
    internal string Result { get; private set; } = "";

    public void OnStartFixture(Type t)
    {
    }

    public void OnArguments(int ntest, FSharpList<object> args, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every)
    {
    }

    public void OnShrink(FSharpList<object> args, FSharpFunc<FSharpList<object>, string> everyShrink)
    {
    }

    public void OnFinished(string name, TestResult value) => Result = value.ToString();
}
