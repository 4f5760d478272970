namespace Singular.Nucleus;

/// <summary>What a handle allows (docs/nucleus-abi.md).</summary>
internal static class Rights
{
    public const ushort Read = 1, Write = 2, Execute = 4, Transfer = 8, Manage = 16;
    public const ushort All = Read | Write | Execute | Transfer | Manage;
}
