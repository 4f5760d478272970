using Singular.Channels;

namespace Singular.Contracts;

/// <summary>The state of a link.</summary>
/// <param name="IsUp">Frames can be sent and may come in.</param>
/// <param name="MegabitsPerSecond">Its rate; 0 where it is down or has no rate of its own.</param>
/// <param name="IsFullDuplex">Both sides may send at the same time; false where it is down.</param>
[Exchangeable]
public readonly record struct LinkStatus(bool IsUp, int MegabitsPerSecond, bool IsFullDuplex);
