using Mono.Cecil;
using Mono.Cecil.Cil;
using Singular.Verifier.Contracts;
using Singular.Verifier.Images;
using Singular.Verifier.Isolation.Tests.Examples;
using Singular.Verifier.Ownership;
using Singular.Verifier.Reports;

namespace Singular.Verifier.Isolation.Tests.Reports;

/// <summary>The catalogue of codes says something of every code that the verifier can report.</summary>
public class CodeCatalogueTests
{
    /// <summary>ILVerify's names (verifier-rules.md, section 13): a string in the verifier that is one of them is a code.</summary>
    private static readonly HashSet<string> ILVerifyNames = [.. """
        UnknownOpcode EHClauseOutOfRange EHClauseEmpty EHClauseBoundary EHClauseFilterEnd EHClauseOverlap EHClauseOrder EHClauseNesting MethodFallthrough
        FallthroughException FallthroughIntoHandler FallthroughIntoFilter LeaveIntoTry LeaveIntoHandler LeaveIntoFilter LeaveOutOfFilter LeaveOutOfFinally
        LeaveOutOfFault Rethrow Endfinally Endfilter BranchIntoTry BranchIntoHandler BranchIntoFilter BranchOutOfTry BranchOutOfHandler BranchOutOfFilter
        BranchOutOfFinally ReturnFromTry ReturnFromHandler ReturnFromFilter BadJumpTarget PathStackUnexpected PathStackDepth ThisUninitStore ThisUninitReturn
        LdftnCtor StackUnexpected StackUnexpectedArrayType StackOverflow StackUnderflow UninitStack ExpectedIntegerType ExpectedFloatType ExpectedNumericType
        StackObjRef StackByRef StackMethod UnrecognizedLocalNumber UnrecognizedArgumentNumber ExpectedTypeToken TokenResolve ExpectedMethodToken
        ExpectedFieldToken Unverifiable StringOperand ReturnPtrToStack ReturnVoid ReturnMissing ReturnEmpty ExpectedArray ValueTypeExpected TypeAccess
        MethodAccess FieldAccess ExpectedStaticField InitOnly CallVirtOnValueType CtorExpected CtorSig ArrayByRef ByrefOfByref CodeSizeZero TailCall TailByRef
        TailRet TailRetVoid TailRetType TailStackEmpty MethodEnd BadBranch Volatile Unaligned CallAbstract TryNonEmptyStack FilterOrCatchUnexpectedStack
        FinOrFaultNonEmptyStack DelegateCtor DelegatePattern BoxByRef EndfilterStack DelegateCtorSigI DelegateCtorSigO ThrowOrCatchOnlyExceptionType CatchByRef
        LdvirtftnOnStatic CallVirtOnStatic InitLocals CallCtor ExpectedValClassObjRefVariable ReadOnly Constrained UnsatisfiedMethodInst
        UnsatisfiedMethodParentInst UnsatisfiedFieldParentInst UnsatisfiedBoxOperand ConstrainedCallWithNonByRefThis ReadonlyUnexpectedCallee
        ReadOnlyIllegalWrite TailCallInsideER BackwardBranch NewobjAbstractClass UnmanagedPointer LdftnNonFinalVirtual ThisMismatch InterfaceImplHasDuplicate
        InterfaceMethodNotImplemented LocallocStackNotEmpty InvalidBaseType BadTypeSpec ConstrainedTypeNoInterfaceImpl LimitExceeded InternalError
        """.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries)];

    [Theory]
    [InlineData(typeof(ImageCodes))]
    [InlineData(typeof(IsolationCodes))]
    [InlineData(typeof(ContractCodes))]
    [InlineData(typeof(OwnershipCodes))]
    public void EveryNamedCodeHasAnEntry(Type codes)
    {
        foreach (var field in codes.GetFields())
            Assert.NotNull(CodeCatalogue.Find((string)field.GetRawConstantValue()!) ?? throw new Xunit.Sdk.XunitException($"{field.GetRawConstantValue()} is not in docs/codes.md"));
    }

    [Fact]
    public void EveryCodeInTheVerifiersILHasAnEntry()
    {
        using ModuleDefinition module = ModuleDefinition.ReadModule(typeof(AssemblyVerifier).Assembly.Location);
        string[] missing = [.. module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody).SelectMany(m => m.Body.Instructions)
            .Where(i => i.OpCode == OpCodes.Ldstr).Select(i => (string)i.Operand).Where(IsCode).Distinct().Where(c => CodeCatalogue.Find(c) is null)];
        Assert.Empty(missing);
    }

    [Fact]
    public void EveryEntryIsOfAKnownCode()
    {
        HashSet<string> named = [.. new[] { typeof(ImageCodes), typeof(IsolationCodes), typeof(ContractCodes), typeof(OwnershipCodes) }.SelectMany(t => t.GetFields()).Select(f => (string)f.GetRawConstantValue()!)];
        Assert.All(CodeCatalogue.All, e => Assert.True(named.Contains(e.Code) || ILVerifyNames.Contains(e.Code) || e.Code.StartsWith("Types", StringComparison.Ordinal), e.Code));
    }

    /// <summary>Each name of the field has an entry, or a reason why it is not reported.</summary>
    [Fact]
    public void EveryNameOfILVerifyIsReportedOrExplained()
    {
        Dictionary<string, string> unreported = CodeDocument.List("Names of ILVerify that are not reported");
        Assert.All(ILVerifyNames, n => Assert.True(CodeCatalogue.Find(n) is null == unreported.ContainsKey(n), n));
        Assert.All(unreported, n => Assert.True(n.Value.Length > 0 && ILVerifyNames.Contains(n.Key), n.Key));
    }

    [Fact]
    public void AnEntryIsFoundWithoutRegardToCaseAndExplainsItself()
    {
        CodeEntry entry = CodeCatalogue.Find("isolationmutablestatic")!;
        Assert.Equal(FindingArea.Isolation, entry.Area);
        Assert.Contains("good: ", entry.ToString());
    }

    [Theory]
    [InlineData("### A\nTypes. Means.\n- good: x\n")]
    [InlineData("### A\nMeans.\n- bad: x\n- good: x\n")]
    [InlineData("### A\n### B\n")]
    [InlineData("### A\nTypes. Means.\n- bad: x\n")]
    public void AnIncompleteEntryIsRefused(string document) => Assert.Throws<FormatException>(() => CodeCatalogue.Read(new StringReader(document)));

    private static bool IsCode(string text) =>
        ILVerifyNames.Contains(text)
        || text.StartsWith("Types", StringComparison.Ordinal) && text.Length > 5 && text.All(char.IsAsciiLetter)
        || text.StartsWith("Isolation", StringComparison.Ordinal) && text.Length > 9 && text.All(char.IsAsciiLetter);
}
