namespace Singular.Manifests;

/// <summary>Something in a store that is not as it should be.</summary>
/// <param name="Refusal">What; the code <c>StoreLeftover</c> says that it does no harm.</param>
/// <param name="Mended">What was done about it; empty where nothing was.</param>
public sealed record StoreFinding(Refusal Refusal, string Mended = "")
{
    /// <summary>True when what is installed is not affected.</summary>
    public bool IsHarmless => Refusal.Code == RefusalCode.StoreLeftover;

    public bool IsMended => Mended.Length > 0;

    public override string ToString() => IsMended ? $"{Refusal} Mended: {SafeText.Escape(Mended)}." : Refusal.ToString();
}
