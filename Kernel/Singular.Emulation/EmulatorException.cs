namespace Singular.Emulation;

/// <summary>The emulator could not be started or used as asked. The message is one sentence for the person at the
/// keyboard.</summary>
public sealed class EmulatorException(string message) : Exception(message);
