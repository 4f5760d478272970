namespace Singular.Channels;

/// <summary>The value of a call that gives back nothing but may fail: <c>Result&lt;Done, TError&gt;</c>.</summary>
[Exchangeable]
public readonly record struct Done;
