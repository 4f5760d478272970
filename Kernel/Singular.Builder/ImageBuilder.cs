using Singular.Builder.Compile;
using Singular.Builder.Images;
using Singular.Builder.Nucleus;
using Singular.Manifests;

namespace Singular.Builder;

/// <summary>
/// Makes images: generates the boundary code and entry points, compiles the kernel with the drivers placed in it and a program for
/// each process-placed driver, and packs them with their record. What has not changed since an earlier run is taken from the cache.
/// Not safe for use from two threads at once; two processes may share a cache.
/// </summary>
public sealed class ImageBuilder
{
    private readonly ImageBuilderOptions _options;
    private readonly Toolchain _toolchain;
    private readonly BuildCache _cache;
    private readonly ProgramCompiler _compiler;
    private readonly FinalVerification _verification;
    private readonly StepReporter _steps;
    private readonly SystemAssemblies _system;

    /// <param name="options">Where everything is.</param>
    /// <param name="progress">Gets each step as it starts and ends; null for nobody.</param>
    /// <exception cref="BuildException"><see cref="BuildCode.ToolMissing"/>.</exception>
    public ImageBuilder(ImageBuilderOptions options, IProgress<BuildStep>? progress)
    {
        _options = options;
        _steps = new StepReporter(progress);
        _toolchain = Toolchain.Locate();
        _cache = new BuildCache(options.CacheFolder);
        _compiler = new ProgramCompiler(_toolchain, _cache, options.Limits);
        _verification = new FinalVerification([_toolchain.RuntimeFolder, _toolchain.FrameworkFolder]);
        _system = new SystemAssemblies(options.SystemAssembliesFolder);
    }

    /// <summary>Makes a boot image. A driver whose code cannot be built is left out and reported; the rest of the system boots.</summary>
    /// <param name="inputs">What goes into it.</param>
    /// <param name="imageFile">Where it is written; what stands there stays until the new one is complete.</param>
    /// <param name="cancellation">Ends the tool that runs and the build; nothing is left behind.</param>
    /// <exception cref="BuildException">A part of the system itself cannot be made; the place names the file.</exception>
    public BuiltImage Build(ImageInputs inputs, string imageFile, CancellationToken cancellation = default)
    {
        CompiledProgram nucleus = _steps.Run(
            "Build the nucleus", "", () => new NucleusBuilder(Path.Combine(_options.KernelSourceFolder, "Nucleus"), _cache, _options.Limits).Build(cancellation),
            program => program.FromCache);
        var factory = new ManagedProgramFactory(_system, ProgramTarget.Machine, inputs.Contracts);
        List<LeftOutDriver> leftOut = [];
        List<ImageDriver> drivers = [.. inputs.Drivers];
        // Processes first: a contract of a package's own for which no code can be made shows in its driver's program, not in the kernel's.
        List<(ImageDriver Driver, CompiledProgram Program)> processes = CompileProcesses(factory, drivers, leftOut, cancellation);
        CompiledProgram kernel = CompileKernelOrLeaveOut(inputs.UnderCheck.Length > 0 ? factory.CheckedKernel : factory.Kernel, drivers, leftOut, cancellation);
        ImageRecord record = ImagePrograms.Record(drivers) with { UnderCheck = inputs.UnderCheck };
        List<BootImageEntry> entries =
        [
            Entry(ImagePrograms.Kernel, kernel),
            new BootImageEntry(ImageRecord.EntryName, ImageRecordJson.Write(record)),
            .. processes.Where(process => drivers.Contains(process.Driver)).Select(process => Entry(ImagePrograms.NameOf(process.Driver), process.Program)),
        ];
        foreach ((string name, string path) in inputs.Programs)
            entries.Add(new BootImageEntry(name, ReadFile(path, "a program")));
        if (inputs.RamDiskFile is { } disk)
            entries.Add(new BootImageEntry(ImagePrograms.RamDisk, ReadFile(disk, "a disk image")));
        _steps.Run("Write the boot image", imageFile, () => WriteWhenDifferent(imageFile, entries), isSame => isSame);
        _cache.Trim(_options.CacheBytes);
        return new BuiltImage(nucleus.Path, imageFile, record, leftOut);
    }

    /// <summary>Compiles the program of a process-placed driver ahead of an image that needs it.</summary>
    /// <inheritdoc cref="Build"/>
    public CompiledProgram CompileDriver(ImageDriver driver, IReadOnlyList<AssemblyFile> contracts, CancellationToken cancellation = default)
    {
        var factory = new ManagedProgramFactory(_system, ProgramTarget.Machine, contracts);
        return Compile(factory.Driver(driver), ProgramTarget.Machine, driver.IsTypeSafe, cancellation);
    }

    /// <summary>Makes the folder from which the kernel runs on Linux under the JIT.</summary>
    /// <inheritdoc cref="Build"/>
    public HostedImage BuildHosted(ImageInputs inputs, string folder)
    {
        CheckHostable(inputs);
        var factory = new ManagedProgramFactory(_system, ProgramTarget.Hosted, inputs.Contracts);
        return _steps.Run(
            "Write the hosted image", folder,
            () => HostedImage.Write(
                folder, ImageRecordJson.Write(ImagePrograms.Record(inputs.Drivers) with { UnderCheck = inputs.UnderCheck }), [.. Programs(factory, inputs)], inputs.RamDiskFile));
    }

    /// <summary>Makes the folder from which the kernel runs on Linux as native programs.</summary>
    /// <inheritdoc cref="Build"/>
    public HostedImage BuildHostedNative(ImageInputs inputs, string folder, CancellationToken cancellation = default)
    {
        CheckHostable(inputs);
        var factory = new ManagedProgramFactory(_system, ProgramTarget.Hosted, inputs.Contracts);
        List<(string Name, string Path)> programs = [];
        foreach (ManagedProgram program in Programs(factory, inputs))
            programs.Add((program.Name, Compile(program, ProgramTarget.Hosted, isTypeSafe: true, cancellation).Path));
        return _steps.Run(
            "Write the hosted image", folder,
            () => HostedImage.WriteNative(folder, ImageRecordJson.Write(ImagePrograms.Record(inputs.Drivers)), programs, inputs.RamDiskFile));
    }

    /// <summary>The kernel first, then each process-placed driver once. For hosted systems, which hold verified drivers only.</summary>
    private static IEnumerable<ManagedProgram> Programs(ManagedProgramFactory factory, ImageInputs inputs) =>
        InProcesses(inputs.Drivers).Select(factory.Driver).Prepend(factory.Kernel(InKernel(inputs.Drivers), inputs.Drivers));

    private static List<ImageDriver> InKernel(IReadOnlyList<ImageDriver> drivers) => [.. drivers.Where(driver => driver.Record.Placement == Placement.Kernel)];

    private static IEnumerable<ImageDriver> InProcesses(IReadOnlyList<ImageDriver> drivers) =>
        drivers.Where(driver => driver.Record.HasProgram).DistinctBy(ImagePrograms.NameOf);

    private static BootImageEntry Entry(string name, CompiledProgram program) => new(name, File.ReadAllBytes(program.Path));

    /// <summary>Compiles a program for each driver that has one. A driver whose program cannot be made is taken out of the list.</summary>
    private List<(ImageDriver Driver, CompiledProgram Program)> CompileProcesses(
        ManagedProgramFactory factory, List<ImageDriver> drivers, List<LeftOutDriver> leftOut, CancellationToken cancellation)
    {
        List<(ImageDriver, CompiledProgram)> programs = [];
        IReadOnlyList<ImageDriver> all = [.. drivers];
        foreach (ImageDriver driver in InProcesses(all))
        {
            try
            {
                if (PackageContracts.IsUnverified(driver, all))
                    throw new BuildException(
                        BuildCode.NotTypeSafe, driver.Record.Instance, "a driver that did not verify, with a contract of its own", "a contract of the system, or of a driver that verified",
                        "What two drivers say to each other goes through the kernel, and nothing unverified is linked into it.");
                programs.Add((driver, Compile(factory.Driver(driver), ProgramTarget.Machine, driver.IsTypeSafe, cancellation)));
            }
            catch (BuildException error) when (IsAboutCode(error.Code))
            {
                LeaveOut(driver.Record.Manifest.Id, error, drivers, leftOut);
            }
        }
        return programs;
    }

    /// <summary>Compiles the kernel with all drivers placed in it and all contracts that drivers bring; where that fails, with as many as go
    /// together. The others are taken out of the list.</summary>
    /// <param name="kernel">Puts the kernel together from the drivers placed in it and all that are in the image.</param>
    /// <param name="drivers">All drivers of the image.</param>
    /// <param name="leftOut">Gets those that do not compile.</param>
    /// <param name="cancellation">Ends the compiler.</param>
    private CompiledProgram CompileKernelOrLeaveOut(
        Func<IReadOnlyList<ImageDriver>, IReadOnlyList<ImageDriver>, ManagedProgram> kernel, List<ImageDriver> drivers, List<LeftOutDriver> leftOut, CancellationToken cancellation)
    {
        try
        {
            return CompileKernel(kernel, drivers, cancellation);
        }
        catch (BuildException error) when (IsAboutCode(error.Code) && drivers.Exists(IsInKernelsCode))
        {
            List<ImageDriver> suspects = drivers.FindAll(IsInKernelsCode);
            List<ImageDriver> kept = [.. drivers.Except(suspects)];
            // When it is not the drivers, this fails again, and then it is the system that cannot be built.
            CompiledProgram program = CompileKernel(kernel, kept, cancellation);
            foreach (IGrouping<string, ImageDriver> driver in suspects.GroupBy(driver => driver.Record.Manifest.Id))
            {
                List<ImageDriver> with = [.. drivers.Where(other => kept.Contains(other) || other.Record.Manifest.Id == driver.Key)];
                try
                {
                    program = CompileKernel(kernel, with, cancellation);
                    kept = with;
                }
                catch (BuildException alone) when (IsAboutCode(alone.Code))
                {
                    LeaveOut(driver.Key, alone, drivers, leftOut);
                }
            }
            return program;
        }
    }

    private CompiledProgram CompileKernel(
        Func<IReadOnlyList<ImageDriver>, IReadOnlyList<ImageDriver>, ManagedProgram> kernel, IReadOnlyList<ImageDriver> all, CancellationToken cancellation)
    {
        List<ImageDriver> drivers = InKernel(all);
        if (drivers.Find(driver => !driver.IsTypeSafe) is { } unsafeDriver)
            throw new BuildException(
                BuildCode.NotTypeSafe, unsafeDriver.Record.Instance, "a driver that did not verify, placed in the kernel", "a process of its own",
                $"Run `singular policy set {unsafeDriver.Record.Manifest.Id} --place process`.");
        return Compile(kernel(drivers, all), ProgramTarget.Machine, isTypeSafe: true, cancellation);
    }

    /// <summary>True when the kernel's program has something of the driver: all of it, or the contracts that it brings.</summary>
    private static bool IsInKernelsCode(ImageDriver driver) =>
        driver.Record.Placement == Placement.Kernel || (driver.IsTypeSafe && PackageContracts.Of([driver]).Count > 0);

    private static void LeaveOut(string id, BuildException error, List<ImageDriver> drivers, List<LeftOutDriver> leftOut)
    {
        leftOut.Add(new LeftOutDriver(id, error));
        drivers.RemoveAll(driver => driver.Record.Manifest.Id == id);
    }

    /// <summary>True for what a driver's code can be the cause of; the rest is about the tools or the machine.</summary>
    private static bool IsAboutCode(BuildCode code) => code
        is BuildCode.UnresolvedReference or BuildCode.MissingImplementation or BuildCode.DuplicateAssembly or BuildCode.NotTypeSafe
        or BuildCode.NotGeneratable or BuildCode.CompilerWillThrow or BuildCode.CompilerFailed or BuildCode.LimitExceeded;

    private CompiledProgram Compile(ManagedProgram program, ProgramTarget target, bool isTypeSafe, CancellationToken cancellation)
    {
        var request = new ProgramRequest
        {
            Name = program.Name,
            Entry = program.Entry,
            Assemblies = program.Assemblies,
            NativeModules = target.NativeModules(_options.KernelSourceFolder),
            Settings = program.Name == ImagePrograms.Kernel ? RuntimeSettings.Kernel : RuntimeSettings.Driver,
        };
        return _steps.Run(
            "Compile", program.Name,
            () =>
            {
                if (_compiler.FindFinished(request) is { } finished)
                    return finished;
                if (isTypeSafe)
                    _verification.Verify(program.Untrusted, [program.Entry, .. program.Assemblies]);
                return _compiler.Compile(request, cancellation);
            },
            compiled => compiled.FromCache);
    }

    /// <summary>A driver that was not verified could do anything to the owner's system.</summary>
    private static void CheckHostable(ImageInputs inputs)
    {
        if (inputs.Drivers.FirstOrDefault(driver => !driver.IsTypeSafe) is { } driver)
            throw new BuildException(
                BuildCode.NotTypeSafe, driver.Record.Instance, "a driver that did not verify", "only verified drivers in a hosted system",
                "Boot it in the emulator, or deny it by `singular policy set`.");
    }

    private static bool WriteWhenDifferent(string imageFile, List<BootImageEntry> entries)
    {
        using var stream = new MemoryStream();
        BootImageWriter.Write(stream, entries);
        ReadOnlySpan<byte> fresh = stream.GetBuffer().AsSpan(0, (int)stream.Length);
        if (File.Exists(imageFile) && new FileInfo(imageFile).Length == fresh.Length && File.ReadAllBytes(imageFile).AsSpan().SequenceEqual(fresh))
            return true;
        AtomicFile.Write(imageFile, fresh);
        return false;
    }

    private static byte[] ReadFile(string path, string what)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BuildException(BuildCode.InputMissing, path, error.Message.TrimEnd('.'), what, "Give the path of an existing file.");
        }
    }
}
