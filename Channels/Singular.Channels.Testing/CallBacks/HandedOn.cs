namespace Singular.Channels.Testing;

/// <summary>What comes with a call-back is the receiver's, who has no use for it.</summary>
internal static class HandedOn
{
    /// <summary>Releases the buffers and ends the endpoints among the arguments.</summary>
    internal static void Drop(MemberDescription member, object?[] arguments)
    {
        for (int i = 0; i < arguments.Length; i++)
        {
            ParameterDescription parameter = member.Parameters[i];
            if (parameter.Passing == ParameterPassing.Buffer)
                BufferKind.Of(parameter.Type).Release(arguments[i]!);
            else if (parameter.Type.IsInterface && ContractDescription.Of(parameter.Type).End is { } end)
                _ = Outcome.Of(end, arguments[i]!, []);
        }
    }
}
