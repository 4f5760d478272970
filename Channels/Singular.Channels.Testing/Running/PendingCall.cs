using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>An asynchronous call that had not been answered when it was looked at last.</summary>
/// <param name="Number">Place of the call in the sequence.</param>
/// <param name="Member">The member.</param>
/// <param name="Arguments">What the server was given.</param>
/// <param name="Task">The client's task.</param>
/// <param name="Client">Who waits for it.</param>
/// <param name="Model">The model's task; null where the model says nothing of it.</param>
/// <param name="Judge">The model, where it judges.</param>
internal sealed record PendingCall(int Number, MemberDescription Member, object?[] Arguments, Task Task, Domain Client, Task? Model, IModelJudge? Judge);
