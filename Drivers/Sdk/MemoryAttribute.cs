namespace Singular.Drivers;

/// <summary>Asks for a block of ordinary memory that outlives the driver's restarts; stands on a constructor parameter of
/// type <see cref="MemoryBlock"/>.</summary>
/// <param name="name">Name under which the machine's owner may provide contents or other backing, e.g. <c>ramdisk</c>:
/// lower-case letters, digits and hyphens.</param>
/// <param name="defaultBytes">Size in bytes where the owner provides nothing; 4,096 to 1 GiB.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class MemoryAttribute(string name, long defaultBytes) : Attribute
{
    public string Name { get; } = name;

    public long DefaultBytes { get; } = defaultBytes;
}
