namespace Singular.Channels.Noise;

/// <summary>Where noise goes. Everywhere ends a channel at once; the others let it live long enough for parsing to begin.</summary>
public enum NoiseKind
{
    /// <summary>Any bytes to any place.</summary>
    Everywhere,

    /// <summary>Any bytes to the words of the first page.</summary>
    Words,

    /// <summary>Small numbers to the words of the first page.</summary>
    SmallWords,

    /// <summary>Small numbers to the slots of requests and completions, the words before their contents included.</summary>
    Slots,

    /// <summary>Any bytes to what messages carry.</summary>
    Contents,
}
