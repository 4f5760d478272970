namespace Singular.Verifier.Oracle.Runtime;

/// <summary>Implemented by the woven classes: fields beside their own that no code writes.</summary>
public interface ICanary
{
    /// <summary>All guard fields or-ed; zero unless something wrote where it had no right to.</summary>
    long Sum();
}
