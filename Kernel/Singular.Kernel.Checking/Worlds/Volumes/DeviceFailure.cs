using Singular.Channels.Testing;
using Singular.Contracts;

namespace Singular.Kernel.Checking.Worlds.Volumes;

/// <summary>What may be answered while the disk fails.</summary>
internal static class DeviceFailure
{
    /// <summary>Any call may fail then. One that succeeds although it had to change the volume is not followed any further: a driver may write later.</summary>
    internal static bool Accepts(FileTree tree, ModelComparison comparison)
    {
        if (!tree.IsFailing)
            return false;
        bool isFailure = !comparison.Actual.IsSuccess(comparison.Member);
        bool isExpectedFailure = !comparison.Expected.IsSuccess(comparison.Member);
        tree.IsLost |= !isFailure && isExpectedFailure;
        return isFailure || isExpectedFailure;
    }

    /// <summary>The error that was answered; null where none was.</summary>
    internal static FileError? ErrorOf(ModelComparison comparison) =>
        comparison.Actual is { Kind: OutcomeKind.Returned, Value: { } value } && !comparison.Actual.IsSuccess(comparison.Member) ? (FileError?)((dynamic)value).Error : null;
}
