using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Singular.Drivers.Analyzers;

/// <summary>Finds static fields that can change, and attributes that make state of another kind.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class SharedStateAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = ImmutableArray.Create(Rules.MutableStatic, Rules.PowerAttribute);

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.RegisterSymbolAction(OnField, SymbolKind.Field);
        context.RegisterSymbolAction(OnProperty, SymbolKind.Property);
        context.RegisterSymbolAction(OnEvent, SymbolKind.Event);
        context.RegisterSymbolAction(OnAttributes, SymbolKind.Field, SymbolKind.Method, SymbolKind.NamedType);
    }

    private static void OnField(SymbolAnalysisContext context)
    {
        var field = (IFieldSymbol)context.Symbol;
        bool isWritten = field is { IsStatic: true, IsConst: false, IsImplicitlyDeclared: false };
        if (isWritten && (!field.IsReadOnly || CanChange(field.Type)))
            context.ReportDiagnostic(Diagnostic.Create(Rules.MutableStatic, field.Locations[0], field.Name));
    }

    private static void OnProperty(SymbolAnalysisContext context)
    {
        // An automatic property is a field; its accessors have no bodies of their own.
        var property = (IPropertySymbol)context.Symbol;
        bool isAutomatic = property is { IsStatic: true, IsAbstract: false } && HasBackingField(property);
        if (isAutomatic && (property.SetMethod is not null || CanChange(property.Type)))
            context.ReportDiagnostic(Diagnostic.Create(Rules.MutableStatic, property.Locations[0], property.Name));
    }

    private static void OnEvent(SymbolAnalysisContext context)
    {
        var declared = (IEventSymbol)context.Symbol;
        if (declared is { IsStatic: true, IsAbstract: false } && declared.AddMethod is { IsImplicitlyDeclared: true })
            context.ReportDiagnostic(Diagnostic.Create(Rules.MutableStatic, declared.Locations[0], declared.Name));
    }

    private static void OnAttributes(SymbolAnalysisContext context)
    {
        foreach (AttributeData attribute in context.Symbol.GetAttributes())
        {
            string name = attribute.AttributeClass?.Name ?? "";
            bool isPower = name is "ThreadStaticAttribute" or "UnsafeAccessorAttribute" or "UnsafeAccessorTypeAttribute" or "SkipLocalsInitAttribute"
                or "ModuleInitializerAttribute" or "UnmanagedCallersOnlyAttribute" or "FixedAddressValueTypeAttribute" or "IgnoresAccessChecksToAttribute";
            if (isPower && attribute.ApplicationSyntaxReference is { } place)
                context.ReportDiagnostic(Diagnostic.Create(Rules.PowerAttribute, Location.Create(place.SyntaxTree, place.Span), name.Substring(0, name.Length - "Attribute".Length)));
        }
    }

    private static bool HasBackingField(IPropertySymbol property)
    {
        foreach (ISymbol member in property.ContainingType.GetMembers())
        {
            if (member is IFieldSymbol field && SymbolEqualityComparer.Default.Equals(field.AssociatedSymbol, property))
                return true;
        }

        return false;
    }

    /// <summary>Kinds of types whose values change for sure. Own classes and structs are left to the verifier, which looks into them.</summary>
    private static bool CanChange(ITypeSymbol type) => type.TypeKind switch
    {
        TypeKind.Array or TypeKind.Delegate or TypeKind.Interface or TypeKind.Dynamic => true,
        TypeKind.Class => type.SpecialType == SpecialType.System_Object || IsMutablePlatformClass(type),
        _ => false,
    };

    private static bool IsMutablePlatformClass(ITypeSymbol type)
    {
        string space = type.ContainingNamespace?.ToDisplayString() ?? "";
        bool isPlatform = space == "System" || space.StartsWith("System.", System.StringComparison.Ordinal);
        return isPlatform && type.SpecialType != SpecialType.System_String && type.Name is not ("Type" or "Encoding" or "SearchValues");
    }
}
