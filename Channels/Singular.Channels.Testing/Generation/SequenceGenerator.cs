using FsCheck;
using FsCheck.Fluent;

namespace Singular.Channels.Testing;

/// <summary>Generates sequences that walk the protocol of a contract and of the endpoints that come out of it, mostly by legal
/// calls.</summary>
internal sealed class SequenceGenerator
{
    // Of a hundred steps.
    private const int DeathsOfServer = 2;
    private const int DeathsOfClient = 3;
    private const int DeathsInCall = 4;
    private const int ForbiddenArguments = 4;
    private const int AnyState = 8;

    // Beside the hundred.
    private const int OtherClient = 25;

    private readonly ContractDescription _contract;
    private readonly ValueGenerator _values;
    private readonly int _stimuli;
    private readonly int _worlds;
    private readonly MemberDescription[] _othersMembers;

    /// <param name="contract">The contract of the root.</param>
    /// <param name="values">Makes arguments.</param>
    /// <param name="stimuli">How many stimuli the fixture has.</param>
    /// <param name="worlds">How many worlds there are to choose from.</param>
    internal SequenceGenerator(ContractDescription contract, ValueGenerator values, int stimuli, int worlds)
    {
        _worlds = worlds;
        _contract = contract;
        _values = values;
        _stimuli = stimuli;
        // Who is called back must be in no call, so that it takes another's call to cause one.
        _othersMembers = contract.TakesEndpoints
            ? [.. contract.Members.Where(member => member.EndpointType is null && !member.IsEnd && !member.TakesBuffers && member.BufferElement is null)]
            : [];
    }

    /// <summary>Sequences that grow with FsCheck's size.</summary>
    internal Gen<List<Step>> Sequences() =>
        Gen.Sized(size => Gen.Choose(1, 4 + size / 3)).SelectMany(length => World().SelectMany(world => Walk([(_contract, 0)], length, world)));

    /// <summary>A quarter of the sequences, and some more, are in the plainest world.</summary>
    private Gen<List<Step>> World() => _worlds == 1
        ? Gen.Constant<List<Step>>([])
        : Gen.Frequency((1, Gen.Constant(0)), (3, Gen.Choose(0, _worlds - 1))).Select(number => number == 0 ? new List<Step>() : [new WorldStep(number)]);

    /// <summary>The same calls in fewer and simpler steps.</summary>
    internal static IEnumerable<List<Step>> Shrink(List<Step> steps)
    {
        for (int length = steps.Count / 2; length > 0; length /= 2)
        {
            for (int at = 0; at + length <= steps.Count; at += length)
                yield return [.. steps[..at], .. steps[(at + length)..]];
        }
        for (int i = 0; i < steps.Count; i++)
        {
            foreach (Step simpler in Simpler(steps[i]))
                yield return [.. steps[..i], simpler, .. steps[(i + 1)..]];
        }
    }

    /// <summary>A legal call of a member with generated arguments.</summary>
    internal Gen<CallStep> Call(MemberDescription member, int subject, Death death) =>
        Call(member, subject, death, []);

    private Gen<CallStep> Call(MemberDescription member, int subject, Death death, IReadOnlyList<Step> earlier) =>
        Gen.CollectToList(member.Parameters, parameter => Argument(parameter, earlier)).Select(arguments => new CallStep(member, subject, arguments, death));

    /// <summary>A new argument, or one like an earlier call's: what was written is worth reading.</summary>
    private Gen<Choice> Argument(ParameterDescription parameter, IReadOnlyList<Step> earlier)
    {
        Gen<Choice> fresh = _values.Argument(parameter);
        Choice[] used =
        [
            .. earlier.Select(step => step as CallStep ?? (step as OtherClientStep)?.Call).OfType<CallStep>().SelectMany(call => call.Member.Parameters.Zip(call.Arguments))
                .Where(pair => IsLike(pair.First, parameter) && IsLegal(pair.Second, parameter)).Select(pair => pair.Second),
        ];
        if (used.Length == 0)
            return fresh;
        Gen<Choice> reused = Gen.Elements(used);
        if (parameter.Type.IsInterface)
            return fresh;
        if (parameter.Passing != ParameterPassing.Value)
            reused = reused.SelectMany(data => Gen.Choose(1, 250).Select(Choice (seed) => ((DataChoice)data) with { Seed = seed }));
        return Gen.Frequency((1, fresh), (1, reused));
    }

    private static bool IsLike(ParameterDescription one, ParameterDescription other) =>
        one.Type == other.Type && (one.Passing == ParameterPassing.Value
            ? other.Passing == ParameterPassing.Value && one.Name == other.Name
            : other.Passing != ParameterPassing.Value);

    /// <summary>A buffer has a longest, and an argument that was no buffer is refused again.</summary>
    private static bool IsLegal(Choice choice, ParameterDescription parameter) =>
        parameter.Passing == ParameterPassing.Value || (choice is DataChoice data && (parameter.Passing != ParameterPassing.Buffer || data.Bytes <= ChannelLimits.MaxBufferBytes));

    private static IEnumerable<Step> Simpler(Step step)
    {
        if (step is OtherClientStep other)
        {
            foreach (Step simpler in Simpler(other.Call))
                yield return new OtherClientStep((CallStep)simpler);
        }
        if (step is not CallStep call)
            yield break;
        if (call.Death != Death.None)
            yield return call with { Death = Death.None };
        for (int i = 0; i < call.Arguments.Count; i++)
        {
            foreach (Choice simpler in call.Arguments[i].Shrink())
                yield return call with { Arguments = [.. call.Arguments.Select((argument, place) => place == i ? simpler : argument)] };
        }
    }

    /// <summary>Generates a step and goes on from where it leads if it succeeds.</summary>
    private Gen<List<Step>> Walk(List<(ContractDescription Contract, int State)> open, int left, List<Step> steps)
    {
        if (left == 0)
            return Gen.Constant(steps);
        return Next(open, steps).SelectMany(step => Walk(After(open, step), left - 1, [.. steps, step]));
    }

    private Gen<Step> Next(List<(ContractDescription Contract, int State)> open, List<Step> steps)
    {
        List<(int, Gen<Step>)> kinds =
        [
            (100 - DeathsInCall - ForbiddenArguments - AnyState, AnyCall(open, steps, legalOnly: true, Death.None)),
            (AnyState, AnyCall(open, steps, legalOnly: false, Death.None)),
            (ForbiddenArguments, AnyCall(open, steps, legalOnly: true, Death.None).SelectMany(Forbid)),
            (DeathsInCall, Gen.Elements(Death.ServerBefore, Death.ServerAfter, Death.ClientBefore, Death.ClientAfter).SelectMany(death => AnyCall(open, steps, legalOnly: true, death))),
            (DeathsOfServer, Gen.Constant<Step>(new ServerDeathStep())),
            (DeathsOfClient, Gen.Constant<Step>(new ClientDeathStep())),
        ];
        if (_othersMembers.Length > 0)
            kinds.Add((OtherClient, Gen.Elements(_othersMembers).SelectMany(member => Call(member, 0, Death.None, steps)).Select(Step (call) => new OtherClientStep(call))));
        if (_stimuli > 0)
            kinds.Add((45, Gen.Choose(0, _stimuli - 1).Select(Step (number) => new StimulusStep(number))));
        return Gen.Frequency([.. kinds]);
    }

    private Gen<Step> AnyCall(List<(ContractDescription Contract, int State)> open, List<Step> steps, bool legalOnly, Death death)
    {
        // The newest endpoints are the most interesting: they are what the sequence has just opened.
        int newest = open.Count - 1;
        return Gen.Frequency((3, Gen.Choose(0, newest)), (2, Gen.Constant(newest))).SelectMany(place =>
        {
            (ContractDescription contract, int state) = open[place];
            MemberDescription[] members = [.. contract.Members.Where(member => !legalOnly || member.IsAllowedIn(state))];
            if (members.Length == 0)
            {
                place = 0;
                members = [.. open[0].Contract.Members.Where(member => member.IsAllowedIn(open[0].State))];
                contract = open[0].Contract;
            }
            int subject = open.Skip(place + 1).Count(other => other.Contract == contract);
            return members.Length == 0
                ? Gen.Constant<Step>(new ServerDeathStep())
                : Gen.Elements(members).SelectMany(member => Call(member, subject, death, steps)).Select(Step (call) => call);
        });
    }

    private static Gen<Step> Forbid(Step step)
    {
        if (step is not CallStep call)
            return Gen.Constant(step);
        (int Place, Gen<Choice> Argument)[] forbidden =
        [
            .. call.Member.Parameters.Select((parameter, place) => (place, ValueGenerator.Forbidden(parameter)!)).Where(pair => pair.Item2 is not null),
        ];
        return forbidden.Length == 0
            ? Gen.Constant(step)
            : Gen.Elements(forbidden).SelectMany(chosen => chosen.Argument.Select(Step (argument) =>
                call with { Arguments = [.. call.Arguments.Select((present, place) => place == chosen.Place ? argument : present)] }));
    }

    private List<(ContractDescription Contract, int State)> After(List<(ContractDescription Contract, int State)> open, Step step)
    {
        if (step is ServerDeathStep or ClientDeathStep or CallStep { Death: not Death.None })
            return [(_contract, 0)];
        if (step is not CallStep call)
            return open;
        List<(ContractDescription Contract, int State)> after = [.. open];
        int place = LastOf(open, call.Member.Contract, call.Subject);
        if (place < 0 || !call.Member.IsAllowedIn(open[place].State))
            return after;
        after[place] = (call.Member.Contract, call.Member.StateAfter(open[place].State, isSuccess: true));
        if (call.Member.EndpointType is { } endpoint)
            after.Add((ContractDescription.Of(endpoint), 0));
        return after;
    }

    private static int LastOf(List<(ContractDescription Contract, int State)> open, ContractDescription contract, int back)
    {
        for (int place = open.Count - 1; place >= 0; place--)
        {
            if (open[place].Contract == contract && back-- == 0)
                return place;
        }
        return -1;
    }
}
