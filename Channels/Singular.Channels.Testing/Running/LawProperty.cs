using FsCheck;
using FsCheck.Fluent;
using Singular.Channels.Runtime;

namespace Singular.Channels.Testing;

/// <summary>A law holds for all values in a placement.</summary>
internal sealed class LawProperty(Law law, IPlacement placement, ValueGenerator values)
{
    /// <summary>How long a law may wait for something that the server has to do by itself.</summary>
    private static readonly TimeSpan s_waitLimit = TimeSpan.FromSeconds(3);

    /// <summary>How long a law may take for its calls, with which the system's limits of a call deal first.</summary>
    private static readonly TimeSpan s_lawLimit = TimeSpan.FromSeconds(45);

    /// <summary>Number of the world, then the law's own arguments.</summary>
    internal Gen<object?[]> Arguments() =>
        Gen.Choose(0, placement.Worlds - 1).SelectMany(world => Gen.CollectToArray(law.Parameters, parameter => values.Value(parameter.ParameterType, parameter.Name!))
            .Select(arguments => (object?[])[world, .. arguments]));

    internal static IEnumerable<object?[]> Shrink(object?[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            IEnumerable<object?> simpler = arguments[i] is byte[] { Length: > 0 } bytes
                ? [Array.Empty<byte>(), bytes[..(bytes.Length / 2)], bytes[..^1]]
                : new ValueChoice(arguments[i]).Shrink().Select(choice => choice.Resolve([]));
            foreach (object? value in simpler)
                yield return [.. arguments[..i], value, .. arguments[(i + 1)..]];
        }
    }

    internal string? WhyBroken(object?[] input)
    {
        object?[] arguments = input[1..];
        (ContractWorld world, PlacedServer server) = placement.Place((int)input[0]!);
        using (world)
        using (server)
        {
            server.Start();
            HangWatch.Settle(world);
            // Arrays are the law's to write to; the next attempt gets them as they were.
            object?[] own = [.. arguments.Select(argument => argument is Array array ? array.Clone() : argument)];
            Task<string?>? result = null;
            // A law is a client: what it allocates and is handed is its domain's, and so are answers, so the wait is outside.
            RunOutcome outcome = HangWatch.Call(law.Name, s_lawLimit, () => server.ClientDomain.TryRun(() => result = law.WhyBroken(server.Client, own)));
            string? broken = outcome != RunOutcome.Done ? $"its domain died ({server.ClientDomain.Fault?.Code})"
                : result!.Wait(s_waitLimit) ? result.Result
                : $"it still waits after {s_waitLimit.TotalSeconds} s";
            return broken is { } reason
                ? $"{placement.Name} placement: the law {law.Name} is broken: {reason}{Environment.NewLine}    {law.Name}(server{string.Concat(arguments.Select(argument => ", " + Text(argument)))});{(world.Name.Length > 0 ? $" // In the world: {world.Name}." : "")}"
                : null;
        }
    }

    private static string Text(object? argument) => argument is byte[] bytes
        ? $"Convert.FromHexString(\"{Convert.ToHexString(bytes)}\")"
        : argument is Array ? Observed.Text(argument) : Observed.Literal(argument);
}
