namespace Singular.Builder;

/// <summary>Where a step of a build is.</summary>
public enum BuildStepState
{
    Started,

    /// <summary>Done in this run.</summary>
    Done,

    /// <summary>Nothing had changed; an earlier result was taken from the cache.</summary>
    Cached,

    /// <summary>The step threw; the exception follows.</summary>
    Failed,
}
