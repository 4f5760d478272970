using Singular.Kernel.CheckAgent.Line;

namespace Singular.Kernel.CheckAgent.Commands;

/// <summary>What the channel for calls of endpoints needs that the checker hands over.</summary>
/// <param name="Memory">Its memory, formatted by the checker.</param>
/// <param name="Waker">Rings at the checker.</param>
internal sealed record ChannelBack(LentMemory Memory, LineWaker Waker);
