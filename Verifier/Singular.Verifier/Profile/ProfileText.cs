using System.Text;

namespace Singular.Verifier.Profile;

/// <summary>Writes lines of the profile in the form that <see cref="ProfileReader"/> reads.</summary>
public static class ProfileText
{
    /// <summary>The line of a type.</summary>
    public static string Head(ProfileType type) => With($"type {type.Name}", Words(
        (type.MayDerive, "derive"), (type.MayImplement, "implement"), (type.IsDelegate, "delegate"), (type.IsLinear, "linear"), (type.ClosedArguments, "closed")));

    /// <summary>The line of a member, without the spaces in front.</summary>
    public static string Line(string member, ProfileFacts facts) => With(member, Words(
        (facts.Cost == ProfileCost.Linear, "O(n)"),
        (facts.Allocation == ProfileAllocation.Constant, "alloc"),
        (facts.Allocation == ProfileAllocation.Linear, "alloc(n)"),
        (facts.Allocation == ProfileAllocation.ByParameter, $"alloc(#{facts.AllocationParameter})"),
        (facts.CallsBack, "calls"),
        (facts.Waits, "waits"),
        (facts.ReturnsReadOnly, "readonly"),
        (facts.ScopedParameters.Count > 0, $"scoped({string.Join(',', facts.ScopedParameters)})"),
        (facts.UnscopedParameters.Count > 0, $"unscoped({string.Join(',', facts.UnscopedParameters)})"),
        (facts.PrimitiveArguments, "primitive"),
        (facts.NumberArguments, "numbers"),
        (facts.OwnObject, "own-object"),
        (facts.Shape.Length > 0, $"shape({facts.Shape})")));

    private static string Words(params ReadOnlySpan<(bool Holds, string Word)> facts)
    {
        var text = new StringBuilder();
        foreach ((bool holds, string word) in facts)
        {
            if (holds)
                text.Append(' ').Append(word);
        }

        return text.ToString();
    }

    private static string With(string subject, string facts) => facts.Length == 0 ? subject : $"{subject} ;{facts}";
}
