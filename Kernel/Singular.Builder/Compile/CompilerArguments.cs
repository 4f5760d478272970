using System.Globalization;

namespace Singular.Builder.Compile;

/// <summary>The options of ilc and of the linker. They are what the SDK's own targets pass for PublishAot with StaticExecutable
/// (seen in its response file), less what a program of this system does not use.</summary>
internal static class CompilerArguments
{
    /// <summary>Feature switches that the SDK's targets set for a small, invariant program; each is also a knob at run time.</summary>
    private static readonly (string Name, bool Value)[] Features =
    [
        ("Microsoft.Extensions.DependencyInjection.VerifyOpenGenericServiceTrimmability", true),
        ("System.ComponentModel.DefaultValueAttribute.IsSupported", false),
        ("System.ComponentModel.TypeConverter.EnableUnsafeBinaryFormatterInDesigntimeLicenseContextSerialization", false),
        ("System.ComponentModel.TypeDescriptor.IsComObjectDescriptorSupported", false),
        ("System.Diagnostics.Debugger.IsSupported", false),
        ("System.Diagnostics.StackTrace.IsSupported", false),
        ("System.Diagnostics.Tracing.EventSource.IsSupported", false),
        ("System.Globalization.Invariant", true),
        ("System.Globalization.PredefinedCulturesOnly", true),
        ("System.Linq.Expressions.CanEmitObjectArrayDelegate", false),
        ("System.Reflection.Metadata.MetadataUpdater.IsSupported", false),
        ("System.Resources.ResourceManager.AllowCustomResourceTypes", false),
        ("System.Resources.UseSystemResourceKeys", true),
        ("System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported", false),
        ("System.Runtime.InteropServices.BuiltInComInterop.IsSupported", false),
        ("System.Runtime.InteropServices.EnableConsumingManagedCodeFromNativeHosting", false),
        ("System.Runtime.InteropServices.EnableCppCLIHostActivation", false),
        ("System.Runtime.InteropServices.Marshalling.EnableGeneratedComInterfaceComImportInterop", false),
        ("System.Runtime.Serialization.EnableUnsafeBinaryFormatterSerialization", false),
        ("System.StartupHookProvider.IsSupported", false),
        ("System.Text.Encoding.EnableUnsafeUTF7Encoding", false),
        ("System.Text.Json.JsonSerializer.IsReflectionEnabledByDefault", false),
        ("System.Threading.Thread.EnableAutoreleasePool", false),
    ];

    /// <summary>Lines of ilc's response file but for inputs, references and output. They are part of the cache's key.</summary>
    internal static IReadOnlyList<string> Options(ProgramRequest request)
    {
        List<string> lines =
        [
            "--targetos:linux",
            "--targetarch:x64",
            "-O",
            // Packed type data: 0.4 MB less file for a hello program; the runtime unpacks it at start.
            "--dehydrate",
            "--scanreflection",
            "--methodbodyfolding",
            "--nosinglewarnassembly:" + request.Entry.Name,
            "--initassembly:System.Private.CoreLib",
            "--initassembly:System.Private.TypeLoader",
            "--initassembly:System.Private.Reflection.Execution",
            "--generateunmanagedentrypoints:System.Private.CoreLib",
            "--directpinvoke:libSystem.Native",
        ];
        lines.AddRange(request.NativeModules.Select(module => "--directpinvoke:" + module.Library));
        foreach ((string name, bool value) in Features)
        {
            string setting = $"{name}={(value ? "true" : "false")}";
            lines.Add("--feature:" + setting);
            lines.Add("--runtimeknob:" + setting);
        }
        lines.Add("--runtimeknob:System.GC.Concurrent=false");
        lines.Add("--runtimeknob:System.GC.Server=false");
        // The runtime reads the values of these as hexadecimal.
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"--runtimeopt:GCgen0size={request.Settings.GenerationZeroBytes:x}"));
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"--runtimeopt:GCRegionRange={request.Settings.HeapRangeBytes:x}"));
        return lines;
    }

    /// <summary>Options of the linker's driver in front of and behind the objects.</summary>
    internal static IReadOnlyList<string> Link(Toolchain toolchain, IReadOnlyList<string> objects, string output) =>
    [
        .. objects,
        "-o", output,
        "-fuse-ld=lld",
        .. RuntimeFiles(toolchain),
        .. LinkOptions,
    ];

    /// <summary>The runtime's objects and archives that are linked into every program.</summary>
    internal static IReadOnlyList<string> RuntimeFiles(Toolchain toolchain) =>
    [
        Path.Combine(toolchain.RuntimeFolder, "libbootstrapper.o"),
        Path.Combine(toolchain.RuntimeFolder, "libRuntime.WorkstationGC.a"),
        Path.Combine(toolchain.RuntimeFolder, "libeventpipe-disabled.a"),
        Path.Combine(toolchain.RuntimeFolder, "libRuntime.VxsortDisabled.a"),
        Path.Combine(toolchain.RuntimeFolder, "libstandalonegc-disabled.a"),
        Path.Combine(toolchain.RuntimeFolder, "libstdc++compat.a"),
        Path.Combine(toolchain.FrameworkFolder, "libSystem.Native.a"),
    ];

    internal static IReadOnlyList<string> LinkOptions { get; } =
    [
        "-pthread", "-ldl", "-lrt", "-lm",
        "-static-pie",
        "-Wl,-z,relro", "-Wl,-z,now",
        "-Wl,--eh-frame-hdr",
        "-Wl,--discard-all",
        "-Wl,--gc-sections",
        // Otherwise the linker drops the table of modules that the runtime finds by its start and stop symbols.
        "-Wl,-z,nostart-stop-gc",
        // The nucleus maps pages of the file as they lie.
        "-Wl,-z,max-page-size=4096",
        "-Wl,--build-id=none",
        "-s",
    ];
}
