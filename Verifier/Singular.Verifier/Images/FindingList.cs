namespace Singular.Verifier.Images;

/// <summary>Collects what the checks of one image find, up to a limit.</summary>
internal sealed class FindingList(int limit)
{
    private readonly List<ImageFinding> _findings = [];
    private int _structural;
    private int _isolation;

    public IReadOnlyList<ImageFinding> All => _findings;

    public bool HasFatal { get; private set; }

    /// <summary>Something that makes the whole image unreadable or ambiguous.</summary>
    public void Fatal(string code, uint token, string message)
    {
        HasFatal = true;
        Add(new ImageFinding(ImageRule.Structure, code, token, -1, true, message));
    }

    /// <summary>Something wrong in the body of one method, which the rest of the image does not depend on.</summary>
    public void Body(string code, uint method, int offset, string message) =>
        Add(new ImageFinding(ImageRule.Structure, code, method, offset, false, message));

    /// <summary>Something that a package may not have.</summary>
    public void Isolation(string code, uint token, string message) =>
        Add(new ImageFinding(ImageRule.Isolation, code, token, -1, false, message));

    private void Add(ImageFinding finding)
    {
        int of = finding.Rule == ImageRule.Isolation ? ++_isolation : ++_structural;
        if (of <= limit)
            _findings.Add(finding);
        else if (of == limit + 1)
            EndList(finding.Rule);
    }

    /// <summary>A platform assembly that uses pointers everywhere is no less readable for it; too many structural findings end
    /// the check.</summary>
    private void EndList(ImageRule rule)
    {
        bool isFatal = rule == ImageRule.Structure;
        HasFatal |= isFatal;
        _findings.Add(new ImageFinding(rule, ImageCodes.Limit, ImageFinding.WholeImage, -1, isFatal,
            $"The image has more than {limit} findings of this kind; the rest is not listed."));
    }
}
