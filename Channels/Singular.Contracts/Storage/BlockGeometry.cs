using Singular.Channels;

namespace Singular.Contracts;

/// <param name="BlockSize">Bytes in a block: a power of two from 512 to 4096.</param>
/// <param name="BlockCount">Number of blocks, at least 1.</param>
/// <param name="IsReadOnly">True when writes are refused.</param>
[Exchangeable]
public readonly record struct BlockGeometry(int BlockSize, long BlockCount, bool IsReadOnly);
