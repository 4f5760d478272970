using System.Globalization;

namespace Singular.Verifier.Profile;

/// <summary>Reads the text form of a driver profile. Its grammar stands at the head of <c>driver-profile.txt</c>.</summary>
public static class ProfileReader
{
    /// <exception cref="FormatException">A line is not one of a profile; the message has its number.</exception>
    public static DriverProfile Read(TextReader text)
    {
        int version = 0;
        int number = 0;
        var types = new Dictionary<string, ProfileType>(StringComparer.Ordinal);
        Dictionary<string, ProfileFacts>? members = null;
        while (text.ReadLine() is { } line)
        {
            number++;
            if (line.Length == 0 || line[0] == '#')
                continue;
            int semicolon = line.IndexOf(" ; ", StringComparison.Ordinal);
            string subject = semicolon < 0 ? line : line[..semicolon];
            string facts = semicolon < 0 ? "" : line[(semicolon + 3)..];
            if (subject.StartsWith("  ", StringComparison.Ordinal) && members is not null)
            {
                if (!members.TryAdd(subject[2..], ReadFacts(facts, number)))
                    throw Bad(number, $"the member {subject[2..]} stands twice in its type");
            }
            else if (subject.StartsWith("type ", StringComparison.Ordinal))
            {
                members = new Dictionary<string, ProfileFacts>(StringComparer.Ordinal);
                ProfileType type = ReadType(subject[5..], members, facts, number);
                if (!types.TryAdd(type.Name, type))
                    throw Bad(number, $"the type {type.Name} stands twice in the profile");
            }
            else if (subject.StartsWith("profile ", StringComparison.Ordinal) && version == 0)
            {
                version = int.Parse(subject.AsSpan(8), NumberStyles.None, CultureInfo.InvariantCulture);
            }
            else
            {
                throw Bad(number, "it is neither a type nor a member");
            }
        }

        return version > 0 ? new DriverProfile(version, types) : throw Bad(number, "the profile does not say its version");
    }

    private static ProfileType ReadType(string name, Dictionary<string, ProfileFacts> members, string facts, int number)
    {
        var type = new ProfileType(name, members, false, false, false, false, false);
        foreach (string word in facts.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            type = word switch
            {
                "derive" => type with { MayDerive = true },
                "implement" => type with { MayImplement = true },
                "delegate" => type with { IsDelegate = true },
                "linear" => type with { IsLinear = true },
                "closed" => type with { ClosedArguments = true },
                _ => throw Bad(number, $"'{word}' is no fact of a type"),
            };
        }

        return type;
    }

    private static ProfileFacts ReadFacts(string text, int number)
    {
        ProfileFacts facts = ProfileFacts.None;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int open = word.IndexOf('(', StringComparison.Ordinal);
            string argument = open < 0 ? "" : word[(open + 1)..].TrimEnd(')');
            facts = (open < 0 ? word : word[..open]) switch
            {
                "O" when argument == "n" => facts with { Cost = ProfileCost.Linear },
                "alloc" when argument.StartsWith('#') => facts with { Allocation = ProfileAllocation.ByParameter, AllocationParameter = Number(argument[1..], number) },
                "alloc" => facts with { Allocation = argument == "n" ? ProfileAllocation.Linear : ProfileAllocation.Constant },
                "calls" => facts with { CallsBack = true },
                "waits" => facts with { Waits = true },
                "readonly" => facts with { ReturnsReadOnly = true },
                "scoped" => facts with { ScopedParameters = Numbers(argument, number) },
                "unscoped" => facts with { UnscopedParameters = Numbers(argument, number) },
                "primitive" => facts with { PrimitiveArguments = true },
                "numbers" => facts with { NumberArguments = true },
                "own-object" => facts with { OwnObject = true },
                "shape" when argument.Length > 0 => facts with { Shape = argument },
                _ => throw Bad(number, $"'{word}' is no fact of a member"),
            };
        }

        return facts;
    }

    private static int[] Numbers(string list, int line) => [.. list.Split(',').Select(n => Number(n, line))];

    private static int Number(string text, int line) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : throw Bad(line, $"'{text}' is no number of a parameter");

    private static FormatException Bad(int line, string why) => new($"Line {line} of the driver profile cannot be used: {why}.");
}
