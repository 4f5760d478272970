namespace Singular.Kernel.Checking;

/// <summary>A package cannot be checked here; nothing is said of whether it is right.</summary>
public sealed class CheckException(string message) : Exception(message);
