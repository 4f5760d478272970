using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Singular.Drivers.Analyzers;

/// <summary>Finds locks on objects that may be shared with others: strings, types, platform objects.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LockAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.Lock);

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterOperationAction(OnLock, OperationKind.Lock);
    }

    private static void OnLock(OperationAnalysisContext context)
    {
        IOperation locked = ((ILockOperation)context.Operation).LockedValue;
        bool isOwn = locked.Type is { } type && SymbolEqualityComparer.Default.Equals(type.ContainingAssembly, context.Compilation.Assembly);
        bool isLock = locked.Type is { Name: "Lock", ContainingNamespace: { Name: "Threading", ContainingNamespace.Name: "System" } };
        if (!isOwn && !isLock && locked.Type is not null)
            context.ReportDiagnostic(Diagnostic.Create(Rules.Lock, locked.Syntax.GetLocation(), locked.Type.Name));
    }
}
