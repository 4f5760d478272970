namespace Singular.Contracts;

/// <summary>What random bits are good for.</summary>
public enum RandomQuality
{
    /// <summary>They look random and whoever knows how they are made can tell them: for tests and simulations, never for keys.</summary>
    Predictable,

    /// <summary>A physical source with health tests, as NIST SP 800-90B has it. Not every bit need be worth a bit: good as a seed.</summary>
    EntropySource,

    /// <summary>A generator that such a source seeds and reseeds, as NIST SP 800-90A and 800-90C have it: good for keys as they are.</summary>
    Generator,
}
