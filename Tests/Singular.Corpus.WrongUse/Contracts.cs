using System;
using System.Threading.Tasks;
using Singular.Channels;

namespace WrongUse;

public enum VaultError
{
    None,
    Full,
    Missing,
    OutOfRange,
}

/// <summary>Keeps one buffer at each of eight places, 0 to 7.</summary>
[Contract("wrong-use.vault", 1, 0)]
public interface IVault
{
    /// <summary>Puts a buffer in; what was there is released.</summary>
    Result<Done, VaultError> Put(int place, Owned<byte> data);

    /// <summary>Takes a buffer out.</summary>
    Result<Owned<byte>, VaultError> Take(int place);

    /// <summary>The sum of the bytes at a place, 0 to 255 for each byte; nothing moves.</summary>
    int Sum(int place);

    /// <summary>Writes the bytes at a place into the caller's span, as many as fit, and says how many.</summary>
    int Copy(int place, Span<byte> target);

    /// <summary>Opens a place for writing.</summary>
    Result<IWriter, VaultError> Open(int place);
}

/// <summary>Writes to a place, byte by byte.</summary>
[Contract("wrong-use.writer", 1, 0)]
[Protocol("New", "Ready")]
public interface IWriter
{
    /// <summary>Makes the place ready, with room for a number of bytes.</summary>
    [When("New", Then = "Ready", ThenOnFailure = "New")]
    Result<Done, VaultError> Begin(int length);

    /// <summary>Appends a byte.</summary>
    [When("Ready")]
    Result<Done, VaultError> Append(byte value);

    /// <summary>Ends the writer; what was appended is at the place.</summary>
    [Ends]
    void Close();
}

/// <summary>Does something with a vault; what, is the client's own business.</summary>
[Contract("wrong-use.client", 1, 0)]
public interface IClient
{
    /// <summary>Does it once, at a place, and gives a number.</summary>
    int Use(int place);

    /// <summary>Does it with a buffer that it is handed.</summary>
    int UseBuffer(Owned<byte> data);
}
