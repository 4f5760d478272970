using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Singular.Drivers.Analyzers;

/// <summary>Finds what would run on threads that are not the driver's: finalizers, and async code that nobody awaits.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SharedThreadAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.Finalizer, Rules.AsyncVoid);

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterSymbolAction(OnMethod, SymbolKind.Method);
        context.RegisterOperationAction(OnLambda, OperationKind.AnonymousFunction);
        context.RegisterOperationAction(OnLocalFunction, OperationKind.LocalFunction);
    }

    private static void OnMethod(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.MethodKind == MethodKind.Destructor)
            context.ReportDiagnostic(Diagnostic.Create(Rules.Finalizer, method.Locations[0]));
        else if (IsAsyncVoid(method))
            context.ReportDiagnostic(Diagnostic.Create(Rules.AsyncVoid, method.Locations[0]));
    }

    private static void OnLambda(OperationAnalysisContext context) =>
        Check(context, ((IAnonymousFunctionOperation)context.Operation).Symbol);

    private static void OnLocalFunction(OperationAnalysisContext context) =>
        Check(context, ((ILocalFunctionOperation)context.Operation).Symbol);

    private static void Check(OperationAnalysisContext context, IMethodSymbol method)
    {
        if (IsAsyncVoid(method))
            context.ReportDiagnostic(Diagnostic.Create(Rules.AsyncVoid, context.Operation.Syntax.GetLocation()));
    }

    private static bool IsAsyncVoid(IMethodSymbol method) => method is { IsAsync: true, ReturnsVoid: true };
}
