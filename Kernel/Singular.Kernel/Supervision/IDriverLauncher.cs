using Singular.Manifests;

namespace Singular.Kernel.Supervision;

/// <summary>Starts drivers in one placement.</summary>
internal interface IDriverLauncher
{
    /// <summary>Makes the domain, grants the resources of the manifest, connects the imports and runs the constructor, within
    /// a time limit.</summary>
    /// <exception cref="DriverStartException">It did not come up.</exception>
    IDriverLife Launch(DriverRecord record);
}
