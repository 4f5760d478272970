namespace Singular.Verifier.SecondOpinion;

/// <summary>
/// What ilverify prints. For a method it is <c>[IL]: Error [CODE]: [PATH : TYPE::METHOD(PARAMETERS)][offset 0xOFFSET]… TEXT</c>, where
/// <c>[found …]</c>, <c>[expected …]</c> and <c>[token …]</c> may follow the offset and an exception's id may stand for the code, then
/// without an offset (read off the source of dotnet/runtime, src/coreclr/tools/ILVerify/Program.cs). For a type it is free text.
/// The last line counts the errors or says that all was verified.
/// </summary>
public sealed class ILVerifyOutput
{
    private const string MethodError = "[IL]: Error [";

    private readonly Dictionary<MethodName, SortedSet<string>> _methods = [];
    private readonly List<string> _types = [];

    private ILVerifyOutput()
    {
    }

    /// <summary>Codes by method, each once.</summary>
    public IReadOnlyDictionary<MethodName, SortedSet<string>> Methods => _methods;

    /// <summary>What it said about types, line by line.</summary>
    public IReadOnlyList<string> Types => _types;

    /// <summary>False when the last line is missing, so that it did not get to the end.</summary>
    public bool IsComplete { get; private set; }

    public static ILVerifyOutput Parse(IEnumerable<string> lines)
    {
        var output = new ILVerifyOutput();
        foreach (var line in lines)
            output.Take(line.Trim());
        return output;
    }

    private void Take(string line)
    {
        if (line.StartsWith(MethodError, StringComparison.Ordinal))
            TakeMethod(line);
        else if (line.Contains(" Error(s) Verifying ", StringComparison.Ordinal) || line.StartsWith("All Classes and Methods in ", StringComparison.Ordinal))
            IsComplete = true;
        else if (line.Length != 0)
            _types.Add(line);
    }

    private void TakeMethod(string line)
    {
        var codeEnd = line.IndexOf(']', MethodError.Length);
        // A path holds no " : " and no type's name does, so the first one behind the code ends the path.
        var separator = codeEnd < 0 ? -1 : line.IndexOf(" : ", codeEnd, StringComparison.Ordinal);
        var name = separator < 0 ? -1 : line.IndexOf("::", separator, StringComparison.Ordinal);
        if (name < 0)
        {
            _types.Add(line);
            return;
        }
        var type = line[(separator + 3)..name];
        var method = MethodName.Of(type, line[(name + 2)..EndOfMethod(line, name)]);
        if (!_methods.TryGetValue(method, out var codes))
            _methods.Add(method, codes = new SortedSet<string>(StringComparer.Ordinal));
        codes.Add(line[MethodError.Length..codeEnd]);
    }

    /// <summary>The bracket that closes the place; those of array types in the parameters come before it.</summary>
    private static int EndOfMethod(string line, int start)
    {
        var depth = 0;
        for (var i = start; i < line.Length; i++)
        {
            if (line[i] == '[')
                depth++;
            else if (line[i] == ']' && depth-- == 0)
                return i;
        }
        return line.Length;
    }
}
