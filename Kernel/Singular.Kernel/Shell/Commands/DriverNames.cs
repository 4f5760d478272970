using Singular.Kernel.Supervision;

namespace Singular.Kernel.Shell.Commands;

/// <summary>Finds a driver by what a person types: the instance, or the package id where it has one instance.</summary>
internal static class DriverNames
{
    public static DriverStatus? Find(IReadOnlyList<DriverStatus> drivers, string name)
    {
        DriverStatus? exact = drivers.FirstOrDefault(driver => driver.Record.Instance == name);
        if (exact is not null)
            return exact;
        DriverStatus[] ofPackage = [.. drivers.Where(driver => driver.Record.Manifest.Id == name)];
        return ofPackage.Length == 1 ? ofPackage[0] : null;
    }

    /// <summary>The sentence for a name that was not found.</summary>
    public static string Unknown(IReadOnlyList<DriverStatus> drivers, string name)
    {
        string[] instances = [.. drivers.Where(driver => driver.Record.Manifest.Id == name).Select(driver => driver.Record.Instance)];
        return instances.Length > 1
            ? $"'{name}' has several instances; say which: {string.Join(", ", instances)}"
            : $"there is no driver '{name}' in this image; 'drivers' lists them";
    }
}
