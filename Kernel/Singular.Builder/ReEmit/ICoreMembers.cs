using Mono.Cecil;

namespace Singular.Builder.ReEmit;

/// <summary>What of the core library <see cref="CompilerDuties"/> writes references to.</summary>
internal interface ICoreMembers
{
    TypeReference ObjectType();

    TypeReference ExceptionType();

    /// <summary><c>Object.GetType()</c>.</summary>
    MethodReference GetTypeOfObject();
}
