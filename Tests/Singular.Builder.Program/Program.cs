using System.Runtime.InteropServices;
using Samples;

Func<string>[] programs =
[
    Language.RunIterator, Language.RunAsync, Language.RunSwitch, Language.RunStringSwitch, Language.RunSpans, Language.RunStaticAbstract,
    Language.RunInlineArray, Language.RunRefStruct, Language.RunEvents, Language.RunRecords, Language.RunCovariance, Language.RunExceptions,
    Language.RunEnums, Language.RunGenerics, Language.RunVolatileAndInterlocked, Language.RunUsing, Language.RunExpressions, Language.RunFunctionTypes,
    Language.RunGenericStructs, Language.RunCastsOfKnownObjects,
];
foreach (Func<string> program in programs)
    Console.WriteLine(program());
if (args is ["native"])
    Console.WriteLine(Native.Add(40, 2));

internal static partial class Native
{
    [DllImport("sample_native", EntryPoint = "sample_add")]
    internal static extern int Add(int a, int b);
}
