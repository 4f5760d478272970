using Singular.Verifier.SecondOpinion;

namespace Singular.Verifier.Isolation.Tests.SecondOpinion;

/// <summary>What ilverify prints is understood and compared; a stand-in, a shell script, speaks its form (dotnet/runtime, ILVerify/Program.cs).</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class SecondOpinionTests : IDisposable
{
    private const string Printed = """
        [IL]: Error [StackUnexpected]: [/w/a.dll : N.Outer+Inner`1::Same(int32, System.Collections.Generic.Dictionary`2<string,int32>)][offset 0x0000001A][found Int32][expected ref 'string'] Unexpected type on the stack.
        [IL]: Error [ReturnPtrToStack]: [/w/a.dll : N.T::Theirs(int32[])][offset 0x00000004] Return type is ByRef, TypedReference, ArgHandle, or ArgIterator.
        [IL]: Error [StackByRef]: [/w/a.dll : N.T::Theirs(int32[])][offset 0x00000009][found Native Int] Expected ByRef on the stack.
        [IL]: Error [FileLoadErrorGeneric]: [/w/a.dll : N.T::Raised()] Could not load.
        [MD]: Error: Type 'N.Odd' is odd.
        5 Error(s) Verifying /w/a.dll

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("ilverify").FullName;

    [Fact]
    public void LinesBecomeMethodsAndCodes()
    {
        ILVerifyOutput output = ILVerifyOutput.Parse(Printed.Split('\n'));
        Assert.True(output.IsComplete);
        Assert.Equal(["StackUnexpected"], output.Methods[new MethodName("N.Outer/Inner`1", "Same", 2)]);
        Assert.Equal(["ReturnPtrToStack", "StackByRef"], output.Methods[new MethodName("N.T", "Theirs", 1)]);
        Assert.Equal(["FileLoadErrorGeneric"], output.Methods[new MethodName("N.T", "Raised", 0)]);
        Assert.Equal(["[MD]: Error: Type 'N.Odd' is odd."], output.Types);
    }

    [Fact]
    public void OutputWithoutItsLastLineIsIncomplete() => Assert.False(ILVerifyOutput.Parse(Printed.Split('\n')[..3]).IsComplete);

    [Fact]
    public void MethodsAreSortedByWhoObjects()
    {
        OpinionComparison comparison = OpinionComparison.Compare(Ours(), ILVerifyOutput.Parse(Printed.Split('\n')));
        Assert.Equal(["N.T::Ours (1 parameter): UnmanagedPointer"], comparison.OnlyOurs);
        Assert.Equal(["N.T::Raised (0 parameters): FileLoadErrorGeneric", "N.T::Theirs (1 parameter): ReturnPtrToStack, StackByRef"], comparison.OnlyTheirs);
        Assert.Equal(["N.Outer/Inner`1::Same (2 parameters): ours InitLocals, StackUnexpected; theirs StackUnexpected"], comparison.Both);
        using var text = new StringWriter();
        comparison.Write(text, "a.dll");
        Assert.Contains("1 methods only we object to, 2 only ilverify, 1 both", text.ToString());
        Assert.Contains("  only ours: N.T::Ours", text.ToString());
    }

    [Fact]
    public async Task AStandInIsRunWithTheReferences()
    {
        Write("ilverify", $"printf '%s\\n' \"$@\" > '{_folder}/arguments'\ncat <<'END'\n{Printed}END\nexit 2\n");
        ILVerifyProgram program = ILVerifyProgram.Find($"/nowhere:{_folder}")!;
        ILVerifyOutput output = await program.RunAsync("/w/a.dll", [_folder, "/w/b.dll"], "System.Private.CoreLib", CancellationToken.None);
        Assert.Equal(3, output.Methods.Count);
        Assert.Equal(["/w/a.dll", "--reference", _folder + "/*.dll", "--reference", "/w/b.dll", "--system-module", "System.Private.CoreLib"], File.ReadAllLines(Path.Combine(_folder, "arguments")));
    }

    [Theory]
    [InlineData("echo 'Unhandled exception. NullReferenceException' >&2\nexit 134\n", "status 134, \"Unhandled exception. NullReferenceException\"")]
    [InlineData("exit 0\n", "status 0, no output")]
    public async Task OneThatDoesNotFinishGivesNoOpinion(string script, string reason)
    {
        Write("ilverify", script);
        SecondOpinionException error = await Assert.ThrowsAsync<SecondOpinionException>(() => ILVerifyProgram.Find(_folder)!.RunAsync("a.dll", [], "mscorlib", CancellationToken.None));
        Assert.Contains(reason, error.Message);
    }

    [Fact]
    public void WhereThereIsNoneNoneIsFound()
    {
        File.WriteAllText(Path.Combine(_folder, "ilverify"), "not a program");
        Assert.Null(ILVerifyProgram.Find($"{_folder}:/nowhere"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static VerificationResult Ours() => new("a",
    [
        new Finding(FindingArea.Types, "StackUnexpected", 0x06000001, "N.Outer/Inner`1", "Same(Int32, Dictionary`2)", 0x1A, "int32"),
        new Finding(FindingArea.Types, "InitLocals", 0x06000001, "N.Outer/Inner`1", "Same(Int32, Dictionary`2)", null, "locals"),
        new Finding(FindingArea.Types, "UnmanagedPointer", 0x06000002, "N.T", "Ours(Int32*)", 0, "a pointer"),
        new Finding(FindingArea.Isolation, "IsolationMember", 0x06000003, "N.T", "Elsewhere()", 0, "not a rule of ilverify's"),
    ], 3);

    private void Write(string name, string script)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, "#!/bin/sh\n" + script);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }
}
