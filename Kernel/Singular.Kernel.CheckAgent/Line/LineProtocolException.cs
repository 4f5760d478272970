namespace Singular.Kernel.CheckAgent.Line;

/// <summary>What came over the line is not of its protocol.</summary>
public sealed class LineProtocolException(string message) : Exception(message);
