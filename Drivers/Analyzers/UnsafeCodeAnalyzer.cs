using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Singular.Drivers.Analyzers;

/// <summary>Finds <c>unsafe</c> and imported native methods.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class UnsafeCodeAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.Pointer, Rules.PInvoke);

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterSyntaxNodeAction(OnUnsafeBlock, SyntaxKind.UnsafeStatement);
        context.RegisterSyntaxNodeAction(OnDeclaration,
            SyntaxKind.ClassDeclaration, SyntaxKind.StructDeclaration, SyntaxKind.InterfaceDeclaration, SyntaxKind.RecordDeclaration, SyntaxKind.RecordStructDeclaration,
            SyntaxKind.MethodDeclaration, SyntaxKind.ConstructorDeclaration, SyntaxKind.PropertyDeclaration, SyntaxKind.FieldDeclaration, SyntaxKind.DelegateDeclaration,
            SyntaxKind.OperatorDeclaration, SyntaxKind.IndexerDeclaration);
        context.RegisterSyntaxNodeAction(OnLocalFunction, SyntaxKind.LocalFunctionStatement);
        context.RegisterSymbolAction(OnMethod, SymbolKind.Method);
    }

    private static void OnUnsafeBlock(SyntaxNodeAnalysisContext context) =>
        Report(context, ((UnsafeStatementSyntax)context.Node).UnsafeKeyword);

    private static void OnDeclaration(SyntaxNodeAnalysisContext context) =>
        ReportModifier(context, ((MemberDeclarationSyntax)context.Node).Modifiers);

    private static void OnLocalFunction(SyntaxNodeAnalysisContext context) =>
        ReportModifier(context, ((LocalFunctionStatementSyntax)context.Node).Modifiers);

    private static void OnMethod(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        bool isImported = method.IsExtern || method.GetDllImportData() is not null
            || method.GetAttributes().Any(attribute => attribute.AttributeClass?.Name is "LibraryImportAttribute");
        if (isImported)
            context.ReportDiagnostic(Diagnostic.Create(Rules.PInvoke, method.Locations[0], method.Name));
    }

    private static void ReportModifier(SyntaxNodeAnalysisContext context, SyntaxTokenList modifiers)
    {
        SyntaxToken found = modifiers.FirstOrDefault(modifier => modifier.IsKind(SyntaxKind.UnsafeKeyword));
        if (found.IsKind(SyntaxKind.UnsafeKeyword))
            Report(context, found);
    }

    private static void Report(SyntaxNodeAnalysisContext context, SyntaxToken keyword) =>
        context.ReportDiagnostic(Diagnostic.Create(Rules.Pointer, keyword.GetLocation()));
}
